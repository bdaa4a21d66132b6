import type { Document } from "mongodb";
import { Int32, Long } from "mongodb";
import { describe, expect, it } from "vitest";
import type { ContractDatabase } from "./contract-database.ts";
import { codeOf } from "./contract-database.ts";

/** Document, update, options (with the filter if it is not by id), and what becomes of it. */
const UPDATES: [
  name: string,
  before: Document,
  update: Document | Document[],
  after: Document,
  filter?: Document | undefined,
  arrayFilters?: Document[],
][] = [
  ["$set", { a: 1 }, { $set: { a: 2, b: { c: 1 } } }, { a: 2, b: { c: 1 } }],
  ["$set on a path that is not there", {}, { $set: { "a.b.c": 1 } }, { a: { b: { c: 1 } } }],
  ["$set beyond the end of an array", { a: [1] }, { $set: { "a.3": 4 } }, { a: [1, null, null, 4] }],
  ["$set of a position", { a: [1, 2] }, { $set: { "a.0": 9 } }, { a: [9, 2] }],
  ["$unset", { a: 1, b: { c: 1, d: 2 } }, { $unset: { a: "", "b.c": "", z: "" } }, { b: { d: 2 } }],
  ["$unset in an array, which leaves null", { a: [1, 2, 3] }, { $unset: { "a.1": "" } }, { a: [1, null, 3] }],
  ["$inc", { n: 1, x: 0.5 }, { $inc: { n: 4, x: 1, fresh: -2 } }, { n: 5, x: 1.5, fresh: -2 }],
  ["$mul", { n: 3 }, { $mul: { n: 2.5, missing: 7 } }, { n: 7.5, missing: 0 }],
  [
    "$min and $max",
    { low: 5, high: 5 },
    { $min: { low: 3, high: 9 }, $max: { "new.max": 1 } },
    { low: 3, high: 5, new: { max: 1 } },
  ],
  [
    "$rename",
    { old: 1, deep: { x: 2 } },
    { $rename: { old: "new", "deep.x": "y", none: "z" } },
    { deep: {}, new: 1, y: 2 },
  ],
  ["$push", { a: [1] }, { $push: { a: 2, b: "first" } }, { a: [1, 2], b: ["first"] }],
  ["$push with modifiers", { a: [5, 1] }, { $push: { a: { $each: [3, 9], $sort: -1, $slice: 3 } } }, { a: [9, 5, 3] }],
  ["$push at a place", { a: [1, 2] }, { $push: { a: { $each: [8, 9], $position: 1 } } }, { a: [1, 8, 9, 2] }],
  [
    "$push sorted by a field",
    { a: [{ n: 2 }] },
    { $push: { a: { $each: [{ n: 1 }], $sort: { n: 1 } } } },
    { a: [{ n: 1 }, { n: 2 }] },
  ],
  ["$push keeping the last", { a: [1, 2, 3] }, { $push: { a: { $each: [4], $slice: -2 } } }, { a: [3, 4] }],
  [
    "$addToSet",
    { a: [1, { x: 1 }] },
    { $addToSet: { a: { $each: [1, { x: 1 }, 2, 2] }, b: 1 } },
    { a: [1, { x: 1 }, 2], b: [1] },
  ],
  ["$pull of a value", { a: [1, 2, 1] }, { $pull: { a: 1, none: 1 } }, { a: [2] }],
  ["$pull by condition", { a: [1, 5, 9] }, { $pull: { a: { $gte: 5 } } }, { a: [1] }],
  [
    "$pull of documents",
    { a: [{ k: 1, v: 1 }, { k: 2, v: 9 }, 3] },
    { $pull: { a: { k: 1 } } },
    { a: [{ k: 2, v: 9 }, 3] },
  ],
  ["$pullAll", { a: [1, 2, 3, 2] }, { $pullAll: { a: [2, 3] } }, { a: [1] }],
  ["$pop at both ends", { a: [1, 2, 3], b: [1, 2, 3] }, { $pop: { a: 1, b: -1 } }, { a: [1, 2], b: [2, 3] }],
  [
    "the positional $",
    { a: [{ k: 1 }, { k: 2, n: 1 }] },
    { $inc: { "a.$.n": 5 } },
    { a: [{ k: 1 }, { k: 2, n: 6 }] },
    { "a.k": 2 },
  ],
  ["the positional $ on values", { a: [3, 7, 7] }, { $set: { "a.$": 0 } }, { a: [3, 0, 7] }, { a: 7 }],
  [
    "the positional $ of $elemMatch",
    {
      a: [
        { k: 1, n: 1 },
        { k: 1, n: 2 },
      ],
    },
    { $set: { "a.$.n": 9 } },
    {
      a: [
        { k: 1, n: 1 },
        { k: 1, n: 9 },
      ],
    },
    { a: { $elemMatch: { k: 1, n: 2 } } },
  ],
  ["$[] on all elements", { a: [{ n: 1 }, { n: 2 }] }, { $inc: { "a.$[].n": 1 } }, { a: [{ n: 2 }, { n: 3 }] }],
  [
    "$[name] on some",
    { a: [1, 5, 9] },
    { $set: { "a.$[big]": 0 } },
    { a: [1, 0, 0] },
    undefined,
    [{ big: { $gte: 5 } }],
  ],
  [
    "$[name] by a field, nested",
    {
      a: [
        { k: 1, b: [1, 2] },
        { k: 2, b: [1, 2] },
      ],
    },
    { $set: { "a.$[x].b.$[y]": 0 } },
    {
      a: [
        { k: 1, b: [1, 2] },
        { k: 2, b: [1, 0] },
      ],
    },
    undefined,
    [{ "x.k": 2 }, { y: { $gt: 1 } }],
  ],
  ["new fields in order of their names", {}, { $set: { b: 1, a: 2 }, $inc: { aa: 3 } }, { a: 2, aa: 3, b: 1 }],
  ["a pipeline", { a: 2, b: 3 }, [{ $set: { sum: { $add: ["$a", "$b"] } } }, { $unset: "b" }], { a: 2, sum: 5 }],
];

const REFUSED: [name: string, update: Document | Document[], code: number, arrayFilters?: Document[]][] = [
  ["two operators on one path", { $set: { n: 1 }, $inc: { n: 1 } }, 40],
  ["operators on a path and a part of it", { $set: { "o.x": 1 }, $unset: { o: "" } }, 40],
  ["$rename onto a path that is set", { $rename: { n: "o" }, $set: { o: 1 } }, 40],
  ["an unknown operator", { $foo: { n: 1 } }, 9],
  ["an operator without fields", { $set: 5 }, 9],
  ["$inc by a string", { $inc: { n: "1" } }, 14],
  ["$inc of a string", { $inc: { text: 1 } }, 14],
  ["$inc of null", { $inc: { nothing: 1 } }, 14],
  ["$mul of a string", { $mul: { text: 2 } }, 14],
  ["$mul of an array", { $mul: { list: 2 } }, 14],
  ["a change of _id", { $set: { _id: 2 } }, 66],
  ["an increment of _id", { $inc: { _id: 1 } }, 66],
  ["taking _id away", { $unset: { _id: "" } }, 66],
  ["$push to a scalar", { $push: { n: 1 } }, 2],
  ["$addToSet to a scalar", { $addToSet: { n: 1 } }, 2],
  ["$pull from a scalar", { $pull: { n: 1 } }, 2],
  ["$pop by two", { $pop: { list: 2 } }, 9],
  ["$pop from a scalar", { $pop: { n: 1 } }, 14],
  ["a path through a scalar", { $set: { "n.x": 1 } }, 28],
  ["a name in an array", { $set: { "list.x": 1 } }, 28],
  ["an empty path", { $set: { "": 1 } }, 56],
  ["a path with an empty part", { $set: { "o..x": 1 } }, 56],
  ["a field with a dollar", { $set: { "o.$x": 1 } }, 52],
  ["the positional $ without a match", { $set: { "list.$": 1 } }, 2],
  ["$[] on a scalar", { $set: { "n.$[]": 1 } }, 2],
  ["$[name] without its filter", { $set: { "list.$[x]": 1 } }, 2],
  ["a filter without its $[name]", { $set: { n: 1 } }, 9, [{ x: 1 }]],
  ["$rename to itself", { $rename: { n: "n" } }, 2],
  ["an int64 that overflows", { $inc: { huge: 1 } }, 2],
];

export function defineUpdateCases(contract: () => ContractDatabase): void {
  describe("updates", () => {
    it.each(UPDATES)("applies %s", async (_name, before, update, after, filter = {}, arrayFilters = undefined) => {
      const products = contract().fresh();
      await products.insertOne({ _id: 1 as never, ...structuredClone(before) });
      const options = arrayFilters === undefined ? {} : { arrayFilters };
      const result = await products.updateOne({ _id: 1 as never, ...filter }, update, options);
      expect(result).toMatchObject({ matchedCount: 1, modifiedCount: 1, upsertedCount: 0 });
      const found = await products.findOne();
      expect(found).toEqual({ _id: 1, ...after });
      expect(Object.keys(found ?? {})).toEqual(["_id", ...Object.keys(after)]);
    });

    it.each(REFUSED)("refuses %s and changes nothing", async (_name, update, code, arrayFilters = undefined) => {
      const products = contract().fresh();
      const before = { _id: 1, n: 1, text: "t", nothing: null, list: [1], o: {}, huge: Long.MAX_VALUE };
      await products.insertOne({ ...before } as never);
      const options = arrayFilters === undefined ? {} : { arrayFilters };
      expect(await codeOf(products.updateOne({ _id: 1 as never }, update, options))).toBe(code);
      expect(await products.findOne({}, { promoteLongs: false, promoteValues: true })).toEqual(before);
    });

    it("says that nothing was modified when nothing changes", async () => {
      const products = contract().fresh();
      await products.insertOne({ _id: 1 as never, a: 1, b: 1 });
      const result = await products.updateOne({ _id: 1 as never }, { $set: { a: 1 }, $max: { b: 0 } });
      expect(result).toMatchObject({ matchedCount: 1, modifiedCount: 0 });
      expect(await products.updateOne({ _id: 2 as never }, { $set: { a: 1 } })).toMatchObject({
        matchedCount: 0,
        modifiedCount: 0,
      });
    });

    it("updates many, and each only once although the change moves it in the index", async () => {
      const products = contract().fresh();
      await products.createIndex({ n: 1 });
      await products.insertMany(Array.from({ length: 500 }, (_, i) => ({ n: i })));
      expect(await products.updateMany({ n: { $gte: 0 } }, { $inc: { n: 1000 } })).toMatchObject({
        matchedCount: 500,
        modifiedCount: 500,
      });
      expect(await products.countDocuments({ n: { $gte: 1000, $lt: 1500 } })).toBe(500);
    });

    it("keeps the type of numbers: int32 grows to int64, and only then", async () => {
      const products = contract().fresh();
      await products.insertOne({
        _id: 1 as never,
        small: new Int32(1),
        edge: new Int32(2147483647),
        long: Long.fromInt(1),
      });
      await products.updateOne({}, { $inc: { small: 1, edge: 1, long: 1 } });
      const found = await products.findOne({}, { promoteValues: false });
      expect(found).toEqual({
        _id: new Int32(1),
        small: new Int32(2),
        edge: Long.fromNumber(2147483648),
        long: Long.fromInt(2),
      });
    });

    it("sets dates of its own clock", async () => {
      const products = contract().fresh();
      await products.insertOne({ _id: 1 as never });
      await products.updateOne({}, { $currentDate: { at: { $type: "date" }, also: { $type: "date" } } });
      const found = await products.findOne();
      expect(found?.["at"]).toBeInstanceOf(Date);
      expect(found?.["also"]).toBeInstanceOf(Date);
    });

    it("refuses a replacement with operators, for many, or with another _id", async () => {
      const { db, fresh } = contract();
      const products = fresh();
      await products.insertOne({ _id: 1 as never, a: 1 });
      const update = (u: Document, multi = false): Promise<unknown> =>
        db.command({ update: products.collectionName, updates: [{ q: {}, u, multi }] }).then((reply) => {
          const [error] = (reply["writeErrors"] as { code: number }[] | undefined) ?? [];
          return error?.code;
        });
      expect(await update({ a: 1, $set: { b: 1 } })).toBe(52);
      expect(await update({ $set: { b: 1 }, a: 1 })).toBe(9);
      expect(await update({ b: 1 }, true)).toBe(9);
      expect(await update({ _id: 2, b: 1 })).toBe(66);
      expect(await products.find().toArray()).toEqual([{ _id: 1, a: 1 }]);
    });
  });
}
