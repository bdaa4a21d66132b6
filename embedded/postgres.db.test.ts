import { spawn } from "node:child_process";
import { mkdir, readFile, realpath, rm, stat, writeFile } from "node:fs/promises";
import { createServer, type Socket } from "node:net";
import { dirname, join } from "node:path";
import pg from "pg";
import { expect, it, onTestFinished } from "vitest";
import { endOrphans } from "./end-orphans.ts";
import { findFreePort, loopback } from "./ports.ts";
import { startPostgres } from "./postgres.ts";
import { findPostgresAccount, type PostgresAccount } from "./postgres-account.ts";
import { isAlive } from "./process-identity.ts";
import { makeTempFolder, makeWorkplace } from "./testing/temp-workplace.ts";
import type { Workplace } from "./workplace.ts";

const timeout = 120_000;

async function start(workplace: Workplace, account?: PostgresAccount, port?: number): Promise<number> {
  const running = await startPostgres(workplace, {
    port: port ?? (await findFreePort()),
    databases: ["shop"],
    ...(account === undefined ? {} : { account }),
  });
  const cluster = await realpath(join(workplace.dataDir, "postgres"));
  if (account === "nobody") onTestFinished(() => rm(dirname(cluster), { recursive: true, force: true }));
  return running.port;
}

async function query(port: number, sql: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: `postgresql://postgres@${loopback}:${port}/shop` });
  client.on("error", () => undefined);
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
}

const pidIn = async (file: string): Promise<number> => Number((await readFile(file, "utf8")).split("\n", 1)[0]);
const readCluster = (dataDir: string, file: string): string => join(dataDir, "postgres", file);

// As root both ways of not being root are tried; otherwise there is only one.
const usual = await findPostgresAccount();
const accounts: PostgresAccount[] = usual === "self" ? ["self"] : [...new Set([usual, "nobody" as const])];

it.each(accounts)("keeps what was written from one start to the next, run as %s", { timeout }, async (account) => {
  const first = await makeWorkplace();
  const port = await start(first, account);
  await query(port, "create table kept as select 42 as answer");
  await first.supervisor.stop();
  await expect(query(port, "select 1")).rejects.toThrow("ECONNREFUSED");

  const again = await start(await makeWorkplace(first.dataDir), account);

  expect(await query(again, "select answer from kept")).toEqual([{ answer: 42 }]);
});

it("orders text alike on every machine, speaks UTC and takes 200 clients", { timeout }, async () => {
  const port = await start(await makeWorkplace());

  const [row] = await query(
    port,
    `select current_setting('timezone') as zone, current_setting('max_connections') as clients,
            (select datlocale from pg_database where datname = 'shop') as locale,
            (select array_agg(x order by x) from unnest(array['b', 'É', 'a', 'B']) as x) as ordered`,
  );

  expect(row).toEqual({ zone: "UTC", clients: "200", locale: "C.UTF-8", ordered: ["B", "a", "b", "É"] });
});

it("starts although postmaster.pid names a live process that is not PostgreSQL", { timeout }, async () => {
  const first = await makeWorkplace();
  await query(await start(first), "create table kept as select 42 as answer");
  const pidFile = readCluster(first.dataDir, "postmaster.pid");
  const left = await readFile(pidFile, "utf8");
  await first.supervisor.stop();
  const foreign = spawn("sleep", ["600"]);
  onTestFinished(() => void foreign.kill());
  await writeFile(pidFile, left.replace(/^\d+/u, String(foreign.pid)));

  const port = await start(await makeWorkplace(first.dataDir));

  expect(await query(port, "select answer from kept")).toEqual([{ answer: 42 }]);
  expect(isAlive(foreign.pid ?? 0)).toBe(true);
});

it("recovers what was committed before the server was killed", { timeout }, async () => {
  const first = { ...(await makeWorkplace()), durability: "durable" as const };
  await query(await start(first), "create table kept as select 42 as answer");
  process.kill(await pidIn(readCluster(first.dataDir, "postmaster.pid")), "SIGKILL");
  expect((await first.supervisor.died).name).toBe("postgres");

  const port = await start(await makeWorkplace(first.dataDir));

  expect(await query(port, "select answer from kept")).toEqual([{ answer: 42 }]);
});

it("ends the server a dead supervisor left, and starts its own on the same data", { timeout }, async () => {
  const first = await makeWorkplace();
  const port = await start(first);
  await query(port, "create table kept as select 42 as answer");
  const orphan = await pidIn(readCluster(first.dataDir, "postmaster.pid"));

  // With its pid file, as after a normal start, and without, as when we died right after starting it.
  await endOrphans(join(first.dataDir, "run"));
  expect(isAlive(orphan)).toBe(false);
  const second = await makeWorkplace(first.dataDir);
  const secondPort = await start(second);
  await rm(join(first.dataDir, "run/postgres.json"));
  const third = await start(await makeWorkplace(first.dataDir));

  await expect(query(secondPort, "select 1")).rejects.toThrow("ECONNREFUSED");
  expect(await query(third, "select answer from kept")).toEqual([{ answer: 42 }]);
});

it("moves to a free port when something that never answers has taken its own", { timeout }, async () => {
  const sockets: Socket[] = [];
  const silent = createServer((socket) => sockets.push(socket));
  const port = await findFreePort();
  await new Promise<void>((resolve) => silent.listen(port, loopback, resolve));
  onTestFinished(() => {
    sockets.forEach((socket) => socket.destroy());
    silent.close();
  });

  const used = await start(await makeWorkplace(), undefined, port);

  expect(used).not.toBe(port);
  expect(await query(used, "select 1 as one")).toEqual([{ one: 1 }]);
});

it("never takes another PostgreSQL on its port for its own", { timeout }, async () => {
  const port = await start(await makeWorkplace());
  await query(port, "create table other as select 1");

  const used = await start(await makeWorkplace(), undefined, port);

  expect(used).not.toBe(port);
  expect(await query(used, "select to_regclass('other') as other")).toEqual([{ other: null }]);
});

it("makes the cluster anew when the first start was interrupted", { timeout }, async () => {
  const workplace = await makeWorkplace();
  await mkdir(join(workplace.dataDir, "postgres.new/base"), { recursive: true });
  await writeFile(join(workplace.dataDir, "postgres.new/PG_VERSION"), "18\n");

  expect(await query(await start(workplace), "select 1 as one")).toEqual([{ one: 1 }]);
});

it("tells the end of the server's log when it cannot start", { timeout }, async () => {
  const workplace = await makeWorkplace();
  await mkdir(join(workplace.dataDir, "postgres"), { mode: 0o700 });
  await writeFile(readCluster(workplace.dataDir, "PG_VERSION"), "18\n");

  const failed: unknown = await start(workplace).catch((error: unknown) => error);

  expect(String(failed)).toContain(
    `postgres stopped while starting. The end of ${workplace.dataDir}/logs/postgres.log`,
  );
  expect(String(failed)).toMatch(/postgresql\.conf": No such file or directory$/u);
});

if (accounts.includes("nobody")) {
  it("does not bring back data of a deleted data folder that it had to keep elsewhere", { timeout }, async () => {
    const dataDir = join(await makeTempFolder(), "data"); // temporary folders are closed to other users
    await mkdir(dataDir);
    const first = await makeWorkplace(dataDir);
    await query(await start(first, "nobody"), "create table old as select 1");
    expect((await stat(readCluster(dataDir, "PG_VERSION"))).uid).not.toBe(0);
    await first.supervisor.stop();
    await rm(dataDir, { recursive: true });
    await mkdir(dataDir);

    const port = await start(await makeWorkplace(dataDir), "nobody");

    expect(await query(port, "select to_regclass('old') as old")).toEqual([{ old: null }]);
  });
}
