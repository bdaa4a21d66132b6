import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { closeSync, fstatSync, openSync, readSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { EmbeddedError } from "./embedded.errors.ts";
import { processIdentity } from "./process-identity.ts";

export interface ServerCommand {
  /** For people, and for the names of the log and the pid file. */
  name: string;
  command: readonly string[];
  /** What asks this server to stop in an orderly way. */
  stopSignal: "SIGINT" | "SIGTERM";
  user?: { uid: number; gid: number };
  /** Node children only: a message channel, which also tells the child when its parent is gone. */
  ipc?: boolean;
}

export interface ServerFolders {
  logs: string;
  pids: string;
}

export interface ServerProcess {
  readonly name: string;
  readonly pid: number;
  readonly logFile: string;
  readonly child: ChildProcess;
  /** Resolves when the process has ended, for whatever reason. */
  readonly exited: Promise<void>;
  isRunning(): boolean;
  /** The last lines this run wrote, without those of earlier runs. */
  logTail(): string;
  /** Asks it to stop, waits up to ten seconds, then kills it. Resolves when it is gone. */
  stop(): Promise<void>;
}

const killAfterMs = 10_000;
const rotateAtBytes = 5_000_000;
const tailBytes = 4_096;
const tailLines = 20;

/**
 * Starts a server in a session of its own, so that Ctrl-C in the terminal reaches only the supervisor, with its output
 * in a log file. Its pid is written down for the next start, which ends it if we die without a chance to (endOrphans).
 * Returns when the program runs, not when it is ready.
 *
 * @throws EmbeddedError when the program cannot be executed.
 */
export async function startServerProcess(server: ServerCommand, folders: ServerFolders): Promise<ServerProcess> {
  const logFile = join(folders.logs, `${server.name}.log`);
  const pidFile = join(folders.pids, `${server.name}.json`);
  const log = openLog(logFile);
  const logStart = fstatSync(log).size;
  const [program = "", ...args] = server.command;
  const child = spawn(program, args, {
    detached: true,
    stdio: server.ipc === true ? ["ignore", log, log, "ipc"] : ["ignore", log, log],
    ...server.user,
  });
  closeSync(log);
  const pid = child.pid;
  if (pid === undefined) {
    const [cause] = (await once(child, "error")) as [Error];
    throw new EmbeddedError(`${server.name} cannot be started: ${cause.message}`, { cause });
  }
  writeFileSync(pidFile, JSON.stringify({ pid, identity: processIdentity(pid), stopSignal: server.stopSignal }));

  let running = true;
  const exited = new Promise<void>((resolve) => {
    child.once("exit", () => {
      running = false;
      resolve();
    });
  });
  child.on("error", () => undefined); // a failed kill or send; `exited` tells what matters
  return {
    name: server.name,
    pid,
    logFile,
    child,
    exited,
    isRunning: () => running,
    logTail: () => readTail(logFile, logStart),
    async stop() {
      if (running) {
        child.kill(server.stopSignal);
        const lastResort = setTimeout(() => child.kill("SIGKILL"), killAfterMs);
        await exited;
        clearTimeout(lastResort);
      }
      rmSync(pidFile, { force: true });
    },
  };
}

function openLog(logFile: string): number {
  const size = statSync(logFile, { throwIfNoEntry: false })?.size ?? 0;
  if (size > rotateAtBytes) renameSync(logFile, `${logFile}.1`);
  return openSync(logFile, "a", 0o600);
}

function readTail(logFile: string, from: number): string {
  const log = openSync(logFile, "r");
  try {
    const start = Math.max(from, fstatSync(log).size - tailBytes);
    const buffer = Buffer.alloc(tailBytes);
    const text = buffer.toString("utf8", 0, readSync(log, buffer, 0, tailBytes, start)).trimEnd();
    return text === "" ? "(nothing logged)" : text.split("\n").slice(-tailLines).join("\n");
  } finally {
    closeSync(log);
  }
}
