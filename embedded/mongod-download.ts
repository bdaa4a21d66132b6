import { createHash } from "node:crypto";
import { open, readFile, rename, rm, stat } from "node:fs/promises";
import { arch } from "node:os";
import { join } from "node:path";
import { makeDraftFolder } from "./cache-folder.ts";
import { runCommand } from "./run-command.ts";

const version = "8.0.17";
const host = "https://fastdl.mongodb.org/linux";
const probeTimeoutMs = 2_000;
const downloadTimeoutMs = 600_000;

/** Builds which exist for 8.0; a system that is not listed gets none. */
const builds: Record<string, Record<string, string>> = {
  x64: {
    "debian-12": "x86_64-debian12",
    "debian-13": "x86_64-debian12",
    "ubuntu-22.04": "x86_64-ubuntu2204",
    "ubuntu-24.04": "x86_64-ubuntu2404",
  },
  arm64: { "ubuntu-22.04": "aarch64-ubuntu2204", "ubuntu-24.04": "aarch64-ubuntu2404" },
};

interface Download {
  cacheDir: string;
  signal: AbortSignal;
  onProgress: (line: string) => void;
  /** For tests: instead of the network and of this machine. */
  fetch?: typeof globalThis.fetch;
  osRelease?: string;
  architecture?: string;
}

const programIn = (cacheDir: string): string => join(cacheDir, `mongod-${version}`);

export async function findDownloadedMongod(cacheDir: string): Promise<string | undefined> {
  const program = programIn(cacheDir);
  return (await stat(program).then(Boolean, () => false)) ? program : undefined;
}

/**
 * Downloads MongoDB's own build of mongod (about 100 MB) into the cache folder, when the download server answers within
 * two seconds and has a build for this system. Undefined otherwise and whenever something goes wrong: there is a stand-in.
 */
export async function downloadMongod(download: Download): Promise<string | undefined> {
  const { cacheDir, signal, onProgress, fetch = globalThis.fetch } = download;
  const build = await findBuild(download);
  if (build === undefined) return undefined;
  const url = `${host}/mongodb-linux-${build}-${version}.tgz`;
  const probed = await fetch(url, { method: "HEAD", signal: AbortSignal.timeout(probeTimeoutMs) }).catch(
    () => undefined,
  );
  if (probed?.ok !== true) return undefined;

  onProgress("Downloading MongoDB (first start only; MONGO_EMBEDDED=store avoids it) …");
  const work = await makeDraftFolder(cacheDir, "mongod-fetch-");
  try {
    const bounded = AbortSignal.any([signal, AbortSignal.timeout(downloadTimeoutMs)]);
    const archive = join(work, "mongodb.tgz");
    const wanted = (await (await fetch(`${url}.sha256`, { signal: bounded })).text()).trim().split(/\s+/u)[0];
    const received = await save(await fetch(url, { signal: bounded }), archive);
    if (received !== wanted) throw new Error("the checksum differs");
    const unpacked = await runCommand(
      ["tar", "-xzf", archive, "-C", work, "--strip-components=2", "--wildcards", "*/bin/mongod"],
      { signal: bounded },
    );
    if (unpacked.code !== 0) throw new Error(unpacked.stderr);
    await rename(join(work, "mongod"), programIn(cacheDir));
    return programIn(cacheDir);
  } catch (error) {
    signal.throwIfAborted();
    onProgress(`MongoDB could not be downloaded (${error instanceof Error ? error.message.trim() : String(error)}).`);
    return undefined;
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

async function findBuild({ osRelease, architecture = arch() }: Download): Promise<string | undefined> {
  const text = osRelease ?? (await readFile("/etc/os-release", "utf8").catch(() => ""));
  const value = (key: string) => new RegExp(`^${key}="?([\\w.-]+)`, "mu").exec(text)?.[1];
  return builds[architecture]?.[`${value("ID")}-${value("VERSION_ID")}`];
}

/** Writes the body to a file; returns its SHA-256 in hexadecimal. */
async function save(response: Response, file: string): Promise<string> {
  if (!response.ok || response.body === null) throw new Error(`HTTP ${response.status}`);
  const hash = createHash("sha256");
  const target = await open(file, "wx");
  try {
    for await (const chunk of response.body) {
      hash.update(chunk);
      await target.write(chunk);
    }
  } finally {
    await target.close();
  }
  return hash.digest("hex");
}
