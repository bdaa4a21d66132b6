import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { dieWithParent } from "./die-with-parent.ts";
import { EmbeddedError } from "./embedded.errors.ts";
import { downloadMongod, findDownloadedMongod } from "./mongod-download.ts";
import { loopback, startOnPort } from "./ports.ts";
import { runCommand } from "./run-command.ts";
import type { Workplace } from "./workplace.ts";

export type MongoEngine = "store" | "mongod";

/** A mongod that runs on this machine. */
export interface MongodProgram {
  program: string;
  /** Such as "MongoDB 8.0.17 (on PATH)". */
  description: string;
}

/** What backs the catalogue: a real mongod, or our stand-in, the "store". */
export type MongoChoice = { engine: "mongod"; mongod: MongodProgram } | { engine: "store" };

/** Where a mongod may come from, in the order they are asked; each undefined when it has none. */
export interface MongodSources {
  onPath(): Promise<MongodProgram | undefined>;
  downloaded(): Promise<MongodProgram | undefined>;
  download(): Promise<MongodProgram | undefined>;
}

/**
 * Decides by `forced`, else by what this data folder was filled with (the other engine would show an empty shop), else
 * takes a real mongod where one can be had, else the store.
 *
 * @throws EmbeddedError when mongod is forced, or holds this folder's data, and none can be had.
 */
export async function chooseMongo(
  sources: MongodSources,
  forced: MongoEngine | undefined,
  remembered: MongoEngine | undefined,
): Promise<MongoChoice> {
  const wanted = forced ?? remembered;
  if (wanted === "store") return { engine: "store" };
  const mongod = (await sources.onPath()) ?? (await sources.downloaded()) ?? (await sources.download());
  if (mongod !== undefined) return { engine: "mongod", mongod };
  if (wanted === undefined) return { engine: "store" };
  throw new EmbeddedError(
    forced === undefined
      ? "This data folder's catalogue was written by a mongod that is no longer found. Install MongoDB, set MONGODB_URL, " +
          "or set MONGO_EMBEDDED=store to go on with the stand-in, which has none of that data."
      : "MONGO_EMBEDDED=mongod, but no mongod is on PATH and none could be downloaded. Install MongoDB or set MONGODB_URL.",
  );
}

/** chooseMongo with the real sources and what the data folder remembers; remembers the answer. */
export async function chooseAndRememberMongo(
  workplace: Workplace,
  forced: MongoEngine | undefined,
): Promise<MongoChoice> {
  const file = join(workplace.dataDir, "mongo-engine");
  const written = await readFile(file, "utf8").catch(() => "");
  const remembered = written === "store" || written === "mongod" ? written : undefined;
  const identified = async (program: string | undefined, origin: string) =>
    program === undefined ? undefined : identifyMongod(program, origin);
  const choice = await chooseMongo(
    {
      onPath: () => identified("mongod", "on PATH"),
      downloaded: async () => identified(await findDownloadedMongod(workplace.cacheDir), "downloaded"),
      // A test run must not wait for a hundred megabytes.
      download: async () =>
        workplace.durability === "test" ? undefined : identified(await downloadMongod(workplace), "downloaded"),
    },
    forced,
    remembered,
  );
  if (choice.engine !== remembered) await writeFile(file, choice.engine);
  return choice;
}

/** Undefined when the program is missing or does not run here, for want of a library or a processor feature. */
async function identifyMongod(program: string, origin: string): Promise<MongodProgram | undefined> {
  const { code, stdout } = await runCommand([program, "--version"], { timeoutMs: 10_000 });
  const version = /^db version v([\d.]+)/mu.exec(stdout)?.[1];
  return code === 0 && version !== undefined ? { program, description: `MongoDB ${version} (${origin})` } : undefined;
}

/** Starts a real mongod with its data in the data folder; returns its port. */
export async function startMongod(workplace: Workplace, mongod: MongodProgram, preferredPort: number): Promise<number> {
  const folder = join(workplace.dataDir, "mongod");
  await mkdir(folder, { recursive: true, mode: 0o700 });
  return startOnPort("mongod", preferredPort, async (port) => {
    const network = ["--bind_ip", loopback, "--port", String(port)];
    const unix = process.platform === "win32" ? [] : ["--nounixsocket"];
    const options = ["--dbpath", folder, "--wiredTigerCacheSizeGB", "0.25", "--quiet"];
    const command = [...(await dieWithParent("TERM")), mongod.program, ...network, ...unix, ...options];
    await workplace.supervisor.start({ name: "mongod", command, stopSignal: "SIGTERM" }, ({ pid }) =>
      answersAs(pid, port),
    );
    return port;
  });
}

/** Whether the server on `port` is up and is the process we started, not one that took the port first. */
async function answersAs(pid: number, port: number): Promise<boolean> {
  const { MongoClient } = await import("mongodb"); // only here: nobody else in this process may need it
  const client = new MongoClient(`mongodb://${loopback}:${port}/?directConnection=true`, {
    serverSelectionTimeoutMS: 1_000,
  });
  try {
    const status = await client.db("admin").command({ serverStatus: 1 });
    return Number(status.pid) === pid;
  } finally {
    await client.close();
  }
}
