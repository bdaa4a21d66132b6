import { afterAll, beforeAll, expect, it } from "vitest";
import { newId } from "#platform/ids/id.ts";
import { createBarrier } from "#platform/testing/barrier.ts";
import { openTestBucket } from "../testing/file-storage-probe.ts";
import { makePicture } from "../testing/make-picture.ts";
import { openTestDatabase } from "../testing/open-test-database.ts";
import { countJobs, readFile, storeFile } from "../testing/store-file.ts";
import { createCheckUpload } from "./check-upload.ts";
import type { FileStorage } from "./file-storage.ts";
import { renderPicture } from "./render-picture.ts";

const db = await openTestDatabase();
const s3 = openTestBucket();
beforeAll(() => s3.prepare());
afterAll(() => db.close());

const ownerId = newId("user", new Date());
const checkWith = (storage: Partial<FileStorage> = {}) =>
  createCheckUpload({ db, storage: { ...s3.storage, ...storage }, renderPicture });

async function anUpload(bytes: Uint8Array, declared: { sizeBytes?: number } = {}) {
  const sizeBytes = declared.sizeBytes ?? bytes.length;
  const id = await storeFile(db.pool, { ownerId, status: "PENDING", completed: true, sizeBytes });
  await s3.putUpload(id, bytes, "image/png");
  return id;
}

const statusOf = async (id: string) => (await readFile(db.pool, id))?.["status"];

it("says READY only when every size is stored, and sees to what the form may bring later", async () => {
  const id = await anUpload(await makePicture("png"));
  const outcome = await checkWith({
    storePicture: async (...picture) => {
      await s3.storage.storePicture(...picture);
      expect(await statusOf(id)).toBe("PENDING");
    },
  })(id);
  expect(outcome).toMatchObject({
    kind: "accepted",
    picture: { width: 300, height: 200, widths: [64, 128, 256, 300] },
  });
  expect(await statusOf(id)).toBe("READY");
  expect((await s3.keys(id)).filter((key) => key.startsWith("incoming/"))).toEqual([]);
  expect(await countJobs(db.pool, "products.delete-upload", id)).toBe(1);
});

it("does it once when it is run again, also when the first run was cut off before it tidied up", async () => {
  const bytes = await makePicture("png");
  const id = await anUpload(bytes);
  const cutOff = checkWith({ deleteUpload: () => Promise.reject(new Error("killed")) });
  await expect(cutOff(id)).rejects.toThrow("killed");
  const before = await readFile(db.pool, id);
  expect(await checkWith()(id)).toEqual({ kind: "settled" });
  expect(await readFile(db.pool, id)).toEqual(before);
  expect((await s3.keys(id)).filter((key) => key.startsWith("incoming/"))).toEqual([]);
  expect(await s3.keys(id)).toHaveLength(8);
});

it("lets one of two runs decide, and keeps nothing of the other's, when the upload is replaced between them", async () => {
  const [blue, green] = [await makePicture("png"), await makePicture("png", { background: "#20c060" })];
  expect(blue.length).toBe(green.length);
  const id = await anUpload(blue);
  const stored = createBarrier(2);
  const check = checkWith({
    storePicture: async (...picture) => {
      await s3.storage.storePicture(...picture);
      await stored();
    },
  });
  const first = check(id);
  await expect.poll(() => s3.keys(id), { timeout: 10_000 }).toHaveLength(9);
  await s3.putUpload(id, green, "image/png");
  const outcomes = await Promise.all([first, check(id)]);

  expect(outcomes.map(({ kind }) => kind).sort()).toEqual(["accepted", "settled"]);
  const digest = (await readFile(db.pool, id))!["digest"] as string;
  const keys = await s3.keys(id);
  expect(keys).toHaveLength(8);
  expect(keys.every((key) => key.startsWith(`files/${id}/${digest}/`))).toBe(true);
});

it("leaves nothing behind of a file that is deleted while it is checked", async () => {
  const id = await anUpload(await makePicture("png"));
  const check = checkWith({
    storePicture: async (...picture) => {
      await s3.storage.storePicture(...picture);
      await db.transaction(({ files }) => files.delete(ownerId, id));
    },
  });
  expect(await check(id)).toEqual({ kind: "gone" });
  expect(await s3.keys(id)).toEqual([]);
  expect(await statusOf(id)).toBe("DELETED");
});

it("leaves nothing behind of a file that is forgotten", async () => {
  const id = await anUpload(await makePicture("png"));
  await db.pool.query("DELETE FROM files WHERE id = $1", [id]);
  expect(await checkWith()(id)).toEqual({ kind: "gone" });
  expect(await s3.keys(id)).toEqual([]);
});

it("rejects an upload of another size than was declared without reading it, and one that is not there", async () => {
  const bytes = await makePicture("png");
  const larger = await anUpload(bytes, { sizeBytes: bytes.length - 1 });
  expect(await checkWith()(larger)).toEqual({ kind: "rejected", reason: "NOT_AS_DECLARED" });
  expect(await readFile(db.pool, larger)).toMatchObject({ status: "REJECTED", rejection_reason: "NOT_AS_DECLARED" });
  expect(await s3.keys(larger)).toEqual([]);
  const missing = await storeFile(db.pool, { ownerId, status: "PENDING", completed: true });
  expect(await checkWith()(missing)).toEqual({ kind: "rejected", reason: "NOT_UPLOADED" });
});

it("decides nothing while S3 is away", async () => {
  const id = await anUpload(await makePicture("png"));
  const before = await readFile(db.pool, id);
  const heal = await s3.fail({ kind: "unavailable", match: id });
  await expect(checkWith()(id)).rejects.toThrow();
  await heal();
  const healPuts = await s3.fail({ kind: "unavailable", match: `PUT /${s3.bucket}/files/${id}` });
  await expect(checkWith()(id)).rejects.toThrow();
  await healPuts();
  expect(await readFile(db.pool, id)).toEqual(before);
  expect((await checkWith()(id)).kind).toBe("accepted");
});
