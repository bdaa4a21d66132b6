import { readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import type { Bucket, BucketSettings, StoredObject } from "./stored-object.ts";

/** Reads the index back from disk and removes blobs that a crash left without a name. */
export async function loadBuckets(root: string): Promise<Map<string, Bucket>> {
  const buckets = new Map<string, Bucket>();
  for (const name of await readdir(root)) {
    const settings = await readJson<BucketSettings>(join(root, name, "bucket.json"));
    if (settings === null) continue;
    const objects = await loadObjects(join(root, name, "objects"));
    buckets.set(name, { settings, isDeleted: false, writes: 0, objects });
  }
  return buckets;
}

async function loadObjects(dir: string): Promise<Map<string, StoredObject>> {
  const objects = new Map<string, StoredObject>();
  for (const shard of await readdirIfPresent(dir)) {
    const names = await readdir(join(dir, shard));
    const blobs = new Set(names.filter((name) => name.endsWith(".blob")));
    for (const name of names.filter((candidate) => candidate.endsWith(".json"))) {
      const object = await readJson<StoredObject>(join(dir, shard, name));
      if (object !== null && blobs.delete(object.blob)) objects.set(object.key, object);
    }
    for (const orphan of blobs) await rm(join(dir, shard, orphan), { force: true });
  }
  return objects;
}

async function readdirIfPresent(dir: string): Promise<string[]> {
  try {
    return await readdir(dir);
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}

/** Null for a file that is missing or torn by a power cut: the stand-in starts without it. */
async function readJson<T>(path: string): Promise<T | null> {
  try {
    return JSON.parse(await readFile(path, "utf8")) as T;
  } catch (error) {
    if (isMissing(error) || error instanceof SyntaxError) return null;
    throw error;
  }
}

const isMissing = (error: unknown): boolean =>
  ["ENOENT", "ENOTDIR"].includes((error as NodeJS.ErrnoException).code ?? "");
