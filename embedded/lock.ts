import { randomUUID } from "node:crypto";
import { link, mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { EmbeddedError, hasCode } from "./embedded.errors.ts";
import { isAlive, processIdentity } from "./process-identity.ts";

/** Says that this process, and no other, runs the servers in a data folder. */
export interface DataDirLock {
  release(): Promise<void>;
}

interface Holder {
  pid: number;
  identity?: string;
}

/**
 * Takes the data folder for this process; creates the folder when it is missing. A lock left by a killed process is
 * taken over, also when its pid meanwhile belongs to somebody else: the start time is compared, not only the pid.
 *
 * @throws EmbeddedError when another live process (or an earlier call in this one) holds it, or the folder is not ours.
 */
export async function acquireDataDirLock(dataDir: string): Promise<DataDirLock> {
  const file = join(dataDir, "lock");
  const identity = processIdentity(process.pid);
  const mine: Holder = { pid: process.pid, ...(identity === undefined ? {} : { identity }) };
  await createDataDir(dataDir);

  for (;;) {
    if (await createComplete(file, JSON.stringify(mine))) return { release: () => releaseLock(file, mine) };
    const holder = await readHolder(file);
    if (holder === undefined) continue; // released between our two looks
    if (isRunning(holder)) {
      throw new EmbeddedError(
        `Plexus is already running on ${dataDir} (pid ${holder.pid}). Stop it first, or set DATA_DIR to another folder.`,
      );
    }
    await removeStale(file, holder);
  }
}

async function createDataDir(dataDir: string): Promise<void> {
  try {
    await mkdir(dataDir, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw unusable(dataDir, error);
  }
}

/** Creates the file with its whole content or not at all, so nobody ever reads half of it. False: it exists. */
async function createComplete(file: string, content: string): Promise<boolean> {
  const draft = `${file}.${randomUUID()}`;
  try {
    await writeFile(draft, content, { mode: 0o600 });
    await link(draft, file);
    return true;
  } catch (error) {
    if (hasCode(error, "EEXIST")) return false;
    // Some shared folders (virtual machines, network drives) know no hard links.
    if (hasCode(error, "EPERM", "ENOTSUP", "ENOSYS")) return createInPlace(file, content);
    throw unusable(file, error);
  } finally {
    await rm(draft, { force: true }).catch(() => undefined);
  }
}

async function createInPlace(file: string, content: string): Promise<boolean> {
  try {
    await writeFile(file, content, { flag: "wx", mode: 0o600 });
    return true;
  } catch (error) {
    if (hasCode(error, "EEXIST")) return false;
    throw unusable(file, error);
  }
}

async function readHolder(file: string): Promise<Holder | undefined> {
  try {
    const parsed: unknown = JSON.parse(await readFile(file, "utf8"));
    if (typeof parsed !== "object" || parsed === null || !("pid" in parsed) || typeof parsed.pid !== "number") {
      return { pid: 0 };
    }
    const identity = "identity" in parsed && typeof parsed.identity === "string" ? parsed.identity : undefined;
    return { pid: parsed.pid, ...(identity === undefined ? {} : { identity }) };
  } catch (error) {
    if (hasCode(error, "ENOENT")) return undefined;
    if (error instanceof SyntaxError) return { pid: 0 }; // torn by a power cut: nobody's
    throw unusable(file, error);
  }
}

function isRunning({ pid, identity }: Holder): boolean {
  if (pid <= 0 || !isAlive(pid)) return false;
  const current = processIdentity(pid);
  return identity === undefined || current === undefined || identity === current;
}

/** Moves the stale lock aside before deleting it: of several takers one moves it, and a fresh lock is put back. */
async function removeStale(file: string, stale: Holder): Promise<void> {
  const aside = `${file}.${randomUUID()}`;
  try {
    await rename(file, aside);
  } catch (error) {
    if (hasCode(error, "ENOENT")) return;
    throw unusable(file, error);
  }
  const moved = await readHolder(aside);
  if (moved?.pid !== stale.pid || moved.identity !== stale.identity) await link(aside, file).catch(() => undefined);
  await rm(aside, { force: true });
}

async function releaseLock(file: string, mine: Holder): Promise<void> {
  const holder = await readHolder(file).catch(() => undefined);
  if (holder?.pid === mine.pid && holder.identity === mine.identity) await rm(file, { force: true });
}

function unusable(path: string, cause: unknown): EmbeddedError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new EmbeddedError(`The data folder cannot be used: ${path} (${reason}). Set DATA_DIR to a folder you own.`, {
    cause,
  });
}
