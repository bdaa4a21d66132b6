import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, readdir, readFile, stat, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { Redis } from "ioredis";
import pg from "pg";
import { expect, it, onTestFinished, vi } from "vitest";
import { EmbeddedError } from "./embedded.errors.ts";
import { acquireDataDirLock } from "./lock.ts";
import { choosePorts, findFreePort, loopback, rememberPorts } from "./ports.ts";
import { isAlive, processIdentity } from "./process-identity.ts";
import { startEmbedded, type EmbeddedOptions, type EmbeddedStack } from "./start-embedded.ts";
import { makeTempFolder } from "./testing/temp-workplace.ts";

const timeout = 120_000;

const optionsFor = (dataDir: string): EmbeddedOptions => ({
  dataDir,
  external: { needsPostgres: true },
  databases: ["shop_a", "shop_b"],
  ports: "free",
  durability: "durable",
  production: false,
  allowStandIns: false,
  mongoEmbedded: "store",
  onProgress: () => undefined,
});

/** Everything but PostgreSQL and Redis is somebody else's. */
const databasesOnly: EmbeddedOptions["external"] = {
  needsPostgres: true,
  mongo: "mongodb://m",
  smtp: "smtp://s",
  stripe: true,
  s3: true,
};

async function start(options: EmbeddedOptions): Promise<EmbeddedStack> {
  const stack = await startEmbedded(options);
  onTestFinished(() => stack.stop());
  return stack;
}

async function query(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url });
  client.on("error", () => undefined);
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
}

async function withRedis<T>(url: string, use: (redis: Redis) => Promise<T>): Promise<T> {
  const redis = new Redis(url);
  try {
    return await use(redis);
  } finally {
    redis.disconnect();
  }
}

async function readPids(dataDir: string): Promise<number[]> {
  const files = await readdir(join(dataDir, "run"));
  const records = await Promise.all(files.map((file) => readFile(join(dataDir, "run", file), "utf8")));
  return records.map((record) => (JSON.parse(record) as { pid: number }).pid);
}

it(
  "serves real clients, leaves no process when stopped, and has their data at the next start",
  { timeout },
  async () => {
    const dataDir = await makeTempFolder();
    const first = await start(optionsFor(dataDir));
    await query(first.postgresUrl("shop_a"), "create table kept as select 42 as answer");
    await query(first.postgresUrl("shop_b"), "select 1");
    await withRedis(first.redisUrl, (redis) => redis.set("kept", "43"));
    const pids = await readPids(dataDir);
    expect(pids).toHaveLength(3);

    await first.stop();

    expect(pids.filter(isAlive)).toEqual([]);
    expect(await readdir(join(dataDir, "run"))).toEqual([]);
    expect(await readdir(dataDir)).not.toContain("lock");
    const second = await start(optionsFor(dataDir));
    expect(await query(second.postgresUrl("shop_a"), "select answer from kept")).toEqual([{ answer: 42 }]);
    expect(await withRedis(second.redisUrl, (redis) => redis.get("kept"))).toBe("43");
    expect([second.stripe?.secretKey, second.s3?.secretAccessKey]).toEqual([
      first.stripe?.secretKey,
      first.s3?.secretAccessKey,
    ]);
  },
);

it("tells what serves each part, and keeps the stand-ins' keys for the owner alone", { timeout }, async () => {
  const dataDir = await makeTempFolder();

  const { backing } = await start(optionsFor(dataDir));

  expect(backing).toEqual({
    postgres: expect.stringMatching(/^PostgreSQL 18\.\d+ \(embedded\)$/u) as string,
    redis: expect.stringMatching(/^(?:Redis|Valkey) \d+\.[\d.]+ \((?:on PATH|Debian package)\)$/u) as string,
    mongo: "MongoDB stand-in (development only)",
    mail: "mail catcher (development only)",
    stripe: "Stripe stand-in (development only)",
    s3: "S3 stand-in (development only)",
  });
  expect((await stat(join(dataDir, "stand-in-keys.json"))).mode & 0o777).toBe(0o600);
});

it("starts nothing for what has a URL, and passes that on", { timeout }, async () => {
  const dataDir = await makeTempFolder();
  const external = { ...databasesOnly, postgres: "postgresql://u:p@db:1/base?sslmode=require", redis: "redis://r:2" };

  const stack = await start({ ...optionsFor(dataDir), external });

  expect(await readPids(dataDir)).toEqual([]);
  expect(stack.postgresUrl("shop_a")).toBe("postgresql://u:p@db:1/shop_a?sslmode=require");
  expect([stack.redisUrl, stack.mongoUrl, stack.smtpUrl]).toEqual(["redis://r:2", "mongodb://m", "smtp://s"]);
  expect([stack.stripe, stack.s3, stack.mailboxUrl]).toEqual([undefined, undefined, undefined]);
  expect(new Set(Object.values(stack.backing))).toEqual(new Set(["external"]));
});

it("refuses a second start on the same data, and the first goes on", { timeout }, async () => {
  const dataDir = await makeTempFolder();
  const options = { ...optionsFor(dataDir), external: databasesOnly };
  const first = await start(options);

  const refused: unknown = await startEmbedded(options).catch((error: unknown) => error);

  expect(refused).toBeInstanceOf(EmbeddedError);
  expect(String(refused)).toContain(`already running on ${dataDir} (pid ${process.pid})`);
  expect(await query(first.postgresUrl("shop_a"), "select 1 as one")).toEqual([{ one: 1 }]);
});

it("uses a lock its caller holds, and leaves it to its caller", { timeout }, async () => {
  const dataDir = await makeTempFolder();
  const lock = await acquireDataDirLock(dataDir);
  const stack = await start({ ...optionsFor(dataDir), external: databasesOnly, lock });

  await stack.stop();

  await expect(acquireDataDirLock(dataDir)).rejects.toThrow("already running");
  await lock.release();
});

it("moves only the server whose port is busy, and stays where it moved", { timeout }, async () => {
  const dataDir = await makeTempFolder();
  const options = { ...optionsFor(dataDir), external: databasesOnly, ports: "preferred" as const };
  const [busy, free] = [await findFreePort(), await findFreePort()];
  await rememberPorts(dataDir, { postgres: busy, redis: free });
  const other = createServer();
  await new Promise<void>((resolve) => other.listen(busy, loopback, resolve));

  const first = await start(options);

  expect(first.redisUrl).toBe(`redis://${loopback}:${free}`);
  const moved = first.postgresUrl("shop_a");
  expect(moved).not.toContain(`:${busy}/`);
  await first.stop();
  other.close();
  await once(other, "close");
  expect((await start(options)).postgresUrl("shop_a")).toBe(moved);
  expect((await choosePorts(dataDir, "preferred")).redis).not.toBe(free); // in use now
});

it("tells which server died, and can still be stopped", { timeout }, async () => {
  const dataDir = await makeTempFolder();
  const stack = await start({ ...optionsFor(dataDir), external: databasesOnly });
  const { pid } = JSON.parse(await readFile(join(dataDir, "run/redis.json"), "utf8")) as { pid: number };
  const all = await readPids(dataDir);

  process.kill(pid, "SIGKILL");

  const { name, logTail } = await stack.died;
  expect(name).toBe("redis");
  expect(logTail).toContain("Ready to accept connections");
  await stack.stop();
  expect(all.filter(isAlive)).toEqual([]);
});

it("stops what runs and frees the data when one server cannot start", { timeout }, async () => {
  const dataDir = await makeTempFolder();
  await writeFile(join(dataDir, "redis"), "a file where Redis needs a folder");

  await expect(startEmbedded({ ...optionsFor(dataDir), external: databasesOnly })).rejects.toThrow("EEXIST");

  expect(await readPids(dataDir)).toEqual([]);
  expect(await readdir(dataDir)).not.toContain("postgres"); // given up, not finished first
  await (await acquireDataDirLock(dataDir)).release();
});

it("ends what an earlier process left running before it starts its own", { timeout }, async () => {
  const dataDir = await makeTempFolder();
  const left = spawn("sleep", ["600"]);
  const ended = once(left, "exit");
  const record = { pid: left.pid, identity: processIdentity(left.pid ?? 0), stopSignal: "SIGTERM" };
  await mkdir(join(dataDir, "run"));
  await writeFile(join(dataDir, "run/redis.json"), JSON.stringify(record));

  await start({ ...optionsFor(dataDir), external: { ...databasesOnly, needsPostgres: false, redis: "redis://r" } });

  expect(await ended).toEqual([null, "SIGTERM"]);
});

it("leaves nothing running when the start is given up", { timeout }, async () => {
  const dataDir = await makeTempFolder();
  const givenUp = new AbortController();
  const onProgress = () => givenUp.abort(new Error("Ctrl-C")); // PostgreSQL says that it makes its cluster

  await expect(
    startEmbedded({ ...optionsFor(dataDir), external: databasesOnly, signal: givenUp.signal, onProgress }),
  ).rejects.toThrow("Ctrl-C");

  expect(await readPids(dataDir)).toEqual([]);
  await (await acquireDataDirLock(dataDir)).release();
});

/** A process of its own that has started the whole stack and written a row, which is then killed without warning. */
async function startAndKill(dataDir: string): Promise<number[]> {
  const script = join(await makeTempFolder(), "start.mts");
  const module = JSON.stringify(join(import.meta.dirname, "start-embedded.ts"));
  await writeFile(
    script,
    `import { startEmbedded } from ${module};
     const stack = await startEmbedded({ ...${JSON.stringify(optionsFor(dataDir))}, onProgress() {} });
     console.log(stack.postgresUrl("shop_a"));`,
  );
  const parent = spawn(process.execPath, [script], { stdio: ["ignore", "pipe", "inherit"] });
  onTestFinished(() => void parent.kill("SIGKILL"));
  const ended = once(parent, "exit").then(() => Promise.reject(new Error("the start failed")));
  const [url] = (await Promise.race([once(createInterface(parent.stdout), "line"), ended])) as [string];
  await query(url, "create table kept as select 42 as answer");
  const pids = await readPids(dataDir);
  expect(pids.filter(isAlive)).toHaveLength(3);
  parent.kill("SIGKILL");
  await expect(ended).rejects.toThrow();
  return pids;
}

it("can be started again at once after its process was killed, and has the data", { timeout }, async () => {
  const dataDir = await makeTempFolder();
  const pids = await startAndKill(dataDir);

  const second = await start(optionsFor(dataDir)); // has to wait for those that are still going down

  expect(pids.filter(isAlive)).toEqual([]);
  expect(await query(second.postgresUrl("shop_a"), "select answer from kept")).toEqual([{ answer: 42 }]);
});

if (process.platform === "linux") {
  it("leaves no server running when its process is killed, without another start", { timeout }, async () => {
    const pids = await startAndKill(await makeTempFolder());

    await vi.waitFor(() => expect(pids.filter(isAlive)).toEqual([]), { timeout: 30_000 });
  });
}
