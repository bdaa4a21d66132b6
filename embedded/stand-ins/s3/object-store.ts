import { createHash, randomUUID } from "node:crypto";
import { constants } from "node:fs";
import { copyFile, mkdir, open, rename, rm, writeFile } from "node:fs/promises";
import type { FileHandle } from "node:fs/promises";
import { dirname, join } from "node:path";
import { createKeyedLock } from "./keyed-lock.ts";
import { loadBuckets } from "./load-buckets.ts";
import { noSuchBucket, S3Error } from "./s3-error.ts";
import type { Bucket, BucketSettings, ObjectAttributes, StoredObject } from "./stored-object.ts";

/** Bytes received in full, waiting in a temporary file. */
export interface Upload {
  readonly path: string;
  readonly size: number;
  readonly etag: string;
  readonly crc32Base64: string;
}

/**
 * Buckets and objects on disk, with an index in memory.
 *
 * Layout: `incoming/` holds temporary files; `buckets/<bucket>/bucket.json` the settings; under
 * `buckets/<bucket>/objects/<hh>/` each key is `<sha256 of the key>.json` beside `<sha256>.<uuid>.blob`. Keys never
 * become file names. The rename of the .json file is the commit: a crash leaves the old object or the new one, and a
 * blob that no .json names is removed at the next start. One process per directory.
 */
export class ObjectStore {
  readonly #incoming: string;
  readonly #root: string;
  readonly #buckets: Map<string, Bucket>;
  readonly #now: () => Date;
  readonly #inKeyOrder = createKeyedLock();

  private constructor(dataDir: string, buckets: Map<string, Bucket>, now: () => Date) {
    this.#incoming = join(dataDir, "incoming");
    this.#root = join(dataDir, "buckets");
    this.#buckets = buckets;
    this.#now = now;
  }

  static async open(dataDir: string, now: () => Date): Promise<ObjectStore> {
    await rm(join(dataDir, "incoming"), { recursive: true, force: true });
    await mkdir(join(dataDir, "incoming"), { recursive: true });
    await mkdir(join(dataDir, "buckets"), { recursive: true });
    return new ObjectStore(dataDir, await loadBuckets(join(dataDir, "buckets")), now);
  }

  buckets(): Bucket[] {
    return [...this.#buckets.values()].filter((bucket) => !bucket.isDeleted);
  }

  findBucket(name: string): Bucket | null {
    const bucket = this.#buckets.get(name);
    return bucket === undefined || bucket.isDeleted ? null : bucket;
  }

  /** @returns false when the name is taken. */
  async createBucket(name: string): Promise<boolean> {
    if (this.#buckets.has(name)) return false;
    const settings = { name, createdAt: this.#now().toISOString(), policy: null, cors: null };
    const bucket: Bucket = { settings, isDeleted: false, writes: 0, objects: new Map() };
    this.#buckets.set(name, bucket);
    try {
      await mkdir(this.#bucketDir(bucket), { recursive: true });
      await this.#writeJson(join(this.#bucketDir(bucket), "bucket.json"), settings);
      return true;
    } catch (error) {
      this.#buckets.delete(name);
      throw error;
    }
  }

  /** @returns false when the bucket still has objects or writes under way. */
  async deleteBucket(bucket: Bucket): Promise<boolean> {
    if (bucket.objects.size > 0 || bucket.writes > 0) return false;
    bucket.isDeleted = true;
    await rm(this.#bucketDir(bucket), { recursive: true, force: true });
    this.#buckets.delete(bucket.settings.name);
    return true;
  }

  async updateSettings(bucket: Bucket, change: Partial<Pick<BucketSettings, "policy" | "cors">>): Promise<void> {
    // The empty key is no object's: it queues the writes to the settings.
    await this.#write(bucket, "", async () => {
      const settings = { ...bucket.settings, ...change };
      await this.#writeJson(join(this.#bucketDir(bucket), "bucket.json"), settings);
      bucket.settings = settings;
    });
  }

  /** Path for a body on its way in. Give it to `putObject` or to `discard`. */
  newIncomingPath(): string {
    return join(this.#incoming, `${randomUUID()}.part`);
  }

  async discard(path: string): Promise<void> {
    await rm(path, { force: true });
  }

  /**
   * Makes an upload the object under `key`. `check` sees the object that is there now and may throw; nothing can
   * change it before the new one is in place, so a condition such as "only if absent" has one winner.
   */
  async putObject(
    bucket: Bucket,
    key: string,
    upload: Upload,
    attributes: ObjectAttributes,
    check: (current: StoredObject | null) => void = () => undefined,
  ): Promise<StoredObject> {
    return this.#write(bucket, key, async () => {
      const current = bucket.objects.get(key) ?? null;
      check(current);
      const { path, ...measured } = upload;
      const blob = `${hashKey(key)}.${randomUUID()}.blob`;
      const object = { key, blob, lastModified: this.#now().toISOString(), ...measured, ...attributes };
      await mkdir(dirname(this.#blobPath(bucket, object)), { recursive: true });
      await rename(path, this.#blobPath(bucket, object));
      await this.#writeJson(this.#metaPath(bucket, object), object);
      bucket.objects.set(key, object);
      if (current !== null) await rm(this.#blobPath(bucket, current), { force: true });
      return object;
    });
  }

  /** Changes what is said about an object, not its bytes. @returns null when there is none. */
  async updateObject(bucket: Bucket, key: string, change: Partial<ObjectAttributes>): Promise<StoredObject | null> {
    return this.#write(bucket, key, async () => {
      const current = bucket.objects.get(key);
      if (current === undefined) return null;
      const object = { ...current, ...change };
      await this.#writeJson(this.#metaPath(bucket, object), object);
      bucket.objects.set(key, object);
      return object;
    });
  }

  /** Deleting what is not there is no error, as in S3. */
  async deleteObject(bucket: Bucket, key: string): Promise<void> {
    await this.#write(bucket, key, async () => {
      const current = bucket.objects.get(key);
      if (current === undefined) return;
      await rm(this.#metaPath(bucket, current), { force: true });
      bucket.objects.delete(key);
      await rm(this.#blobPath(bucket, current), { force: true });
    });
  }

  /** The object and an open handle on its bytes, which stays good if the object is replaced. Close it. */
  async openObject(bucket: Bucket, key: string): Promise<{ object: StoredObject; handle: FileHandle } | null> {
    return readStable(bucket, key, async (object) => ({
      object,
      handle: await open(this.#blobPath(bucket, object), "r"),
    }));
  }

  /** Copies the bytes of an object to a new incoming path. */
  async copyToIncoming(bucket: Bucket, key: string): Promise<{ object: StoredObject; path: string } | null> {
    const path = this.newIncomingPath();
    return readStable(bucket, key, async (object) => {
      await copyFile(this.#blobPath(bucket, object), path, constants.COPYFILE_FICLONE);
      return { object, path };
    });
  }

  /** Runs one write to a key: writes to the same key queue up, and the bucket cannot vanish meanwhile. */
  async #write<T>(bucket: Bucket, key: string, work: () => Promise<T>): Promise<T> {
    bucket.writes += 1;
    try {
      return await this.#inKeyOrder(`${bucket.settings.name}/${key}`, async () => {
        if (bucket.isDeleted) throw noSuchBucket();
        return work();
      });
    } finally {
      bucket.writes -= 1;
    }
  }

  async #writeJson(path: string, value: unknown): Promise<void> {
    const temporary = join(this.#incoming, `${randomUUID()}.json`);
    await writeFile(temporary, JSON.stringify(value), { flag: "wx" });
    await rename(temporary, path);
  }

  #bucketDir(bucket: Bucket): string {
    return join(this.#root, bucket.settings.name);
  }

  #blobPath(bucket: Bucket, object: StoredObject): string {
    return join(this.#bucketDir(bucket), "objects", object.blob.slice(0, 2), object.blob);
  }

  #metaPath(bucket: Bucket, object: StoredObject): string {
    return join(dirname(this.#blobPath(bucket, object)), `${hashKey(object.key)}.json`);
  }
}

/** Reads an object that may be replaced meanwhile: when its blob has just gone, the new one is tried. */
async function readStable<T>(
  bucket: Bucket,
  key: string,
  read: (object: StoredObject) => Promise<T>,
): Promise<T | null> {
  for (;;) {
    const object = bucket.objects.get(key);
    if (object === undefined) return null;
    try {
      return await read(object);
    } catch (error) {
      const isGone = (error as NodeJS.ErrnoException).code === "ENOENT";
      if (!isGone) throw error;
      if (bucket.objects.get(key) === object) {
        throw new S3Error(500, "InternalError", "The bytes of the object are missing.");
      }
    }
  }
}

const hashKey = (key: string): string => createHash("sha256").update(key).digest("hex");
