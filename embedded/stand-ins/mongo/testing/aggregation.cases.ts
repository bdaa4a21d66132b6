import type { Collection, Document } from "mongodb";
import { ObjectId } from "mongodb";
import { describe, expect, it } from "vitest";
import type { ContractDatabase } from "./contract-database.ts";
import { codeOf } from "./contract-database.ts";

export const SALES: Document[] = [
  { _id: 1, shop: "a", amount: 10, tags: ["x", "y"], at: new Date("2026-01-05T10:00:00Z"), by: 1 },
  { _id: 2, shop: "b", amount: 20, tags: ["x"], at: new Date("2026-01-06T10:00:00Z"), by: 2 },
  { _id: 3, shop: "a", amount: 30, tags: [], at: new Date("2026-02-05T10:00:00Z"), by: 1 },
  { _id: 4, shop: "c", amount: "n/a", by: [1, 2] },
];

const PIPELINES: [name: string, pipeline: Document[], result: Document[]][] = [
  ["nothing but a match", [{ $match: { shop: "a" } }], [SALES[0]!, SALES[2]!]],
  [
    "$sort, $skip, $limit",
    [{ $sort: { _id: -1 } }, { $skip: 1 }, { $limit: 2 }, { $project: { shop: 1 } }],
    [
      { _id: 3, shop: "a" },
      { _id: 2, shop: "b" },
    ],
  ],
  [
    "$limit before $match",
    [{ $sort: { _id: 1 } }, { $limit: 2 }, { $match: { shop: "a" } }, { $project: { _id: 1 } }],
    [{ _id: 1 }],
  ],
  [
    "$group with accumulators",
    [
      {
        $group: {
          _id: "$shop",
          sum: { $sum: "$amount" },
          avg: { $avg: "$amount" },
          min: { $min: "$amount" },
          max: { $max: "$amount" },
          n: { $sum: 1 },
          count: { $count: {} },
        },
      },
      { $sort: { _id: 1 } },
    ],
    [
      { _id: "a", sum: 40, avg: 20, min: 10, max: 30, n: 2, count: 2 },
      { _id: "b", sum: 20, avg: 20, min: 20, max: 20, n: 1, count: 1 },
      { _id: "c", sum: 0, avg: null, min: "n/a", max: "n/a", n: 1, count: 1 },
    ],
  ],
  [
    "$group with lists, in order",
    [
      { $sort: { _id: 1 } },
      {
        $group: {
          _id: null,
          first: { $first: "$shop" },
          last: { $last: "$shop" },
          all: { $push: "$shop" },
          tags: { $push: "$tags" },
        },
      },
    ],
    [{ _id: null, first: "a", last: "c", all: ["a", "b", "a", "c"], tags: [["x", "y"], ["x"], []] }],
  ],
  [
    "$group by a document",
    [
      { $match: { _id: { $lte: 2 } } },
      { $group: { _id: { shop: "$shop", month: { $month: "$at" } } } },
      { $sort: { "_id.shop": 1 } },
    ],
    [{ _id: { shop: "a", month: 1 } }, { _id: { shop: "b", month: 1 } }],
  ],
  [
    "$project with expressions",
    [
      { $match: { _id: 1 } },
      {
        $project: {
          _id: 0,
          twice: { $multiply: ["$amount", 2] },
          size: { $size: "$tags" },
          label: { $concat: ["$shop", "-", { $toUpper: "$shop" }] },
        },
      },
    ],
    [{ twice: 20, size: 2, label: "a-A" }],
  ],
  [
    "$set and $unset",
    [
      { $match: { _id: 3 } },
      { $set: { "extra.deep": { $cond: [{ $gt: ["$amount", 5] }, "big", "small"] }, amount: "$$REMOVE" } },
      { $unset: ["tags", "at", "by"] },
    ],
    [{ _id: 3, shop: "a", extra: { deep: "big" } }],
  ],
  [
    "$unwind",
    [{ $unwind: "$tags" }, { $project: { tags: 1 } }, { $sort: { _id: 1, tags: 1 } }],
    [
      { _id: 1, tags: "x" },
      { _id: 1, tags: "y" },
      { _id: 2, tags: "x" },
    ],
  ],
  [
    "$unwind that keeps the empty",
    [
      { $unwind: { path: "$tags", includeArrayIndex: "i", preserveNullAndEmptyArrays: true } },
      { $project: { tags: 1, i: 1 } },
      { $sort: { _id: 1, i: 1 } },
    ],
    [
      { _id: 1, tags: "x", i: 0 },
      { _id: 1, tags: "y", i: 1 },
      { _id: 2, tags: "x", i: 0 },
      { _id: 3, i: null },
      { _id: 4, i: null },
    ],
  ],
  [
    "$replaceRoot",
    [{ $match: { _id: 2 } }, { $replaceRoot: { newRoot: { $mergeObjects: [{ shop: "?" }, { was: "$_id" }] } } }],
    [{ shop: "?", was: 2 }],
  ],
  ["$count", [{ $match: { shop: "a" } }, { $count: "n" }], [{ n: 2 }]],
  ["$count of nothing", [{ $match: { shop: "z" } }, { $count: "n" }], []],
  [
    "$sortByCount",
    [{ $match: { _id: { $lte: 3 } } }, { $sortByCount: "$shop" }],
    [
      { _id: "a", count: 2 },
      { _id: "b", count: 1 },
    ],
  ],
  [
    "$bucket",
    [
      {
        $bucket: {
          groupBy: "$amount",
          boundaries: [0, 15, 25],
          default: "other",
          output: { n: { $sum: 1 }, ids: { $push: "$_id" } },
        },
      },
    ],
    [
      { _id: 0, n: 1, ids: [1] },
      { _id: 15, n: 1, ids: [2] },
      { _id: "other", n: 2, ids: [3, 4] },
    ],
  ],
  [
    "$facet",
    [
      { $match: { shop: { $in: ["a", "b"] } } },
      {
        $facet: {
          total: [{ $count: "n" }],
          shops: [{ $group: { _id: "$shop" } }, { $sort: { _id: 1 } }],
          none: [{ $match: { _id: 99 } }],
        },
      },
    ],
    [{ total: [{ n: 3 }], shops: [{ _id: "a" }, { _id: "b" }], none: [] }],
  ],
  [
    "$filter, $map and $reduce",
    [
      { $match: { _id: 1 } },
      {
        $project: {
          _id: 0,
          tags: {
            $map: {
              input: { $filter: { input: "$tags", as: "t", cond: { $ne: ["$$t", "x"] } } },
              as: "t",
              in: { $concat: ["$$t", "!"] },
            },
          },
          n: { $reduce: { input: [1, 2, 3], initialValue: 0, in: { $add: ["$$value", "$$this"] } } },
        },
      },
    ],
    [{ tags: ["y!"], n: 6 }],
  ],
  [
    "missing and null told apart",
    [
      { $match: { _id: 4 } },
      { $project: { _id: 0, isNull: { $eq: ["$at", null] }, kind: { $ifNull: ["$at", "none"] } } },
    ],
    [{ isNull: false, kind: "none" }],
  ],
  [
    "$switch and $in",
    [
      { $match: { _id: { $lte: 2 } } },
      {
        $project: {
          size: { $switch: { branches: [{ case: { $in: ["y", "$tags"] }, then: "has y" }], default: "no y" } },
        },
      },
      { $sort: { _id: 1 } },
    ],
    [
      { _id: 1, size: "has y" },
      { _id: 2, size: "no y" },
    ],
  ],
  [
    "$dateToString",
    [{ $match: { _id: 1 } }, { $project: { _id: 0, day: { $dateToString: { date: "$at", format: "%Y-%m-%d" } } } }],
    [{ day: "2026-01-05" }],
  ],
];

const REFUSED: [name: string, pipeline: unknown[], code: number][] = [
  ["an unknown stage", [{ $foo: {} }], 40324],
  ["a stage with two names", [{ $match: {}, $limit: 1 }], 40323],
  ["an empty stage", [{}], 40323],
  ["a scalar for a stage", [1], 14],
  ["a limit of zero", [{ $limit: 0 }], 15958],
  ["$group without _id", [{ $group: { n: { $sum: 1 } } }], 15955],
  ["an unknown accumulator", [{ $group: { _id: null, n: { $foo: 1 } } }], 15952],
  ["an unknown expression", [{ $group: { _id: { $foo: 1 } } }], 168],
  ["an expression with two operators", [{ $group: { _id: { $add: [1], $sum: [1] } } }], 15983],
  ["an unknown expression in a projection", [{ $project: { a: { $foo: 1 } } }], 31325],
  ["an empty projection", [{ $project: {} }], 51272],
  ["an unwind without a dollar", [{ $unwind: "tags" }], 28818],
  ["an unknown operator in a match", [{ $match: { a: { $foo: 1 } } }], 2],
  ["a count without a name", [{ $count: "" }], 40157],
];

export function defineAggregationCases(contract: () => ContractDatabase): void {
  async function filled(): Promise<Collection<Document>> {
    const sales = contract().fresh();
    await sales.insertMany(structuredClone(SALES));
    return sales;
  }

  describe("aggregation", () => {
    it.each(PIPELINES)("computes %s", async (_name, pipeline, result) => {
      expect(await (await filled()).aggregate(pipeline).toArray()).toEqual(result);
    });

    it.each(REFUSED)("refuses %s, on an empty collection, too", async (_name, pipeline, code) => {
      const { db, fresh } = contract();
      expect(await codeOf(db.command({ aggregate: fresh().collectionName, pipeline, cursor: {} }))).toBe(code);
    });

    it("wants a cursor", async () => {
      const { db, fresh } = contract();
      expect(await codeOf(db.command({ aggregate: fresh().collectionName, pipeline: [] }))).toBe(9);
    });

    it("reads in batches", async () => {
      const numbers = contract().fresh();
      await numbers.insertMany(Array.from({ length: 300 }, (_, i) => ({ _id: i as never })));
      const doubled = await numbers
        .aggregate([{ $set: { n: { $multiply: ["$_id", 2] } } }, { $sort: { n: 1 } }], { batchSize: 70 })
        .toArray();
      expect(doubled.map(({ n }) => n as number)).toEqual(Array.from({ length: 300 }, (_, i) => i * 2));
    });

    it("groups by ids and dates as values", async () => {
      const things = contract().fresh();
      const owner = new ObjectId();
      await things.insertMany([
        { owner, at: new Date(5) },
        { owner: new ObjectId(owner.toHexString()), at: new Date(5) },
      ]);
      expect(
        await things.aggregate([{ $group: { _id: { o: "$owner", a: "$at" }, n: { $sum: 1 } } }]).toArray(),
      ).toEqual([{ _id: { o: owner, a: new Date(5) }, n: 2 }]);
    });
  });
}
