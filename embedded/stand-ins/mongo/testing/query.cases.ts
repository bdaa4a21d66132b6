import type { Collection, Document } from "mongodb";
import { Long, MaxKey, MinKey, ObjectId } from "mongodb";
import { describe, expect, it } from "vitest";
import type { ContractDatabase } from "./contract-database.ts";
import { codeOf, idsOf } from "./contract-database.ts";

const DOCUMENTS: Document[] = [
  {
    _id: 1,
    price: 100,
    tags: ["red", "big"],
    brand: { name: "Acme", since: 1990 },
    items: [
      { sku: "a", qty: 1 },
      { sku: "b", qty: 9 },
    ],
  },
  { _id: 2, price: 250, tags: ["blue"], brand: { name: "Borg" }, items: [{ sku: "a", qty: 5 }] },
  { _id: 3, price: 50.5, tags: [], brand: null, items: [] },
  { _id: 4, price: "100", tags: "red", brand: { name: "acme", since: 2001 } },
  { _id: 5, price: null, tags: ["red", "blue", "green"], scores: [3, 8, 12] },
  { _id: 6, tags: [["red"]], scores: 8 },
];

/** Filter and the ids it must find. */
const FILTERS: [name: string, filter: Document, ids: number[]][] = [
  ["an empty filter", {}, [1, 2, 3, 4, 5, 6]],
  ["equality", { price: 100 }, [1]],
  ["equality with an element of an array", { tags: "red" }, [1, 4, 5]],
  ["equality with a whole array", { tags: ["red", "big"] }, [1]],
  ["equality with an array inside an array", { tags: ["red"] }, [6]],
  ["a path into a document", { "brand.name": "Acme" }, [1]],
  ["a path into documents of an array", { "items.sku": "a" }, [1, 2]],
  ["a path by position", { "items.0.qty": 5 }, [2]],
  ["a position in an array of scalars", { "scores.1": 8 }, [5]],
  ["null for null and for missing", { price: null }, [5, 6]],
  ["null below missing documents", { "brand.since": null }, [2, 3, 5, 6]],
  ["a whole document, in order of its fields", { brand: { name: "Acme", since: 1990 } }, [1]],
  ["a whole document in another order: nothing", { brand: { since: 1990, name: "Acme" } }, []],
  ["$eq and $ne", { price: { $ne: 100 } }, [2, 3, 4, 5, 6]],
  ["a range, of one type only", { price: { $gt: 50, $lte: 250 } }, [1, 2, 3]],
  ["a range of strings", { price: { $gte: "0" } }, [4]],
  ["$gte null", { price: { $gte: null } }, [5, 6]],
  ["a range met by different elements", { scores: { $gt: 10, $lt: 5 } }, [5]],
  ["$in with null", { price: { $in: [250, null] } }, [2, 5, 6]],
  ["$in with a pattern", { "brand.name": { $in: [/^acm/i] } }, [1, 4]],
  ["$nin", { price: { $nin: [100, 250, null] } }, [3, 4]],
  ["$all", { tags: { $all: ["red", "blue"] } }, [5]],
  ["$all with nothing: nothing", { tags: { $all: [] } }, []],
  ["$all with $elemMatch", { items: { $all: [{ $elemMatch: { sku: "a" } }, { $elemMatch: { qty: 9 } }] } }, [1]],
  ["fields of different elements", { "items.sku": "a", "items.qty": 9 }, [1]],
  ["$elemMatch on one element", { items: { $elemMatch: { sku: "a", qty: { $gte: 5 } } } }, [2]],
  ["$elemMatch on values", { scores: { $elemMatch: { $gt: 5, $lt: 10 } } }, [5]],
  ["$size", { tags: { $size: 0 } }, [3]],
  ["$exists", { price: { $exists: false } }, [6]],
  ["$exists through an array", { "items.qty": { $exists: true } }, [1, 2]],
  ["$type of a number", { price: { $type: "number" } }, [1, 2, 3]],
  ["$type of an element", { tags: { $type: "array" } }, [1, 2, 3, 5, 6]],
  ["$type by several names", { price: { $type: ["string", "null"] } }, [4, 5]],
  ["$mod", { price: { $mod: [100, 0] } }, [1]],
  ["a pattern", { "brand.name": /^ac/ }, [4]],
  ["$regex with $options", { "brand.name": { $regex: "^AC", $options: "i" } }, [1, 4]],
  ["$not", { price: { $not: { $gt: 60 } } }, [3, 4, 5, 6]],
  ["$not with a pattern", { tags: { $not: /red/ } }, [2, 3, 6]],
  ["$and, $or, $nor", { $and: [{ $or: [{ price: 100 }, { price: 250 }] }, { $nor: [{ tags: "blue" }] }] }, [1]],
  ["$expr", { $expr: { $gt: ["$price", 60] } }, [1, 2, 4]],
  ["$expr with fields", { $expr: { $eq: [{ $size: { $ifNull: ["$items", []] } }, 2] } }, [1]],
  ["MinKey and MaxKey across types", { price: { $gt: new MinKey(), $lt: new MaxKey() } }, [1, 2, 3, 4, 5, 6]],
];

const REFUSED: [name: string, filter: Document, code: number][] = [
  ["an unknown operator", { a: { $foo: 1 } }, 2],
  ["an unknown top-level operator", { $foo: [] }, 2],
  ["$in without an array", { a: { $in: 1 } }, 2],
  ["an operator inside $in", { a: { $in: [{ $gt: 1 }] } }, 2],
  ["$and without an array", { $and: {} }, 2],
  ["an empty $or", { $or: [] }, 2],
  ["$not with a scalar", { a: { $not: 1 } }, 2],
  ["$mod by zero", { a: { $mod: [0, 1] } }, 2],
  ["a negative $size", { a: { $size: -1 } }, 2],
  ["an unknown type", { a: { $type: "wood" } }, 2],
  ["an unknown expression", { $expr: { $foo: 1 } }, 168],
];

export function defineQueryCases(contract: () => ContractDatabase): void {
  async function filled(): Promise<Collection<Document>> {
    const products = contract().fresh();
    await products.insertMany(structuredClone(DOCUMENTS));
    return products;
  }

  describe("filters", () => {
    it.each(FILTERS)("finds by %s", async (_name, filter, ids) => {
      const products = await filled();
      expect(idsOf(await products.find(filter).sort({ _id: 1 }).toArray())).toEqual(ids);
      expect(await products.countDocuments(filter)).toBe(ids.length);
    });

    it("finds the same with an index on every field as without", async () => {
      const products = await filled();
      for (const path of ["price", "tags", "brand", "brand.name", "brand.since", "items.sku", "items.qty", "scores"]) {
        await products.createIndex({ [path]: 1 });
        await products.createIndex({ [path]: -1, _id: 1 });
      }
      await products.createIndex({ "items.sku": 1, "items.qty": 1 });
      for (const [name, filter, ids] of FILTERS) {
        expect(idsOf(await products.find(filter).sort({ _id: 1 }).toArray()), name).toEqual(ids);
        expect(idsOf(await products.find(filter).toArray()).sort(), name).toEqual(ids);
      }
    });

    it.each(REFUSED)("refuses %s, on an empty collection, too", async (_name, filter, code) => {
      expect(await codeOf(contract().fresh().find(filter).toArray())).toBe(code);
    });

    it("uses variables in $expr", async () => {
      const products = await filled();
      const found = await products.find({ $expr: { $eq: ["$price", "$$wanted"] } }, { let: { wanted: 250 } }).toArray();
      expect(idsOf(found)).toEqual([2]);
    });

    it("does not take names of JavaScript for fields", async () => {
      const products = contract().fresh();
      await products.insertOne({ _id: 1 as never });
      expect(await products.countDocuments({ constructor: { $exists: true } })).toBe(0);
      expect(await products.countDocuments({ toString: null as never })).toBe(1);
    });
  });

  describe("order", () => {
    it("sorts values of all types in MongoDB's order", async () => {
      const values = contract().fresh();
      const ordered: unknown[] = [
        new MinKey(),
        null,
        -Infinity,
        -1.5,
        Long.fromString("9007199254740992"),
        Long.fromString("9007199254740993"),
        "Z",
        "a",
        "a\u0000",
        "ab",
        "\uffff",
        "🎉",
        { a: 1 },
        { a: 1, b: 0 },
        { b: 0 },
        Buffer.from("z"),
        Buffer.from("aa"),
        new ObjectId("000000000000000000000001"),
        false,
        true,
        new Date(-5),
        new Date(5),
        /a/,
        new MaxKey(),
      ];
      const shuffled = ordered
        .map((value, _id) => ({ _id: _id as never, value }))
        .sort((a, b) => ((a._id * 7) % 24) - ((b._id * 7) % 24));
      await values.insertMany(shuffled);
      const inOrder = ordered.map((_, i) => i);
      expect(idsOf(await values.find().sort({ value: 1, _id: 1 }).toArray())).toEqual(inOrder);
      await values.createIndex({ value: -1 });
      expect(idsOf(await values.find().sort({ value: 1 }).toArray())).toEqual(inOrder);
      expect(idsOf(await values.find().sort({ value: -1 }).toArray())).toEqual(inOrder.toReversed());
    });

    it("sorts arrays by their least element upwards and their greatest downwards", async () => {
      const products = contract().fresh();
      await products.insertMany([
        { _id: 1 as never, n: [5, 20] },
        { _id: 2 as never, n: 10 },
        { _id: 3 as never, n: [1, 7] },
        { _id: 4 as never, n: [] },
        { _id: 5 as never },
      ]);
      expect(idsOf(await products.find().sort({ n: 1 }).toArray())).toEqual([4, 5, 3, 1, 2]);
      expect(idsOf(await products.find().sort({ n: -1 }).toArray())).toEqual([1, 2, 3, 5, 4]);
    });

    it("pages by offset", async () => {
      const products = contract().fresh();
      await products.insertMany(Array.from({ length: 50 }, (_, i) => ({ _id: i as never, rank: i % 5 })));
      const page = await products.find().sort({ rank: -1, _id: 1 }).skip(8).limit(4).toArray();
      expect(idsOf(page)).toEqual([44, 49, 3, 8]);
    });

    it.each([{}, { price: 1, _id: 1 }])(
      "visits each document once when paging by the last key (index %o)",
      async (index) => {
        const products = contract().fresh();
        await products.insertMany(
          Array.from({ length: 97 }, (_, i) => ({
            _id: `p${String(i).padStart(3, "0")}` as never,
            price: (i * 31) % 10,
          })),
        );
        if (Object.keys(index).length > 0) await products.createIndex(index as Record<string, 1>);
        const seen: Document[] = [];
        for (;;) {
          const last = seen.at(-1);
          const after =
            last === undefined
              ? {}
              : { $or: [{ price: { $gt: last["price"] } }, { price: last["price"], _id: { $gt: last["_id"] } }] };
          const page = await products
            .find(after as Document)
            .sort({ price: 1, _id: 1 })
            .limit(10)
            .toArray();
          if (page.length === 0) break;
          seen.push(...page);
        }
        expect(seen).toEqual(await products.find().sort({ price: 1, _id: 1 }).toArray());
        expect(seen).toHaveLength(97);
      },
    );

    it("refuses orders other than 1 and -1", async () => {
      const { db, fresh } = contract();
      const find = { find: fresh().collectionName, sort: { a: 2 } };
      expect(await codeOf(db.command(find))).toBe(15975);
    });
  });

  describe("projection", () => {
    const stored = { _id: 1, a: 1, b: { c: 2, d: 3 }, list: [{ x: 1, y: 2 }, { x: 3 }, 5], n: [1, 2, 3, 4] };
    const CASES: [name: string, projection: Document, result: Document][] = [
      ["some fields", { a: 1 }, { _id: 1, a: 1 }],
      ["fields without the _id", { a: 1, _id: 0 }, { a: 1 }],
      ["all but some", { b: 0, list: 0, n: 0 }, { _id: 1, a: 1 }],
      ["all but the _id", { _id: 0 }, { a: 1, b: { c: 2, d: 3 }, list: stored.list, n: stored.n }],
      ["a path", { "b.c": 1 }, { _id: 1, b: { c: 2 } }],
      ["a path written as a document", { b: { d: 1 } }, { _id: 1, b: { d: 3 } }],
      ["a path through an array", { "list.x": 1 }, { _id: 1, list: [{ x: 1 }, { x: 3 }] }],
      ["all but a path through an array", { "list.x": 0, n: 0, b: 0 }, { _id: 1, a: 1, list: [{ y: 2 }, {}, 5] }],
      ["a path that is not there", { "a.z": 1 }, { _id: 1 }],
      ["$slice from the start", { n: { $slice: 2 }, b: 0, list: 0 }, { _id: 1, a: 1, n: [1, 2] }],
      ["$slice from the end", { n: { $slice: -1 }, a: 1 }, { _id: 1, a: 1, n: [4] }],
      ["$slice of a window", { n: { $slice: [1, 2] }, a: 1 }, { _id: 1, a: 1, n: [2, 3] }],
      ["$elemMatch", { list: { $elemMatch: { x: { $gt: 1 } } } }, { _id: 1, list: [{ x: 3 }] }],
      ["an expression", { a: 1, sum: { $add: ["$a", "$b.c"] } }, { _id: 1, a: 1, sum: 3 }],
      ["a renamed field", { c: "$b.c" }, { _id: 1, c: 2 }],
    ];

    it.each(CASES)("shows %s", async (_name, projection, result) => {
      const products = contract().fresh();
      await products.insertOne(structuredClone(stored) as never);
      expect(await products.find({}).project(projection).toArray()).toEqual([result]);
    });

    it("shows the element that matched by the positional $", async () => {
      const products = contract().fresh();
      await products.insertOne({ _id: 1 as never, items: [{ k: "a" }, { k: "b", v: 2 }] });
      const [found] = await products.find({ "items.k": "b" }).project({ "items.$": 1 }).toArray();
      expect(found).toEqual({ _id: 1, items: [{ k: "b", v: 2 }] });
    });

    it.each([
      ["inclusion mixed with exclusion", { a: 1, b: 0 }, 31254],
      ["exclusion mixed with inclusion", { a: 0, b: 1 }, 31253],
      ["paths inside each other", { b: 1, "b.c": 1 }, 31249],
    ])("refuses %s", async (_name, projection, code) => {
      expect(await codeOf(contract().fresh().find({}).project(projection).toArray())).toBe(code);
    });
  });

  describe("distinct", () => {
    it("gives each value once, elements of arrays included", async () => {
      const products = await filled();
      expect((await products.distinct("tags", { _id: { $lte: 5 as never } })).toSorted()).toEqual([
        "big",
        "blue",
        "green",
        "red",
      ]);
      expect((await products.distinct("items.sku")).toSorted()).toEqual(["a", "b"]);
      expect(await products.distinct("nothing")).toEqual([]);
    });
  });
}
