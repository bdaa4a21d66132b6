import { pino } from "pino";
import { afterAll, expect, it, vi } from "vitest";
import { newId } from "#platform/ids/id.ts";
import { plusMs } from "#platform/time/clock.ts";
import { minutes } from "#platform/time/duration.ts";
import { createBarrier } from "#platform/testing/barrier.ts";
import type { ProductsDatabase } from "../database.ts";
import { openTestDatabase } from "../testing/open-test-database.ts";
import { countJobs, readFile, storeFile } from "../testing/store-file.ts";
import { createCompleteUpload } from "./complete-upload.ts";
import { createCreateUpload } from "./create-upload.ts";
import { MAX_PICTURE_BYTES } from "./file.ts";
import type { FileRepository } from "./file.repository.ts";

const RACERS = 12;
const now = () => new Date();
const logger = pino({ level: "silent" });
const db = await openTestDatabase({ connections: RACERS + 1 });
afterAll(() => db.close());

const newUser = () => newId("user", now());
const storage = { signForm: () => Promise.resolve({ url: "http://s3.example/bucket", fields: [] }) };
const png = { purpose: "AVATAR", filename: "me.png", contentType: "image/png", sizeBytes: 1_000 } as const;

/** The database with another repository of files inside its transactions. */
const withFiles = (
  change: (files: FileRepository) => Partial<FileRepository>,
): Pick<ProductsDatabase, "transaction"> => ({
  transaction: (work) =>
    db.transaction((store) => work({ ...store, files: { ...store.files, ...change(store.files) } })),
});

/** How many transactions wait for an advisory lock in this database. */
async function countWaiting(): Promise<number> {
  const { rowCount } = await db.pool.query(
    `SELECT FROM pg_locks WHERE locktype = 'advisory' AND NOT granted
       AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
  );
  return rowCount!;
}

async function rowsOf(ownerId: string) {
  return (await db.pool.query<{ id: string }>("SELECT id FROM files WHERE owner_id = $1", [ownerId])).rows;
}

it("gives a person who begins twelve uploads at once no more than the quota", async () => {
  // Whoever has counted goes on only when all others have counted too, or wait to be let count.
  let counted = 0;
  const createUpload = createCreateUpload({
    db: withFiles((files) => ({
      measureUse: async (...person) => {
        const use = await files.measureUse(...person);
        counted++;
        await vi.waitFor(async () => expect(counted + (await countWaiting())).toBeGreaterThanOrEqual(RACERS), 10_000);
        return use;
      },
    })),
    storage,
    now,
    quota: { files: 5, bytes: 1_000_000 },
  });
  const owner = newUser();
  const outcomes = await Promise.all(Array.from({ length: RACERS }, () => createUpload(owner, png)));
  const refused = outcomes.filter(({ kind }) => kind === "refused");
  expect(refused).toEqual(
    Array.from({ length: RACERS - 5 }, () => ({
      kind: "refused",
      problems: [{ code: "TOO_MANY_FILES", field: null }],
    })),
  );
  expect(await rowsOf(owner)).toHaveLength(5);
});

it("counts bytes to the last one, and by person", async () => {
  const createUpload = createCreateUpload({ db, storage, now });
  const owner = newUser();
  const largest = { ...png, sizeBytes: MAX_PICTURE_BYTES };
  for (let count = 0; count < 50; count++) await storeFile(db.pool, { ownerId: owner, sizeBytes: MAX_PICTURE_BYTES });
  expect(await createUpload(owner, { ...png, sizeBytes: 1 })).toEqual({
    kind: "refused",
    problems: [{ code: "TOO_MANY_BYTES", field: null }],
  });
  expect(await rowsOf(owner)).toHaveLength(50);
  expect((await createUpload(newUser(), largest)).kind).toBe("created");
});

it("counts what waits to be used and what a form can still bring, but not what is in use or gone", async () => {
  const createUpload = createCreateUpload({ db, storage, now, quota: { files: 4, bytes: 1_000_000 } });
  const owner = newUser();
  const old = plusMs(now(), -minutes(30));
  await storeFile(db.pool, { ownerId: owner, status: "PENDING" });
  await storeFile(db.pool, { ownerId: owner, status: "REJECTED" });
  await storeFile(db.pool, { ownerId: owner, status: "ATTACHED" });
  await storeFile(db.pool, { ownerId: owner, status: "DELETED" });
  await storeFile(db.pool, { ownerId: owner, status: "DELETED", createdAt: old });
  expect((await createUpload(owner, png)).kind).toBe("created");
  expect((await createUpload(owner, png)).kind).toBe("refused");
});

it("promises nothing that outlasts the signature, which knows whole seconds", async () => {
  const at = new Date("2026-11-25T10:00:00.999Z");
  const created = await createCreateUpload({ db, storage, now: () => at })(newUser(), png);
  expect(created.kind === "created" && created.file.expiresAt).toEqual(new Date("2026-11-25T10:10:00Z"));
});

it("has an upload that is completed twelve times at once checked by one job", async () => {
  const arrive = createBarrier(RACERS);
  const completeUpload = createCompleteUpload({
    db,
    storage: { findUpload: async () => (await arrive(), { sizeBytes: 1_000, contentType: "image/png" }) },
    logger,
    now,
  });
  const owner = newUser();
  const id = await storeFile(db.pool, { ownerId: owner, status: "PENDING" });
  const outcomes = await Promise.all(Array.from({ length: RACERS }, () => completeUpload(owner, id)));
  expect(outcomes.map((outcome) => outcome.kind === "known" && outcome.file.id)).toEqual(outcomes.map(() => id));
  expect(await countJobs(db.pool, "products.check-upload", id)).toBe(1);
});

it.each([
  ["nothing", null],
  ["a larger object", { sizeBytes: 1_001, contentType: "image/png" }],
  ["another type", { sizeBytes: 1_000, contentType: "text/html" }],
])("checks nothing when S3 has %s, and changes nothing", async (_, found) => {
  const owner = newUser();
  const id = await storeFile(db.pool, { ownerId: owner, status: "PENDING" });
  const before = await readFile(db.pool, id);
  const storageWith = { findUpload: () => Promise.resolve(found) };
  const completeUpload = createCompleteUpload({ db, storage: storageWith, logger, now });
  expect(await completeUpload(owner, id)).toEqual({ kind: "notUploaded" });
  const later = () => plusMs(now(), minutes(11));
  expect(await createCompleteUpload({ db, storage: storageWith, logger, now: later })(owner, id)).toEqual({
    kind: "expired",
  });
  expect(await readFile(db.pool, id)).toEqual(before);
  expect(await countJobs(db.pool, "products.check-upload", id)).toBe(0);
});
