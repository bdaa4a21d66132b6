import { mkdir, readdir, rename, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { makeDraftFolder } from "./cache-folder.ts";
import { hasCode } from "./embedded.errors.ts";
import type { CommandResult, RunCommand } from "./run-command.ts";

interface Fetch {
  cacheDir: string;
  /** Where the unpacked package will be. */
  root: string;
  signal: AbortSignal;
  run: RunCommand;
}

/** How to run the Redis unpacked in `root`, with the libraries that came along; undefined when it is not there. */
export async function findUnpackedRedis(root: string): Promise<string[] | undefined> {
  const program = join(root, "usr/bin/redis-server");
  if (!(await stat(program).then(Boolean, () => false))) return undefined;
  const libraries: string[] = [];
  for (const folder of [join(root, "usr/lib"), join(root, "lib")]) {
    const names = await readdir(folder).catch(() => []);
    libraries.push(...names.filter((name) => name.includes("-linux-")).map((name) => join(folder, name)));
  }
  return ["env", `LD_LIBRARY_PATH=${libraries.join(":")}`, program];
}

/**
 * Downloads redis-server and what of its dependencies this machine lacks, and unpacks them into `root`; no root user,
 * no change to the system, no service. Uses the system's package lists, else fetches fresh ones into a private folder.
 * Several processes may do this at once. Returns what went wrong, if anything did.
 */
export async function fetchDebianRedis(fetch: Fetch): Promise<string | undefined> {
  const work = await makeDraftFolder(fetch.cacheDir, "redis-fetch-");
  try {
    for (const folder of ["lists/partial", "cache/archives/partial", "deb", "root"]) {
      await mkdir(join(work, folder), { recursive: true });
    }
    const own = ["-o", `Dir::State=${work}`, "-o", `Dir::State::lists=${work}/lists`];
    const problem =
      (await download(fetch, work, [])) &&
      ((await updateLists(fetch, work, own)) ?? (await download(fetch, work, own)));
    return problem ?? (await unpack(fetch, work));
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

function apt({ run, signal }: Fetch, work: string, options: readonly string[], ...args: readonly string[]) {
  const quiet = ["-o", "APT::Sandbox::User=", "-o", "Debug::NoLocking=1", "-o", "Acquire::Languages=none"];
  const bounds = ["-o", "Acquire::Retries=2", "-o", "Acquire::http::Timeout=15", "-o", "Acquire::https::Timeout=15"];
  const places = ["-o", "Dir::State::status=/var/lib/dpkg/status", "-o", `Dir::Cache=${work}/cache`];
  return run(["apt-get", ...options, ...places, ...quiet, ...bounds, "-q", ...args], {
    cwd: join(work, "deb"),
    timeoutMs: 180_000,
    signal,
  });
}

async function updateLists(fetch: Fetch, work: string, own: readonly string[]): Promise<string | undefined> {
  return problemOf(await apt(fetch, work, own, "update"));
}

async function download(fetch: Fetch, work: string, options: readonly string[]): Promise<string | undefined> {
  const plan = ["--print-uris", "-y", "--no-install-recommends", "install", "redis-server"];
  const planned = await apt(fetch, work, options, ...plan);
  if (planned.code !== 0) return problemOf(planned);
  // Lines such as 'http://…/redis-server_7.0.15-1_amd64.deb' redis-server_5%3a7.0.15-1_amd64.deb 72412 SHA256:…
  const packages = [...planned.stdout.matchAll(/^'\S+' ([^_\s]+)_\S+ \d+ /gmu)].map(([, name = ""]) => name);
  if (packages.length === 0) return "apt-get names no package for redis-server";
  return problemOf(await apt(fetch, work, options, "download", ...packages));
}

async function unpack({ run, signal, root }: Fetch, work: string): Promise<string | undefined> {
  for (const file of await readdir(join(work, "deb"))) {
    if (!file.endsWith(".deb")) continue;
    const problem = problemOf(await run(["dpkg-deb", "-x", join(work, "deb", file), join(work, "root")], { signal }));
    if (problem !== undefined) return problem;
  }
  try {
    await rename(join(work, "root"), root);
  } catch (error) {
    if (!hasCode(error, "ENOTEMPTY", "EEXIST")) throw error; // another start was faster
  }
  return undefined;
}

function problemOf({ code, stdout, stderr }: CommandResult): string | undefined {
  if (code === 0) return undefined;
  const lines = `${stdout}\n${stderr}`.trim().split("\n");
  return (lines.findLast((line) => line.startsWith("E:")) ?? lines.at(-1) ?? "").trim() || `exit code ${code}`;
}
