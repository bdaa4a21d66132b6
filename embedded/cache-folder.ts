import { access, constants, lstat, mkdir, mkdtemp, readdir, rm } from "node:fs/promises";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { EmbeddedError } from "./embedded.errors.ts";

const draftLifetimeMs = 3_600_000;

/**
 * The folder for what is fetched once per user: `wanted`, else the user's cache folder, else one in the system's folder
 * for temporary files when the home is missing or read-only. Created when missing, for this user alone, because
 * programs are started from it.
 *
 * @throws EmbeddedError when none can be written.
 */
export async function findCacheFolder(wanted: string | undefined, xdgCacheHome: string | undefined): Promise<string> {
  const candidates = wanted === undefined ? defaultFolders(xdgCacheHome) : [wanted];
  for (const folder of candidates) {
    if (await isOurs(folder)) return folder;
  }
  throw new EmbeddedError(`No folder can be written for downloaded servers; tried ${candidates.join(", ")}.`);
}

/**
 * A new folder to prepare something in before it is renamed into place; its caller removes it. Those which killed
 * starts left more than an hour ago are removed here.
 */
export async function makeDraftFolder(cacheDir: string, prefix: string): Promise<string> {
  const left = (await readdir(cacheDir)).filter((name) => name.startsWith(prefix)).map((name) => join(cacheDir, name));
  for (const folder of left) {
    const mtimeMs = (await lstat(folder).catch(() => undefined))?.mtimeMs ?? 0;
    if (Date.now() - mtimeMs > draftLifetimeMs) await rm(folder, { recursive: true, force: true });
  }
  return mkdtemp(join(cacheDir, prefix));
}

function defaultFolders(xdgCacheHome: string | undefined): string[] {
  const user = process.getuid?.() ?? "user";
  const home = xdgCacheHome?.startsWith("/") === true ? xdgCacheHome : homeCache();
  return [...(home === undefined ? [] : [join(home, "plexus")]), join(tmpdir(), `plexus-cache-${user}`)];
}

function homeCache(): string | undefined {
  try {
    return join(homedir(), ".cache");
  } catch {
    return undefined; // no HOME and no entry in passwd, as in a container with an arbitrary user
  }
}

async function isOurs(folder: string): Promise<boolean> {
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await access(folder, constants.W_OK | constants.X_OK);
    const { uid } = await lstat(folder);
    return process.getuid === undefined || uid === process.getuid();
  } catch {
    return false;
  }
}
