import { ObjectId } from "mongodb";
import { describe, expect, it } from "vitest";
import type { ContractDatabase } from "./contract-database.ts";
import { codeOf } from "./contract-database.ts";

export function defineUpsertCases(contract: () => ContractDatabase): void {
  describe("upserts", () => {
    it("inserts what the filter says and the update adds", async () => {
      const products = contract().fresh();
      const result = await products.updateOne(
        { _id: "p1" as never, "brand.name": "Acme", n: { $gt: 5 }, $and: [{ kind: "x" }] },
        { $set: { n: 9 }, $setOnInsert: { fresh: true }, $inc: { count: 1 } },
        { upsert: true },
      );
      expect(result).toMatchObject({ matchedCount: 0, modifiedCount: 0, upsertedCount: 1, upsertedId: "p1" });
      expect(await products.findOne()).toEqual({
        _id: "p1",
        brand: { name: "Acme" },
        kind: "x",
        n: 9,
        fresh: true,
        count: 1,
      });
    });

    it("ignores $setOnInsert when the document is there", async () => {
      const products = contract().fresh();
      await products.insertOne({ _id: 1 as never });
      await products.updateOne(
        { _id: 1 as never },
        { $setOnInsert: { fresh: true }, $set: { a: 1 } },
        { upsert: true },
      );
      expect(await products.find().toArray()).toEqual([{ _id: 1, a: 1 }]);
    });

    it("makes up an _id, and replaces with an upsert", async () => {
      const products = contract().fresh();
      const { upsertedId } = await products.updateOne({ a: 1 }, { $set: { b: 1 } }, { upsert: true });
      expect(upsertedId).toBeInstanceOf(ObjectId);
      await products.replaceOne({ _id: "r" as never }, { c: 1 }, { upsert: true });
      expect(await products.find({ _id: "r" as never }).toArray()).toEqual([{ _id: "r", c: 1 }]);
      expect(await products.countDocuments()).toBe(2);
    });
  });

  describe("findOneAnd…", () => {
    it("returns the document as it was or as it is", async () => {
      const products = contract().fresh();
      await products.insertMany([
        { _id: 1 as never, n: 1 },
        { _id: 2 as never, n: 2 },
      ]);
      expect(await products.findOneAndUpdate({}, { $inc: { n: 10 } }, { sort: { n: -1 } })).toEqual({ _id: 2, n: 2 });
      const after = await products.findOneAndUpdate(
        { _id: 1 as never },
        { $inc: { n: 1 } },
        { returnDocument: "after", projection: { _id: 0 } },
      );
      expect(after).toEqual({ n: 2 });
      expect(await products.findOneAndReplace({ _id: 1 as never }, { m: 1 }, { returnDocument: "after" })).toEqual({
        _id: 1,
        m: 1,
      });
      expect(await products.findOneAndDelete({ _id: 2 as never })).toEqual({ _id: 2, n: 12 });
      expect(await products.findOneAndDelete({ _id: 2 as never })).toBeNull();
      expect(await products.countDocuments()).toBe(1);
    });

    it("upserts, and says what it did when asked", async () => {
      const products = contract().fresh();
      const options = { upsert: true, returnDocument: "after", includeResultMetadata: true } as const;
      const first = await products.findOneAndUpdate({ _id: 7 as never }, { $inc: { n: 1 } }, options);
      const second = await products.findOneAndUpdate({ _id: 7 as never }, { $inc: { n: 1 } }, options);
      expect(first).toMatchObject({
        value: { _id: 7, n: 1 },
        lastErrorObject: { n: 1, updatedExisting: false, upserted: 7 },
      });
      expect(second).toMatchObject({ value: { _id: 7, n: 2 }, lastErrorObject: { n: 1, updatedExisting: true } });
    });

    it("fails as a command, with the code of the cause", async () => {
      const products = contract().fresh();
      await products.insertOne({ _id: 1 as never, s: "x" });
      expect(await codeOf(products.findOneAndUpdate({}, { $inc: { s: 1 } }))).toBe(14);
      expect(await codeOf(products.findOneAndUpdate({}, { $set: { _id: 5 } }))).toBe(66);
      expect(await products.find().toArray()).toEqual([{ _id: 1, s: "x" }]);
    });
  });
}
