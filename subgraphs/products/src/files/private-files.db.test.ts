import { readdir } from "node:fs/promises";
import { tmpdir } from "node:os";
import { pino } from "pino";
import { afterAll, beforeAll, expect, it } from "vitest";
import { newId } from "#platform/ids/id.ts";
import { plusMs } from "#platform/time/clock.ts";
import { days, minutes } from "#platform/time/duration.ts";
import { openTestBucket } from "../testing/file-storage-probe.ts";
import { openTestDatabase } from "../testing/open-test-database.ts";
import { countRows } from "../testing/read-stock.ts";
import { readFile } from "../testing/store-file.ts";
import { createCheckUpload } from "./check-upload.ts";
import { createCollectFiles } from "./collect-files.ts";
import { createCreateUpload } from "./create-upload.ts";
import { MAX_DOCUMENT_BYTES, type StoredFile } from "./file.ts";
import { renderPicture } from "./render-picture.ts";
import { createStoreExport, type ExportToStore } from "./store-export.ts";

const db = await openTestDatabase();
const s3 = openTestBucket();
beforeAll(() => s3.prepare());
afterAll(() => db.close());

const now = () => new Date();
const logger = pino({ level: "silent" });
const shopId = newId("shop", now());
const toStore = (chunks: ExportToStore["chunks"], ownerId = newId("user", now())): ExportToStore => ({
  ownerId,
  shopId,
  filename: "products.csv",
  contentType: "text/csv",
  chunks,
});
const storeExport = createStoreExport({ db, storage: s3.storage, now });
const leftovers = async () => (await readdir(tmpdir())).filter((name) => name.startsWith("plexus-export-"));

async function* times(count: number, chunk: string) {
  for (let index = 0; index < count; index++) yield chunk;
}

async function collect(chunks: AsyncIterable<Uint8Array>): Promise<string> {
  const parts: Uint8Array[] = [];
  for await (const chunk of chunks) parts.push(chunk);
  return Buffer.concat(parts).toString();
}

it("stores a stream of unknown length and reads it again, also from the middle", async () => {
  const outcome = await storeExport(toStore(times(20_000, "Straße;1\n")));
  if (outcome.kind !== "stored") throw new Error(outcome.kind);
  const { id, document, sizeBytes } = outcome.file;
  expect(sizeBytes).toBe(20_000 * Buffer.byteLength("Straße;1\n"));
  const whole = await collect(s3.storage.readDocument(id, document!.digest));
  expect(whole).toBe("Straße;1\n".repeat(20_000));
  expect(await collect(s3.storage.readDocument(id, document!.digest, sizeBytes - 3))).toBe(";1\n".slice(-3));
  expect(await leftovers()).toEqual([]);
});

it("stores the export of an empty shop", async () => {
  const outcome = await storeExport(toStore(times(0, "")));
  expect(outcome).toMatchObject({ kind: "stored", file: { status: "READY", sizeBytes: 0 } });
});

it("keeps nothing of a stream that is too long or breaks off", async () => {
  const before = await countRows(db.pool, "files");
  const mebibyte = "x".repeat(1_024 * 1_024);
  expect(await storeExport(toStore(times(101, mebibyte)))).toEqual({ kind: "tooLarge" });
  const broken = (async function* () {
    yield "sku\n";
    throw new Error("the database is away");
  })();
  await expect(storeExport(toStore(broken))).rejects.toThrow("the database is away");
  expect(await countRows(db.pool, "files")).toBe(before);
  expect(await leftovers()).toEqual([]);
});

it("shows nothing of an export that S3 did not take, and collects what there is", async () => {
  const owner = newId("user", now());
  const failing = createStoreExport({
    db,
    storage: { putDocument: () => Promise.reject(new Error("S3 is away")) },
    now,
  });
  await expect(failing(toStore(times(1, "sku\n"), owner))).rejects.toThrow("S3 is away");
  const { rows } = await db.pool.query<{ status: string }>("SELECT status FROM files WHERE owner_id = $1", [owner]);
  expect(rows).toEqual([{ status: "PENDING" }]);
});

it("collects an export after seven days, not before, with its object", async () => {
  const outcome = await storeExport(toStore(times(1, "sku\n")));
  if (outcome.kind !== "stored") throw new Error(outcome.kind);
  const { id, createdAt } = outcome.file;
  const collectAt = (at: Date) => createCollectFiles({ db, storage: s3.storage, now: () => at })(logger);
  await collectAt(plusMs(createdAt, days(7)));
  expect((await readFile(db.pool, id))!["status"]).toBe("READY");
  await collectAt(plusMs(createdAt, days(7) + 1));
  expect(await s3.keys(id)).toEqual([]);
  expect(await readFile(db.pool, id)).toBeUndefined();
});

it("does not count exports as uploads of whom they were made for", async () => {
  const owner = newId("user", now());
  await storeExport(toStore(times(1, "sku\n"), owner));
  const createUpload = createCreateUpload({
    db,
    storage: { signForm: () => Promise.resolve({ url: "", fields: [] }) },
    now,
    quota: { files: 1, bytes: MAX_DOCUMENT_BYTES },
  });
  const list = { purpose: "PRODUCT_IMPORT", filename: "a.csv", contentType: "text/csv", sizeBytes: 1 } as const;
  expect((await createUpload(owner, { ...list, sizeBytes: MAX_DOCUMENT_BYTES })).kind).toBe("created");
  expect((await createUpload(owner, list)).kind).toBe("refused");
});

it("keeps the bytes that it has checked, not those that came afterwards", async () => {
  const id = newId("file", now());
  const pending: StoredFile = {
    ...{ id, ownerId: newId("user", now()), purpose: "PRODUCT_IMPORT", status: "PENDING", filename: "a.csv" },
    ...{ contentType: "text/csv", sizeBytes: 8, picture: null, document: null, rejectionReason: null, reference: null },
    ...{ shopId: null, createdAt: now(), expiresAt: plusMs(now(), minutes(10)), completedAt: now() },
  };
  await db.transaction(({ files }) => files.insert(pending));
  await s3.putUpload(id, Buffer.from("sku\nA-1\n"), "text/csv");
  const check = createCheckUpload({
    db,
    storage: {
      ...s3.storage,
      keepUpload: async (...kept) => {
        await s3.putUpload(id, Buffer.from([0xff, 0, 1, 2, 3, 4, 5, 6]), "text/csv");
        return s3.storage.keepUpload(...kept);
      },
    },
    renderPicture,
  });
  expect(await check(id)).toEqual({ kind: "rejected", reason: "NOT_AS_DECLARED" });
  expect(await s3.keys(id)).toEqual([]);
});
