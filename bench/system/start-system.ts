import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { closeSync, openSync, readFileSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { SUBGRAPH_NAMES } from "../../subgraphs/registry.ts";
import { PROJECT_FOLDER } from "../../runtime/project-folder.ts";
import { type Services, servicesFile } from "../../runtime/services-file.ts";
import { databaseVariable } from "../../runtime/start-backing.ts";
import type { Undo } from "./undo.ts";

export interface StartOptions {
  dataDir: string;
  products: number;
  /** Whether the system at `origin` answers as it should. Asked again and again; a rejection is a no. */
  isRight: (origin: string) => Promise<boolean>;
  /** Gets the end of the system as soon as its process is there. */
  undo: Undo;
}

export interface RunningSystem {
  /** The process that `npm start` would run; the servers behind it are its children. */
  pid: number;
  origin: string;
  services: Services;
  /** PostgreSQL's address without a database. */
  postgresUrl: string;
  /** From the start of the process to the first right answer. */
  startMs: number;
  /** The part of it in which only the servers behind were started. */
  serversMs: number;
  stop(): Promise<void>;
}

const POLL_MS = 20;
const NODE_FLAGS = ["--conditions=built", "--enable-source-maps"];

/** Starts the compiled system as `npm start` does, with every server that it brings along, on a free port. */
export async function startSystem({ dataDir, products, isRight, undo }: StartOptions): Promise<RunningSystem> {
  const port = await freePort();
  const origin = `http://127.0.0.1:${port}`;
  const logFile = join(dataDir, "bench.log");
  const startedAt = performance.now();
  const child = spawnSystem(logFile, { PORT: String(port), DATA_DIR: dataDir, SEED_PRODUCTS: String(products) });
  undo.push(() => end(child));
  const lineAt = noteLines(child);
  try {
    const giveUpAt = startedAt + 120_000 + products * 20;
    await poll(child, giveUpAt, logFile, () => isRight(origin));
    const startMs = performance.now() - startedAt;
    const services = await poll(child, giveUpAt, logFile, async () => readServices(dataDir));
    return {
      pid: child.pid!,
      origin,
      services,
      postgresUrl: services.postgres.replace(/\/[^/]*$/, ""),
      startMs,
      serversMs: lineAt("bringing the database schemas") - lineAt("starting the databases"),
      stop: () => end(child),
    };
  } catch (error) {
    await end(child);
    throw error;
  }
}

function spawnSystem(logFile: string, env: Record<string, string>): ChildProcess {
  const log = openSync(logFile, "a");
  const child = spawn(process.execPath, [...NODE_FLAGS, join(PROJECT_FOLDER, "dist/runtime/main.js")], {
    stdio: ["ignore", "pipe", log],
    env: { ...process.env, ...ownServers(), ...env },
  });
  closeSync(log);
  return child;
}

/** Nobody's own servers are measured or filled: an empty value counts as absent, also against a `.env` file. */
function ownServers(): Record<string, string> {
  const foreign = ["DATABASE_URL", "REDIS_URL", "MONGODB_URL", "SMTP_URL", "STRIPE_SECRET_KEY", "S3_ENDPOINT", "HOST"];
  return {
    ...Object.fromEntries([...foreign, ...SUBGRAPH_NAMES.map(databaseVariable)].map((name) => [name, ""])),
    ROLES: "all",
    // Under npm, the system stops when its parent is gone. Ours must too, however we end.
    npm_lifecycle_event: "start",
  };
}

/** When the child has said a line that begins with the given words, in milliseconds; NaN when it has not. */
function noteLines(child: ChildProcess): (beginning: string) => number {
  const seen: { at: number; text: string }[] = [];
  child.stdout!.setEncoding("utf8").on("data", (text: string) => seen.push({ at: performance.now(), text }));
  return (words) => seen.find(({ text }) => text.includes(`plexus: ${words}`))?.at ?? NaN;
}

const readServices = (dataDir: string): Services =>
  servicesFile.parse(JSON.parse(readFileSync(join(dataDir, "services.json"), "utf8")));

/** @throws Error with the end of the log when the child ends, or time is up. */
async function poll<Result>(
  child: ChildProcess,
  giveUpAt: number,
  logFile: string,
  attempt: () => Promise<Result | false>,
): Promise<Result> {
  for (;;) {
    const result = await attempt().catch(() => false as const);
    if (result !== false) return result;
    if (hasEnded(child) || performance.now() > giveUpAt) {
      const tail = readFileSync(logFile, "utf8").split("\n").slice(-20).join("\n");
      throw new Error(`the system ${hasEnded(child) ? "ended" : "did not answer"} while starting\n${tail}`);
    }
    await delay(POLL_MS);
  }
}

const hasEnded = (child: ChildProcess): boolean => child.exitCode !== null || child.signalCode !== null;

async function end(child: ChildProcess): Promise<void> {
  if (hasEnded(child)) return;
  const exited = once(child, "exit");
  child.kill("SIGTERM");
  const lastResort = setTimeout(() => child.kill("SIGKILL"), 30_000);
  await exited;
  clearTimeout(lastResort);
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}
