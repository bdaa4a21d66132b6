import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { encode } from "../bson/codec.ts";
import type { BsonDocument } from "../bson/values.ts";
import { Catalog } from "../storage/catalog.ts";
import type { Collection } from "../storage/collection.ts";
import { readIndexDefinition } from "../storage/index-definition.ts";
import { compileFilter } from "./compile-filter.ts";
import { findRecords } from "./find-records.ts";
import { planQuery } from "./plan-query.ts";
import { readSort } from "./read-sort.ts";

const directory = mkdtempSync(join(tmpdir(), "mongo-plan-"));
const catalog = new Catalog(directory);
let plain: Collection;
let indexed: Collection;

const VALUES: unknown[] = [0, 1, 2, 3, 2.5, "a", "b", null, true, [1, 3], ["a", 2], [], { x: 1 }];
const KEYS: BsonDocument[] = [
  { a: 1 },
  { b: -1 },
  { a: 1, b: -1 },
  { b: 1, a: 1, _id: 1 },
  { "d.x": 1 },
  { "d.x": -1, a: 1 },
  { "d.x": 1, "d.y": 1 },
];
const OPERATORS = ["$eq", "$gt", "$gte", "$lt", "$lte", "$ne"];
const SORTS: BsonDocument[] = [
  {},
  { a: 1 },
  { b: -1 },
  { a: 1, b: -1 },
  { a: -1, b: 1, _id: 1 },
  { "d.x": 1 },
  { b: 1, _id: -1 },
];

/** A generator that gives the same choices every time. */
let state = 42;
function choose<T>(from: readonly T[]): T {
  state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
  return from[(state >>> 8) % from.length]!;
}

beforeAll(() => {
  plain = catalog.findOrCreate("test", "plain");
  indexed = catalog.findOrCreate("test", "indexed");
  KEYS.forEach((key, i) => catalog.createIndex(indexed, readIndexDefinition({ key, name: `index_${i}` })));
  const partial = { key: { b: 1 }, name: "partial", partialFilterExpression: { a: 1 } };
  catalog.createIndex(indexed, readIndexDefinition(partial));
  catalog.createIndex(indexed, readIndexDefinition({ key: { a: 1, "d.x": 1 }, name: "sparse", sparse: true }));
  for (let _id = 0; _id < 250; _id++) {
    const document: BsonDocument = { _id };
    document["a"] = choose(VALUES);
    const b = choose(VALUES);
    if (!Array.isArray(document["a"]) || !Array.isArray(b)) document["b"] = b;
    if (!Array.isArray(document["a"]))
      document["d"] = choose([
        { x: choose(VALUES.slice(0, 8)) },
        [
          { x: 1, y: 2 },
          { x: 2, y: 1 },
        ],
        7,
        undefined,
      ]);
    for (const name of ["a", "b", "d"]) if (choose([0, 0, 0, 1]) === 1) delete document[name];
    for (const collection of [plain, indexed]) collection.insert(encode(document), document);
  }
});

afterAll(() => {
  catalog.close();
  rmSync(directory, { recursive: true });
});

function randomFilter(): BsonDocument {
  const condition = (): unknown =>
    choose([
      () => choose(VALUES),
      () => ({ [choose(OPERATORS)]: choose(VALUES) }),
      () => ({ $gte: choose([0, 1, 2]), $lt: choose([1, 2, 3]) }),
      () => ({ $in: [choose(VALUES), choose(VALUES), choose(VALUES)] }),
    ])();
  const filter: BsonDocument = {};
  for (const path of ["a", "b", "d.x", "d.y", "_id"])
    if (choose([0, 1]) === 1) filter[path] = path === "_id" ? { $lt: choose([50, 200]) } : condition();
  return choose([0, 1, 2]) === 0 ? { $and: [filter, { a: condition() }] } : filter;
}

it("finds the same documents in the same order with indexes as without", () => {
  let served = 0;
  for (let i = 0; i < 250; i++) {
    const specification = randomFilter();
    const sort = choose(SORTS);
    const total = Object.keys(sort).length === 0 ? sort : { ...sort, _id: sort["_id"] ?? 1 };
    const filter = compileFilter(specification);
    const query = { filter, sort: readSort(total), skip: choose([0, 3]), limit: choose([5, Infinity]) };
    const ids = (collection: Collection, window: typeof query): unknown[] =>
      [...findRecords(collection, window)].map((record) => Number(collection.load(record)["_id"]));
    const label = JSON.stringify({ specification, total });
    if (Object.keys(total).length > 0) expect(ids(indexed, query), label).toEqual(ids(plain, query));
    const all = { ...query, skip: 0, limit: Infinity };
    expect(new Set(ids(indexed, all)), label).toEqual(new Set(ids(plain, all)));
    expect(ids(indexed, all), label).toHaveLength(ids(plain, all).length);
    if (planQuery(indexed, filter, query.sort, query.limit).index !== undefined) served++;
  }
  expect(served).toBeGreaterThan(150);
});

it("looks only at what an index points to: by id, by a list of ids, by a unique handle, and for a page in order", () => {
  const shop = catalog.findOrCreate("test", "shop");
  catalog.createIndex(shop, readIndexDefinition({ key: { handle: 1 }, name: "handle", unique: true }));
  catalog.createIndex(shop, readIndexDefinition({ key: { status: 1, price: 1, _id: 1 }, name: "page" }));
  for (let i = 0; i < 2_000; i++) {
    const document = { _id: `p${i}`, handle: `h${i}`, status: i % 2 === 0 ? "on" : "off", price: i % 100 };
    shop.insert(encode(document), document);
  }
  const visits = (specification: BsonDocument, sort: BsonDocument, limit: number): number => {
    const filter = compileFilter(specification);
    let count = 0;
    const counting = { ...filter, matches: (document: BsonDocument) => (count++, filter.matches(document)) };
    const found = [...findRecords(shop, { filter: counting, sort: readSort(sort), limit })];
    expect(found.length).toBeGreaterThan(0);
    return count;
  };
  expect(visits({ _id: "p77" }, {}, 1)).toBe(1);
  expect(visits({ handle: "h77" }, {}, Infinity)).toBe(1);
  expect(visits({ _id: { $in: ["p1", "p5", "p1999", "none"] } }, {}, Infinity)).toBe(3);
  expect(visits({ status: "on", price: { $gte: 10 } }, { price: 1, _id: 1 }, 20)).toBe(20);
  expect(visits({ status: "on" }, { price: -1, _id: -1 }, 20)).toBe(20);
  expect(visits({ _id: { $gt: "p500" } }, { _id: 1 }, 10)).toBe(11); // the bound itself, and ten
});
