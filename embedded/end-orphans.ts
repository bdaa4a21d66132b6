import { readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { isAlive, processIdentity } from "./process-identity.ts";

const killAfterMs = 10_000;

/**
 * Ends the servers which a killed supervisor left behind in this data folder, and waits until they are gone. On Linux
 * the kernel does most of it at once; this covers the moments until they are down, and other systems. A process that
 * merely got the same pid is left alone. Call it only while holding the data folder's lock.
 */
export async function endOrphans(pidFolder: string): Promise<void> {
  const files = (await readdir(pidFolder)).filter((file) => file.endsWith(".json"));
  await Promise.all(files.map((file) => endOrphan(join(pidFolder, file))));
}

async function endOrphan(pidFile: string): Promise<void> {
  const record = await readRecord(pidFile);
  if (record?.identity !== undefined && processIdentity(record.pid) === record.identity) {
    await endProcess(record.pid, record.stopSignal);
  }
  await rm(pidFile, { force: true });
}

/** Asks a process that is not our child to stop, kills it after ten seconds, and resolves when it is gone. */
export async function endProcess(pid: number, stopSignal: NodeJS.Signals): Promise<void> {
  send(pid, stopSignal);
  const killAt = performance.now() + killAfterMs;
  let killed = false;
  while (isAlive(pid)) {
    if (!killed && performance.now() > killAt) {
      send(pid, "SIGKILL");
      killed = true;
    }
    await sleep(25);
  }
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // gone in the meantime, which is what we want
  }
}

interface ProcessRecord {
  pid: number;
  identity?: string;
  stopSignal: NodeJS.Signals;
}

async function readRecord(pidFile: string): Promise<ProcessRecord | undefined> {
  try {
    return JSON.parse(await readFile(pidFile, "utf8")) as ProcessRecord;
  } catch {
    return undefined; // torn by a power cut, after which no process is left either
  }
}
