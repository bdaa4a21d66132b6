import { mkdtemp, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { findCacheFolder } from "../cache-folder.ts";
import { createSupervisor } from "../supervisor.ts";
import { createServerFolders, type Workplace } from "../workplace.ts";

/** A new empty folder, removed when the test ends. */
export async function makeTempFolder(): Promise<string> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), "plexus-test-")));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** A workplace in `dataDir` (default: a new temporary folder) whose servers are stopped when the test ends. */
export async function makeWorkplace(dataDir?: string): Promise<Workplace> {
  const folder = dataDir ?? (await makeTempFolder());
  const signal = new AbortController().signal;
  const supervisor = createSupervisor(await createServerFolders(folder), signal);
  onTestFinished(() => supervisor.stop());
  return {
    dataDir: folder,
    cacheDir: await findCacheFolder(undefined, undefined),
    durability: "test",
    supervisor,
    signal,
    onProgress: () => undefined,
  };
}
