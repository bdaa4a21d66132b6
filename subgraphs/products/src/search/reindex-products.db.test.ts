import { afterAll, beforeAll, expect, it } from "vitest";
import { createProjectProducts } from "../catalogue/project-products.ts";
import { toListedProduct } from "../catalogue/to-listed-product.ts";
import { makeProduct } from "../testing/make-product.ts";
import { startTestProducts } from "../testing/start-test-products.ts";
import { createReindexProducts, type ReindexProgress } from "./reindex-products.ts";

let test: Awaited<ReturnType<typeof startTestProducts>>;
beforeAll(async () => {
  test = await startTestProducts();
});
afterAll(() => test.close());

const now = () => new Date("2026-11-20T10:00:00Z");

function createReindex() {
  const projectProducts = createProjectProducts({
    db: test.database,
    documents: test.documents,
    categories: { findByIds: () => Promise.resolve(new Map()) },
    cache: { drop: () => Promise.resolve() },
    now,
  });
  const { database, documents } = test;
  return createReindexProducts({
    db: database,
    documents,
    listings: database.listings,
    words: database.searchWords,
    projectProducts,
  });
}

const listed = async () =>
  (await test.pool.query<{ product_id: string; title: string }>("SELECT product_id, title FROM product_listings")).rows;
const wordsOf = async () =>
  (await test.pool.query<{ word: string; products: number }>("SELECT word, products FROM search_words ORDER BY word"))
    .rows;

it("lists what documents say: what is missing comes, what is outdated changes, what has no document goes, and stock stays", async () => {
  const products = Array.from({ length: 250 }, (_, index) => makeProduct({ title: `Lamp ${index}` }));
  const draft = makeProduct({ title: "Draft", status: "DRAFT" });
  await test.store([...products, draft], { available: 7 });
  const [outdated, missing] = products as [(typeof products)[0], (typeof products)[0]];
  const orphan = makeProduct({ title: "Orphan" });
  await test.database.transaction(async ({ listings }) => {
    const rows = [{ ...outdated, title: "Wrong" }, orphan, { ...draft, status: "ACTIVE" as const }];
    await listings.save(rows.map((product) => toListedProduct(product, new Map())));
    await listings.remove([missing.id]);
  });

  const steps: ReindexProgress[] = [];
  expect(await createReindex()(null, (step) => steps.push(step))).toBe(251);

  const rows = await listed();
  expect(new Map(rows.map(({ product_id, title }) => [product_id, title]))).toEqual(
    new Map(products.map(({ id, title }) => [id, title])),
  );
  expect(steps.map(({ done }) => done)).toEqual([200, 251]);
  expect(await wordsOf()).toEqual([{ word: "lamp", products: 250 }]);
  const { rows: stock } = await test.pool.query(
    "SELECT count(*)::int AS levels, sum(available)::int AS units FROM stock_levels",
  );
  expect(stock).toEqual([{ levels: 251, units: 251 * 7 }]);
});

it("goes on where it stopped, and comes to the same the second time", async () => {
  const before = await listed();
  const ids = before.map(({ product_id }) => product_id).sort();
  const steps: ReindexProgress[] = [];
  await createReindex()(ids[199]!, (step) => steps.push(step));
  expect(steps).toHaveLength(1);
  expect(steps[0]!.done).toBeGreaterThanOrEqual(50);
  expect(new Set((await listed()).map(({ product_id }) => product_id))).toEqual(new Set(ids));
});

it("never takes a row away while it writes it anew", async () => {
  const count = async () => Number((await test.pool.query("SELECT count(*) FROM product_listings")).rows[0].count);
  const there = await count();
  const seen: number[] = [];
  let isOver = false;
  const watch = (async () => {
    while (!isOver) seen.push(await count());
  })();
  await createReindex()(null, () => {});
  isOver = true;
  await watch;
  expect(seen.length).toBeGreaterThan(0);
  expect(new Set(seen)).toEqual(new Set([there]));
});
