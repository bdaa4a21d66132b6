import { pino } from "pino";
import { afterAll, beforeEach, expect, it } from "vitest";
import { newId } from "#platform/ids/id.ts";
import { plusMs } from "#platform/time/clock.ts";
import { hours, minutes } from "#platform/time/duration.ts";
import { createBarrier } from "#platform/testing/barrier.ts";
import type { ProductsDatabase } from "../database.ts";
import { openTestDatabase } from "../testing/open-test-database.ts";
import { countJobs, readFile, storeFile } from "../testing/store-file.ts";
import { attachFile } from "./attach-file.ts";
import { createCollectFiles } from "./collect-files.ts";
import { deleteFilesOf } from "./delete-files-of-user.ts";
import { detachFile } from "./detach-file.ts";
import type { FileId, StoredStatus } from "./file.ts";

const FILES = 15;
const logger = pino({ level: "silent" });
const db = await openTestDatabase({ connections: FILES + 1 });
afterAll(() => db.close());
beforeEach(async () => void (await db.pool.query("TRUNCATE files")));

const now = () => new Date();
const ago = (milliseconds: number) => plusMs(now(), -milliseconds);
const ownerId = newId("user", now());
const attach = (fileId: FileId, reference: string, from: Pick<ProductsDatabase, "transaction"> = db) =>
  from.transaction((store) => attachFile(store, { fileId, ownerId, purpose: "AVATAR", reference }));
const statusOf = async (id: FileId) => (await readFile(db.pool, id))?.["status"];

/** Objects that S3 has been told to delete, and files whose objects it does not give up. */
function createStorage(stubborn: readonly FileId[] = []) {
  const deleted: FileId[] = [];
  return {
    deleted,
    deleteAll: (id: FileId) => {
      if (stubborn.includes(id)) return Promise.reject(new Error("503"));
      deleted.push(id);
      return Promise.resolve();
    },
  };
}

it("attaches to one of two that want the same file, and to the same one as often as it asks", async () => {
  const id = await storeFile(db.pool, { ownerId });
  const arrive = createBarrier(2);
  const atOnce: Pick<ProductsDatabase, "transaction"> = {
    transaction: (work) => db.transaction(async (store) => (await arrive(), work(store))),
  };
  const references = ["one", "two"];
  const outcomes = await Promise.all(references.map((reference) => attach(id, reference, atOnce)));
  expect(outcomes.map(({ kind }) => kind).sort()).toEqual(["attached", "taken"]);
  const winner = references[outcomes.findIndex(({ kind }) => kind === "attached")]!;
  const before = await readFile(db.pool, id);
  expect(before).toMatchObject({ status: "ATTACHED", reference: winner });
  expect((await attach(id, winner)).kind).toBe("attached");
  expect(await readFile(db.pool, id)).toEqual(before);
});

it("attaches only what is checked, the person's own, and for its purpose", async () => {
  const [pending, rejected, deleted] = await Promise.all(
    (["PENDING", "REJECTED", "DELETED"] as const).map((status) => storeFile(db.pool, { ownerId, status })),
  );
  const foreign = await storeFile(db.pool, { ownerId: newId("user", now()) });
  const otherPurpose = await storeFile(db.pool, { ownerId, purpose: "PRODUCT_MEDIA" });
  const unknown = newId("file", now());
  const all = [pending!, rejected!, deleted!, foreign, otherPurpose, unknown];
  const before = await Promise.all(all.map((id) => readFile(db.pool, id)));
  const outcomes = await Promise.all(all.map((id) => attach(id, "me")));
  expect(outcomes.map(({ kind }) => kind)).toEqual([
    "notReady", "notReady", "notFound", "notFound", "notFound", "notFound",
  ]); // prettier-ignore
  expect(await Promise.all(all.map((id) => readFile(db.pool, id)))).toEqual(before);
});

it("either attaches a file or collects it, never both, when both happen at once", async () => {
  const ids: FileId[] = [];
  for (let count = 0; count < FILES; count++) {
    ids.push(await storeFile(db.pool, { ownerId, createdAt: ago(hours(25)) }));
  }
  const arrive = createBarrier(FILES + 1);
  const atOnce: Pick<ProductsDatabase, "transaction"> = {
    transaction: (work) => db.transaction(async (store) => (await arrive(), work(store))),
  };
  const storage = createStorage();
  const collect = createCollectFiles({ db: { ...atOnce, files: db.files }, storage, now });
  const [outcomes] = await Promise.all([Promise.all(ids.map((id) => attach(id, "me", atOnce))), collect(logger)]);

  const attached = ids.filter((_, index) => outcomes[index]!.kind === "attached");
  const collected = ids.filter((id) => !attached.includes(id));
  expect(await Promise.all(attached.map(statusOf))).toEqual(attached.map(() => "ATTACHED"));
  expect(await Promise.all(collected.map(statusOf))).toEqual(collected.map(() => undefined));
  expect([...storage.deleted].sort()).toEqual([...collected].sort());
});

it("collects what nothing has used for a day, whatever its state, and touches nothing in use", async () => {
  const states: StoredStatus[] = ["PENDING", "READY", "REJECTED"];
  const old = await Promise.all(
    states.map((status) => storeFile(db.pool, { ownerId, status, createdAt: ago(hours(24) + 1_000) })),
  );
  const young = await Promise.all(
    states.map((status) => storeFile(db.pool, { ownerId, status, createdAt: ago(hours(24) - minutes(1)) })),
  );
  const inUse = await storeFile(db.pool, { ownerId, status: "ATTACHED", createdAt: ago(hours(9_000)) });
  const storage = createStorage();
  expect(await createCollectFiles({ db, storage, now })(logger)).toEqual({ deleted: 3, removed: 3, failed: 0 });
  expect([...storage.deleted].sort()).toEqual([...old].sort());
  expect(await Promise.all(old.map(statusOf))).toEqual([undefined, undefined, undefined]);
  expect(await Promise.all([...young, inUse].map(statusOf))).toEqual([...states, "ATTACHED"]);
  expect(await createCollectFiles({ db, storage, now })(logger)).toEqual({ deleted: 0, removed: 0, failed: 0 });
});

it("gives a file that was in use a day from when its use ended", async () => {
  const id = await storeFile(db.pool, { ownerId, status: "ATTACHED", reference: "me", createdAt: ago(hours(100)) });
  const detach = (reference: string) => db.transaction((store) => detachFile(store, { fileId: id, reference }, now()));
  expect(await detach("something else")).toBe(false);
  expect(await statusOf(id)).toBe("ATTACHED");
  expect([await detach("me"), await detach("me")]).toEqual([true, false]);
  const storage = createStorage();
  await createCollectFiles({ db, storage, now })(logger);
  expect(await statusOf(id)).toBe("READY");
  const aDayLater = () => plusMs(now(), hours(24) + 1_000);
  await createCollectFiles({ db, storage, now: aDayLater })(logger);
  expect([await statusOf(id), storage.deleted]).toEqual([undefined, [id]]);
});

it("forgets a deleted file only when its form can bring nothing more, and deletes its objects every time until then", async () => {
  const id = await storeFile(db.pool, { ownerId, status: "DELETED" });
  const storage = createStorage();
  const at = (milliseconds: number) => createCollectFiles({ db, storage, now: () => plusMs(now(), milliseconds) });
  expect(await at(0)(logger)).toMatchObject({ removed: 0 });
  expect(await at(minutes(65))(logger)).toMatchObject({ removed: 0 });
  expect(await at(minutes(71))(logger)).toMatchObject({ removed: 1 });
  expect(storage.deleted).toEqual([id, id, id]);
});

it("is bounded, goes on where it stopped, and is not kept by files that S3 does not give up", async () => {
  const ids: FileId[] = [];
  for (let count = 0; count < 7; count++) {
    ids.push(await storeFile(db.pool, { ownerId, status: "PENDING", createdAt: ago(hours(30)) }));
  }
  const storage = createStorage();
  const bounded = createCollectFiles({ db, storage, now, batchSize: 2, maxBatches: 2 });
  expect(await bounded(logger)).toEqual({ deleted: 4, removed: 4, failed: 0 });
  const stubborn = ids.filter((id) => !storage.deleted.includes(id)).sort()[0]!;
  const again = createCollectFiles({ db, storage: createStorage([stubborn]), now, batchSize: 2, maxBatches: 2 });
  expect(await again(logger)).toEqual({ deleted: 3, removed: 2, failed: 1 });
  expect(await statusOf(stubborn)).toBe("DELETED");
  expect(await bounded(logger)).toEqual({ deleted: 0, removed: 1, failed: 0 });
});

it("deletes everything of a person who is erased, but leaves a shop its pictures, without the person", async () => {
  const userId = newId("user", now());
  const [ready, avatar, review, media] = await Promise.all([
    storeFile(db.pool, { ownerId: userId }),
    storeFile(db.pool, { ownerId: userId, status: "ATTACHED" }),
    storeFile(db.pool, { ownerId: userId, status: "ATTACHED", purpose: "REVIEW_IMAGE" }),
    storeFile(db.pool, { ownerId: userId, status: "ATTACHED", purpose: "PRODUCT_MEDIA" }),
  ]);
  const others = await storeFile(db.pool, { ownerId, status: "ATTACHED" });
  expect(await db.transaction((store) => deleteFilesOf(store, userId))).toBe(3);
  expect(await db.transaction((store) => deleteFilesOf(store, userId))).toBe(0);
  expect(await Promise.all([ready, avatar, review].map(statusOf))).toEqual(["DELETED", "DELETED", "DELETED"]);
  expect(await readFile(db.pool, media)).toMatchObject({ status: "ATTACHED", owner_id: null, filename: null });
  expect(await statusOf(others)).toBe("ATTACHED");
  expect(await countJobs(db.pool, "products.collect-files")).toBe(1);
});
