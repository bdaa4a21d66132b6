import { closeSync, existsSync, openSync, readFileSync, rmSync, writeSync } from "node:fs";
import { join } from "node:path";

const heldHere = new Set<string>();

/**
 * Claims a data directory for this process, so that two servers never append to one journal. A claim left by a process
 * that is gone is taken over. Returns the release.
 *
 * @throws Error naming the holder when the directory is in use.
 */
export function lockDirectory(directory: string): () => void {
  const path = join(directory, "lock");
  if (heldHere.has(path)) throw new Error(`${directory} is already in use by this process`);
  const holder = readHolder(path);
  if (holder !== undefined && isAlive(holder))
    throw new Error(`${directory} is already in use by process ${holder.pid}`);
  rmSync(path, { force: true });
  const file = openSync(path, "wx"); // of two that found a stale claim only one creates the new one
  writeSync(file, JSON.stringify({ pid: process.pid, startedAt: startOf(process.pid) }));
  closeSync(file);
  heldHere.add(path);
  return () => {
    heldHere.delete(path);
    rmSync(path, { force: true });
  };
}

interface Holder {
  pid: number;
  startedAt: string;
}

function readHolder(path: string): Holder | undefined {
  if (!existsSync(path)) return undefined;
  try {
    const holder: unknown = JSON.parse(readFileSync(path, "utf8"));
    return isHolder(holder) ? holder : undefined;
  } catch {
    return undefined; // written by a process that died in the middle of it
  }
}

function isHolder(value: unknown): value is Holder {
  return typeof value === "object" && value !== null && "pid" in value && typeof value.pid === "number";
}

function isAlive({ pid, startedAt }: Holder): boolean {
  if (pid === process.pid) return false; // not in `heldHere`, so the number was used again
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ESRCH") return false;
  }
  return startOf(pid) === startedAt;
}

/** When the process started, on Linux; the empty string elsewhere, where the process id alone must do. */
function startOf(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
    return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19] ?? "";
  } catch {
    return "";
  }
}
