import { readFile, rm } from "node:fs/promises";
import { arch } from "node:os";
import { join } from "node:path";
import { EmbeddedError } from "./embedded.errors.ts";
import { fetchDebianRedis, findUnpackedRedis } from "./redis-debian-package.ts";
import { runCommand, type RunCommand } from "./run-command.ts";

export interface RedisProgram {
  command: readonly string[];
  /** Such as "Redis 7.0.15 (on PATH)". */
  description: string;
}

interface Surroundings {
  cacheDir: string;
  signal: AbortSignal;
  onProgress: (line: string) => void;
  run?: RunCommand;
  /** The text of /etc/os-release; empty where there is none. */
  osRelease?: string;
}

const oldestMajor = 7;

/**
 * Redis or Valkey on PATH, else Debian's package in the cache folder, fetched there when missing. Nothing is installed
 * into the system and no root is needed.
 *
 * @throws EmbeddedError naming REDIS_URL when neither works out.
 */
export async function findRedis(surroundings: Surroundings): Promise<RedisProgram> {
  const { cacheDir, signal, onProgress, run = runCommand } = surroundings;
  for (const program of ["redis-server", "valkey-server"] as const) {
    const found = await identify([program], "on PATH", run);
    if (found !== undefined) return found;
  }
  const osRelease = surroundings.osRelease ?? (await readFile("/etc/os-release", "utf8").catch(() => ""));
  if (!/^ID(?:_LIKE)?=.*\b(?:debian|ubuntu)\b/mu.test(osRelease)) throw missing("none is on PATH");

  const root = join(cacheDir, `redis-${releaseName(osRelease)}-${arch()}`);
  const cached = await findUnpackedRedis(root);
  const kept = cached === undefined ? undefined : await identify(cached, "Debian package", run);
  if (kept !== undefined) return kept;
  await rm(root, { recursive: true, force: true }); // one that no longer runs

  onProgress("Fetching Redis from the system's package source (first start only) …");
  const problem = await fetchDebianRedis({ cacheDir, root, signal, run });
  if (problem !== undefined)
    throw missing(`none is on PATH, and the system's package could not be fetched: ${problem}`);
  const fetched = await findUnpackedRedis(root);
  const usable = fetched === undefined ? undefined : await identify(fetched, "Debian package", run);
  if (usable === undefined) throw missing("none is on PATH, and the system's package is older or does not run");
  return usable;
}

function missing(reason: string): EmbeddedError {
  return new EmbeddedError(
    `Redis ${oldestMajor} or newer is needed: ${reason}. Install redis-server (or valkey-server), or set REDIS_URL.`,
  );
}

/** Undefined when the program does not run or is too old. */
async function identify(
  command: readonly string[],
  origin: string,
  run: RunCommand,
): Promise<RedisProgram | undefined> {
  const { code, stdout } = await run([...command, "--version"], { timeoutMs: 10_000 });
  const [, product, version, major] = /^(Redis|Valkey) server v=((\d+)[\d.]*)/u.exec(stdout) ?? [];
  if (code !== 0 || product === undefined || Number(major) < oldestMajor) return undefined;
  return { command, description: `${product} ${version} (${origin})` };
}

/** Libraries differ between releases, so each has its own copy. */
function releaseName(osRelease: string): string {
  const value = (key: string) => new RegExp(`^${key}="?([\\w.-]+)`, "mu").exec(osRelease)?.[1] ?? "unknown";
  return `${value("ID")}-${value("VERSION_ID")}`;
}
