import { lstat, mkdir, readdir, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { findCacheFolder, makeDraftFolder } from "./cache-folder.ts";
import { makeTempFolder } from "./testing/temp-workplace.ts";

it("makes the wanted folder, for its user alone", async () => {
  const wanted = join(await makeTempFolder(), "a/b");

  expect(await findCacheFolder(wanted, undefined)).toBe(wanted);
  expect((await lstat(wanted)).mode & 0o777).toBe(0o700);
});

it("uses XDG_CACHE_HOME when it is absolute", async () => {
  const home = await makeTempFolder();

  expect(await findCacheFolder(undefined, home)).toBe(join(home, "plexus"));
});

it("falls back to a folder for temporary files when the cache cannot be written", async () => {
  const file = join(await makeTempFolder(), "file");
  await writeFile(file, "");

  expect(await findCacheFolder(undefined, join(file, "cache"))).toContain(join(tmpdir(), "plexus-cache-"));
});

it("says which folder it wanted in vain", async () => {
  const file = join(await makeTempFolder(), "file");
  await writeFile(file, "");

  await expect(findCacheFolder(join(file, "cache"), undefined)).rejects.toThrow(`tried ${file}/cache.`);
});

it("removes drafts left an hour ago, and neither younger ones nor anything else", async () => {
  const cache = await makeTempFolder();
  for (const name of ["x-fetch-old", "x-fetch-young", "kept"]) await mkdir(join(cache, name));
  const longAgo = new Date(Date.now() - 2 * 3_600_000);
  for (const name of ["x-fetch-old", "kept"]) await utimes(join(cache, name), longAgo, longAgo);

  await makeDraftFolder(cache, "x-fetch-");

  const left = await readdir(cache);
  expect(left).toHaveLength(3);
  expect(left).toEqual(expect.arrayContaining(["x-fetch-young", "kept"]));
});
