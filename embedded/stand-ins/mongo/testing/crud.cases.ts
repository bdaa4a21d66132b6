import type { Document, MongoBulkWriteError } from "mongodb";
import { Binary, Double, Int32, Long, ObjectId, Timestamp, UUID } from "mongodb";
import { describe, expect, it } from "vitest";
import type { ContractDatabase } from "./contract-database.ts";
import { codeOf, failureOf, idsOf } from "./contract-database.ts";

export function defineCrudCases(contract: () => ContractDatabase): void {
  describe("inserting", () => {
    it("stores a document and finds it by id with every type unchanged", async () => {
      const products = contract().fresh();
      const document = {
        _id: new ObjectId(),
        text: "Zürich 🎉",
        whole: new Int32(3),
        real: new Double(3),
        long: Long.fromString("9007199254740993"),
        yes: true,
        nothing: null,
        when: new Date("2026-11-22T10:00:00.123Z"),
        bytes: new Binary(Buffer.from([0, 1, 255])),
        uuid: new UUID("9d1f4a1e-5c1b-4c57-8a8f-0b9d9a3d3e11"),
        stamp: new Timestamp({ t: 7, i: 9 }),
        list: [1, "two", { three: [3] }],
        nested: { empty: {}, none: [], constructor: "own" },
      };
      await products.insertOne(document);
      const found = await products.findOne({ _id: document._id }, { promoteValues: false });
      expect(found).toEqual({ ...document, list: [new Int32(1), "two", { three: [new Int32(3)] }] });
    });

    it("makes up an _id where the client sends none, and puts it first", async () => {
      const products = contract().fresh();
      await products.insertOne({ b: 1 }, { forceServerObjectId: true });
      const [found] = await products.find().toArray();
      expect(Object.keys(found ?? {})).toEqual(["_id", "b"]);
      expect(found?.["_id"]).toBeInstanceOf(ObjectId);
    });

    it("refuses a second document with the same _id and leaves the first", async () => {
      const products = contract().fresh();
      await products.insertOne({ _id: 1 as never, name: "first" });
      const failure = await failureOf(products.insertOne({ _id: 1 as never, name: "second" }));
      expect(failure.code).toBe(11000);
      expect(failure.message).toContain("E11000 duplicate key error collection");
      expect(failure["keyPattern"]).toEqual({ _id: 1 });
      expect(failure["keyValue"]).toEqual({ _id: 1 });
      expect(await products.find().toArray()).toEqual([{ _id: 1, name: "first" }]);
    });

    it("stops an ordered batch at the first duplicate and goes on with an unordered one", async () => {
      const ordered = contract().fresh();
      const unordered = contract().fresh();
      const batch = (): Document[] => [1, 2, 2, 3, 3, 4].map((id) => ({ _id: id }));
      const stopped = (await failureOf(ordered.insertMany(batch()))) as MongoBulkWriteError;
      const completed = (await failureOf(unordered.insertMany(batch(), { ordered: false }))) as MongoBulkWriteError;
      expect(stopped.insertedCount).toBe(2);
      expect(idsOf(await ordered.find().sort({ _id: 1 }).toArray())).toEqual([1, 2]);
      expect(completed.insertedCount).toBe(4);
      expect(completed.writeErrors).toHaveLength(2);
      expect(
        (completed.writeErrors as unknown as { index: number; code: number }[]).map(({ index, code }) => [index, code]),
      ).toEqual([
        [2, 11000],
        [4, 11000],
      ]);
      expect(idsOf(await unordered.find().sort({ _id: 1 }).toArray())).toEqual([1, 2, 3, 4]);
    });

    it("refuses an array as _id and stores nothing", async () => {
      const products = contract().fresh();
      expect([2, 53]).toContain(await codeOf(products.insertOne({ _id: [1] as never }))); // by version
      expect(await products.countDocuments()).toBe(0);
    });

    it("treats 1, 1.0 and a long 1 as the same _id", async () => {
      const products = contract().fresh();
      await products.insertOne({ _id: new Int32(1) as never });
      expect(await codeOf(products.insertOne({ _id: new Double(1) as never }))).toBe(11000);
      expect(await codeOf(products.insertOne({ _id: Long.ONE as never }))).toBe(11000);
      expect(await products.countDocuments({ _id: Long.ONE as never })).toBe(1);
    });
  });

  describe("deleting and replacing", () => {
    it("deletes one or many and says how many", async () => {
      const products = contract().fresh();
      await products.insertMany([1, 2, 3, 4].map((n) => ({ n, even: n % 2 === 0 })));
      expect(await products.deleteOne({ even: true })).toMatchObject({ deletedCount: 1 });
      expect(await products.deleteMany({ even: false })).toMatchObject({ deletedCount: 2 });
      expect(await products.deleteMany({ even: false })).toMatchObject({ deletedCount: 0 });
      expect(await products.distinct("n")).toEqual([4]);
    });

    it("replaces everything but the _id", async () => {
      const products = contract().fresh();
      await products.insertOne({ _id: "p" as never, a: 1, b: 2 });
      const { matchedCount, modifiedCount } = await products.replaceOne({ a: 1 }, { c: 3 });
      expect({ matchedCount, modifiedCount }).toEqual({ matchedCount: 1, modifiedCount: 1 });
      expect(await products.find().toArray()).toEqual([{ _id: "p", c: 3 }]);
    });

    it("runs a mixed bulk in order", async () => {
      const products = contract().fresh();
      const result = await products.bulkWrite([
        { insertOne: { document: { _id: 1 as never, n: 0 } } },
        { updateOne: { filter: { _id: 1 as never }, update: { $inc: { n: 5 } } } },
        { updateOne: { filter: { _id: 2 as never }, update: { $set: { n: 9 } }, upsert: true } },
        { replaceOne: { filter: { _id: 1 as never }, replacement: { n: 7 } } },
        { deleteOne: { filter: { _id: 2 as never } } },
      ]);
      expect(result).toMatchObject({
        insertedCount: 1,
        matchedCount: 2,
        modifiedCount: 2,
        upsertedCount: 1,
        deletedCount: 1,
      });
      expect(await products.find().toArray()).toEqual([{ _id: 1, n: 7 }]);
    });

    it("accepts writes nobody waits for", async () => {
      const products = contract().fresh();
      await products.insertOne({ _id: 1 as never }, { writeConcern: { w: 0 } });
      await expect.poll(() => products.countDocuments()).toBe(1);
    });
  });

  describe("cursors", () => {
    it("hands out batches of the wanted size until all is read", async () => {
      const products = contract().fresh();
      await products.insertMany(Array.from({ length: 250 }, (_, i) => ({ _id: i as never })));
      const cursor = products.find().sort({ _id: 1 }).batchSize(100);
      await cursor.hasNext();
      const sizes = [cursor.bufferedCount()];
      const seen: unknown[] = [];
      for await (const { _id } of cursor) {
        seen.push(_id);
        if (seen.length === 100 || seen.length === 200) sizes.push((await cursor.hasNext(), cursor.bufferedCount()));
      }
      expect(sizes).toEqual([100, 100, 50]);
      expect(seen).toEqual(Array.from({ length: 250 }, (_, i) => i));
    });

    it("gives 101 documents first when no size is wanted", async () => {
      const products = contract().fresh();
      await products.insertMany(Array.from({ length: 150 }, (_, i) => ({ _id: i as never })));
      const cursor = products.find();
      await cursor.hasNext();
      expect(cursor.bufferedCount()).toBe(101);
      expect(await cursor.toArray()).toHaveLength(150);
    });

    it("closes a cursor on request, after which it is unknown", async () => {
      const { db, fresh } = contract();
      const products = fresh();
      await products.insertMany(Array.from({ length: 10 }, (_, i) => ({ _id: i as never })));
      const find = { find: products.collectionName, batchSize: 2 };
      const { cursor } = (await db.command(find, { promoteLongs: false })) as { cursor: { id: Long } };
      const killed = await db.command({ killCursors: products.collectionName, cursors: [cursor.id] });
      expect(killed["cursorsKilled"]).toHaveLength(1);
      expect(await codeOf(db.command({ getMore: cursor.id, collection: products.collectionName }))).toBe(43);
      const again = await db.command({ killCursors: products.collectionName, cursors: [cursor.id] });
      expect(again["cursorsNotFound"]).toHaveLength(1);
    });

    it("goes on reading while documents are inserted and deleted", async () => {
      const products = contract().fresh();
      await products.insertMany(Array.from({ length: 300 }, (_, i) => ({ _id: i as never })));
      const seen: unknown[] = [];
      for await (const { _id } of products.find().sort({ _id: 1 }).batchSize(50)) {
        seen.push(_id);
        if (seen.length === 10) {
          await products.deleteMany({ _id: { $gte: 200 as never } });
          await products.insertOne({ _id: -1 as never });
        }
      }
      expect(seen).toEqual(Array.from({ length: 200 }, (_, i) => i));
    });

    it("counts what matches, also within a window", async () => {
      const products = contract().fresh();
      await products.insertMany(Array.from({ length: 20 }, (_, i) => ({ n: i })));
      expect(await products.countDocuments({ n: { $gte: 5 } })).toBe(15);
      expect(await products.countDocuments({ n: { $gte: 5 } }, { skip: 10, limit: 3 })).toBe(3);
      expect(await products.estimatedDocumentCount()).toBe(20);
      expect(await contract().fresh().countDocuments({})).toBe(0);
    });
  });
}
