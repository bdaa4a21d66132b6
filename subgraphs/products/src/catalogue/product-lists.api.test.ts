import { afterAll, beforeAll, expect, it } from "vitest";
import { newId, type ShopId } from "#platform/ids/id.ts";
import { makeProduct, makeVariant } from "../testing/make-product.ts";
import { startTestProducts } from "../testing/start-test-products.ts";

const now = new Date("2026-11-20T10:00:00Z");
const shopId = newId("shop", now) as ShopId;

/** Thirty products in which every order has ties, so that only the id tells some apart; some have no price in EUR. */
const products = Array.from({ length: 30 }, (_, index) =>
  makeProduct({
    shopId,
    title: `${"ÅBC"[index % 3]} lamp`,
    createdAt: new Date(now.getTime() - (index % 7) * 1_000),
    variants: [
      makeVariant({
        prices:
          index % 10 === 0 ? [] : [{ currency: "EUR", minor: BigInt(1_000 + (index % 5) * 100), compareAtMinor: null }],
      }),
    ],
  }),
);

let test: Awaited<ReturnType<typeof startTestProducts>>;
beforeAll(async () => {
  test = await startTestProducts();
  await test.store(products);
});
afterAll(() => test.close());

interface List {
  totalCount: number;
  edges: { cursor: string; node: { id: string } }[];
  nodes: { id: string }[];
  pageInfo: { hasNextPage: boolean; hasPreviousPage: boolean; startCursor: string | null; endCursor: string | null };
}

const LIST =
  "{ totalCount edges { cursor node { id } } nodes { id } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } }";

async function list(args: string): Promise<List> {
  const { data, errors } = await test.graphql(`{ products(${args}) ${LIST} }`);
  expect(errors).toBeUndefined();
  return data!["products"] as List;
}

const QUERY = `filter: { query: "lamp", shop: "${shopId}" }`;
const ORDERS = ["NEWEST", "PRICE", "NAME", "BEST_SELLING", "RELEVANCE"].flatMap((sort) => [
  `${QUERY}, sort: ${sort}`,
  `${QUERY}, sort: ${sort}, reverse: true`,
]);

it.each(ORDERS)("walks a list forwards and backwards through the same products, each once: %s", async (order) => {
  const whole = (await list(`${order}, first: 100`)).nodes.map(({ id }) => id);
  expect(new Set(whole)).toEqual(new Set(products.map(({ id }) => id)));
  expect(whole).toHaveLength(30);

  const forwards: string[] = [];
  for (let after = ""; ;) {
    const page = await list(`${order}, first: 7${after}`);
    forwards.push(...page.nodes.map(({ id }) => id));
    expect(page.pageInfo.hasPreviousPage).toBe(after !== "");
    if (!page.pageInfo.hasNextPage) break;
    after = `, after: "${page.pageInfo.endCursor}"`;
  }
  expect(forwards).toEqual(whole);

  const backwards: string[] = [];
  for (let before = ""; ;) {
    const page = await list(`${order}, last: 7${before}`);
    backwards.unshift(...page.nodes.map(({ id }) => id));
    expect(page.pageInfo.hasNextPage).toBe(before !== "");
    if (!page.pageInfo.hasPreviousPage) break;
    before = `, before: "${page.pageInfo.startCursor}"`;
  }
  expect(backwards).toEqual(whole);
});

it("orders by price with those that have none at the end, by name without regard to accents, and newest first", async () => {
  const titleOf = new Map(products.map((product) => [product.id as string, product]));
  const inOrder = async (args: string) =>
    (await list(`${QUERY}, ${args}, first: 100`)).nodes.map(({ id }) => titleOf.get(id)!);

  const prices = (await inOrder("sort: PRICE")).map(({ variants }) => variants[0]!.prices[0]?.minor ?? null);
  const known = prices.filter((price) => price !== null);
  expect(known).toEqual(known.toSorted((left, right) => Number(left - right)));
  expect(prices.slice(-3)).toEqual([null, null, null]);

  const names = (await inOrder("sort: NAME")).map(({ title }) => title[0]);
  expect(names.join("")).toBe("Å".repeat(10) + "B".repeat(10) + "C".repeat(10));

  const times = (await inOrder("sort: NEWEST")).map(({ createdAt }) => createdAt.getTime());
  expect(times).toEqual(times.toSorted((left, right) => right - left));
});

it("has no gap and no duplicate while products are added in front, behind and at the cursor's own instant", async () => {
  const own = newId("shop", now) as ShopId;
  const at = (secondsAgo: number) =>
    makeProduct({ shopId: own, createdAt: new Date(now.getTime() - secondsAgo * 1_000) });
  const there = Array.from({ length: 12 }, (_, index) => at(index));
  await test.store(there);
  const seen: string[] = [];
  for (let after = ""; ;) {
    const page = await list(`filter: { shop: "${own}" }, first: 3${after}`);
    seen.push(...page.nodes.map(({ id }) => id));
    if (!page.pageInfo.hasNextPage) break;
    const last = there.findIndex(({ id }) => id === page.nodes.at(-1)!.id);
    await test.store([
      at(-60),
      ...(last === -1 ? [] : [makeProduct({ shopId: own, createdAt: there[last]!.createdAt })]),
    ]);
    after = `, after: "${page.pageInfo.endCursor}"`;
  }
  expect(new Set(seen).size).toBe(seen.length);
  expect(seen.filter((id) => there.some((product) => product.id === id))).toEqual(there.map(({ id }) => id));
});

it("gives an edge for each node, and cursors of nothing on an empty page", async () => {
  const page = await list("first: 2");
  expect(page.edges.map(({ node }) => node)).toEqual(page.nodes);
  expect([page.pageInfo.startCursor, page.pageInfo.endCursor]).toEqual(page.edges.map(({ cursor }) => cursor));
  const empty = await list('filter: { query: "unheard" }, first: 2');
  expect(empty).toEqual({
    totalCount: 0,
    edges: [],
    nodes: [],
    pageInfo: { hasNextPage: false, hasPreviousPage: false, startCursor: null, endCursor: null },
  });
});

it("leaves a product that has gone out of the page without losing or repeating any other", async () => {
  const own = newId("shop", now) as ShopId;
  const there = Array.from({ length: 5 }, (_, index) =>
    makeProduct({ shopId: own, createdAt: new Date(now.getTime() - index * 1_000) }),
  );
  await test.store(there);
  await test.documents.replace({ ...there[1]!, status: "ARCHIVED" }, 1, null);
  const first = await list(`filter: { shop: "${own}" }, first: 2`);
  const second = await list(`filter: { shop: "${own}" }, first: 3, after: "${first.pageInfo.endCursor}"`);
  expect([...first.nodes, ...second.nodes].map(({ id }) => id)).toEqual([0, 2, 3, 4].map((index) => there[index]!.id));
});

// Each stands for a place that no list of ours would have given out.
it.each([
  ["an instant that is none", ["NEWEST", "2026-02-31T00:00:00.000Z", products[0]!.id]],
  ["a year that PostgreSQL does not know", ["NEWEST", "0000-01-01T00:00:00.000Z", products[0]!.id]],
  ["a number for an instant", ["NEWEST", 5, products[0]!.id]],
  ["no id", ["NEWEST", "2026-02-01T00:00:00.000Z", null]],
  ["an id of another kind", ["NEWEST", "2026-02-01T00:00:00.000Z", shopId]],
  ["an order that is not there", ["UNKNOWN", "2026-02-01T00:00:00.000Z", products[0]!.id]],
])("refuses a forged cursor with %s", async (_, cursor) => {
  const after = Buffer.from(JSON.stringify(cursor)).toString("base64url");
  const { errors } = await test.graphql(`{ products(first: 1, sort: NEWEST, after: "${after}") { nodes { id } } }`);
  expect(errors).toEqual([expect.objectContaining({ message: "The cursor is not one of this list." })]);
});

it.each([
  ["PRICE", "99999999999999999999"],
  ["PRICE", "1; DROP TABLE stock_levels"],
  ["NAME", "a\u0000b"],
])("refuses a forged %s cursor at %j", async (sort, key) => {
  const after = Buffer.from(JSON.stringify([sort, key, products[0]!.id])).toString("base64url");
  const { errors } = await test.graphql(`{ products(first: 1, sort: ${sort}, after: "${after}") { nodes { id } } }`);
  expect(errors).toEqual([expect.objectContaining({ message: "The cursor is not one of this list." })]);
});
