import { describe, expect, it } from "vitest";
import type { ContractDatabase } from "./contract-database.ts";
import { codeOf, failureOf, idsOf } from "./contract-database.ts";

export function defineIndexCases(contract: () => ContractDatabase): void {
  describe("indexes", () => {
    it("are created once, listed, and dropped", async () => {
      const products = contract().fresh();
      expect(await products.createIndex({ a: 1, b: -1 })).toBe("a_1_b_-1");
      expect(await products.createIndex({ a: 1, b: -1 })).toBe("a_1_b_-1");
      await products.createIndex({ u: 1 }, { unique: true, name: "mine" });
      expect(
        (await products.indexes()).map(({ name, key, unique }) => ({ name, key, unique: unique ?? false })),
      ).toEqual([
        { name: "_id_", key: { _id: 1 }, unique: false },
        { name: "a_1_b_-1", key: { a: 1, b: -1 }, unique: false },
        { name: "mine", key: { u: 1 }, unique: true },
      ]);
      await products.dropIndex("mine");
      expect((await products.indexes()).map(({ name }) => name)).toEqual(["_id_", "a_1_b_-1"]);
      await products.dropIndexes();
      expect((await products.indexes()).map(({ name }) => name)).toEqual(["_id_"]);
    });

    it("are refused when they contradict one that exists, or are not there to be dropped", async () => {
      const products = contract().fresh();
      await products.createIndex({ a: 1 });
      expect(await codeOf(products.createIndex({ a: 1 }, { name: "other" }))).toBe(85);
      expect(await codeOf(products.createIndex({ a: 1 }, { unique: true }))).toBe(86);
      expect(await codeOf(products.createIndex({ b: 1 }, { name: "a_1" }))).toBe(86);
      expect(await codeOf(products.dropIndex("nope"))).toBe(27);
      expect(await codeOf(products.dropIndex("_id_"))).toBe(72);
      expect(await codeOf(contract().fresh().indexes())).toBe(26);
    });

    it("keep values unique, for inserts, updates and upserts", async () => {
      const products = contract().fresh();
      await products.createIndex({ handle: 1 }, { unique: true });
      await products.insertMany([
        { _id: 1 as never, handle: "a" },
        { _id: 2 as never, handle: "b" },
      ]);
      const failure = await failureOf(products.insertOne({ _id: 3 as never, handle: "a" }));
      expect([failure.code, failure["keyPattern"], failure["keyValue"]]).toEqual([
        11000,
        { handle: 1 },
        { handle: "a" },
      ]);
      expect(await codeOf(products.updateOne({ _id: 2 as never }, { $set: { handle: "a" } }))).toBe(11000);
      expect(await codeOf(products.updateOne({ _id: 9 as never }, { $set: { handle: "b" } }, { upsert: true }))).toBe(
        11000,
      );
      await products.updateOne({ _id: 2 as never }, { $set: { handle: "b", n: 1 } });
      await products.deleteOne({ _id: 1 as never });
      await products.insertOne({ _id: 4 as never, handle: "a" });
      expect(await products.find().sort({ _id: 1 }).toArray()).toEqual([
        { _id: 2, handle: "b", n: 1 },
        { _id: 4, handle: "a" },
      ]);
    });

    it("count a missing field as null, once", async () => {
      const products = contract().fresh();
      await products.createIndex({ handle: 1 }, { unique: true });
      await products.insertOne({ _id: 1 as never });
      expect(await codeOf(products.insertOne({ _id: 2 as never, handle: null }))).toBe(11000);
    });

    it("keep pairs unique, in arrays, too", async () => {
      const products = contract().fresh();
      await products.createIndex({ shop: 1, "variants.sku": 1 }, { unique: true });
      await products.insertOne({ shop: "s", variants: [{ sku: "a" }, { sku: "b" }, { sku: "b" }] });
      await products.insertOne({ shop: "t", variants: [{ sku: "a" }] });
      expect(await codeOf(products.insertOne({ shop: "s", variants: [{ sku: "c" }, { sku: "b" }] }))).toBe(11000);
      expect(await products.countDocuments()).toBe(2);
    });

    it("keep values unique among the documents a partial index is about", async () => {
      const products = contract().fresh();
      await products.createIndex({ handle: 1 }, { unique: true, partialFilterExpression: { status: "active" } });
      await products.insertMany([
        { _id: 1 as never, handle: "a", status: "draft" },
        { _id: 2 as never, handle: "a", status: "draft" },
        { _id: 3 as never, handle: "a", status: "active" },
      ]);
      expect(await codeOf(products.updateOne({ _id: 1 as never }, { $set: { status: "active" } }))).toBe(11000);
      expect(idsOf(await products.find({ handle: "a" }).sort({ _id: 1 }).toArray())).toEqual([1, 2, 3]);
      expect(idsOf(await products.find({ handle: "a", status: "active" }).toArray())).toEqual([3]);
    });

    it("leave out documents without the field when sparse, and still find them", async () => {
      const products = contract().fresh();
      await products.createIndex({ code: 1 }, { unique: true, sparse: true });
      await products.insertMany([{ _id: 1 as never }, { _id: 2 as never }, { _id: 3 as never, code: "x" }]);
      expect(await codeOf(products.insertOne({ code: "x" }))).toBe(11000);
      expect(
        idsOf(
          await products
            .find({ code: null as never })
            .sort({ _id: 1 })
            .toArray(),
        ),
      ).toEqual([1, 2]);
      expect(idsOf(await products.find().sort({ code: 1, _id: 1 }).toArray())).toEqual([1, 2, 3]);
    });

    it("are not built over duplicates", async () => {
      const products = contract().fresh();
      await products.insertMany([{ a: 1 }, { a: 1 }]);
      expect(await codeOf(products.createIndex({ a: 1 }, { unique: true }))).toBe(11000);
      expect((await products.indexes()).map(({ name }) => name)).toEqual(["_id_"]);
    });

    it("refuse two arrays in one document", async () => {
      const products = contract().fresh();
      await products.createIndex({ a: 1, b: 1 });
      expect(await codeOf(products.insertOne({ a: [1], b: [2] }))).toBe(171);
      expect(await products.countDocuments()).toBe(0);
    });

    it.each([
      ["a direction of zero", { a: 0 }, {}, 67],
      ["an unknown kind", { a: "wood" }, {}, 67],
      ["an empty key", {}, {}, 67],
      ["a partial index that is sparse, too", { a: 1 }, { sparse: true, partialFilterExpression: { b: 1 } }, 67],
      ["a partial filter with $ne", { a: 1 }, { partialFilterExpression: { b: { $ne: 1 } } }, 67],
    ])("refuse %s", async (_name, key, options, code) => {
      const { db, fresh } = contract();
      const indexes = [{ key, name: "i", ...options }];
      expect(await codeOf(db.command({ createIndexes: fresh().collectionName, indexes }))).toBe(code);
    });

    it("accept a hint that names one of them and refuse another", async () => {
      const products = contract().fresh();
      await products.createIndex({ a: 1 });
      await products.insertOne({ a: 1 });
      expect(await products.find({ a: 1 }).hint("a_1").toArray()).toHaveLength(1);
      expect(await products.find({ a: 1 }).hint({ a: 1 }).toArray()).toHaveLength(1);
      expect(await codeOf(products.find({ a: 1 }).hint("b_1").toArray())).toBe(2);
    });
  });

  describe("collections and databases", () => {
    it("are listed, dropped, and gone", async () => {
      const { client, db } = contract();
      const other = client.db(`${db.databaseName}_b`);
      await other.createCollection("empty");
      await other.collection("full").insertOne({ a: 1 });
      expect(
        await codeOf(other.command({ create: "full", capped: false, size: 0, max: 0, validator: { a: 1 } })),
      ).toBeTypeOf("number");
      expect((await other.listCollections().toArray()).map(({ name, type }) => [name, type]).toSorted()).toEqual([
        ["empty", "collection"],
        ["full", "collection"],
      ]);
      expect(
        (await other.listCollections({ name: "full" }, { nameOnly: true }).toArray()).map(({ name }) => name),
      ).toEqual(["full"]);
      const { databases } = await client.db("admin").admin().listDatabases({ nameOnly: true });
      expect(databases.map(({ name }) => name)).toContain(other.databaseName);
      expect(await other.collection("full").drop()).toBe(true);
      expect((await other.listCollections().toArray()).map(({ name }) => name)).toEqual(["empty"]);
      await other.dropDatabase();
      expect(await other.listCollections().toArray()).toEqual([]);
    });

    it.each([
      ["", 73],
      ["a$b", 73],
    ])("refuse the name %j", async (name, code) => {
      expect(await codeOf(contract().db.command({ insert: name, documents: [{ a: 1 }] }))).toBe(code);
    });
  });
}
