import { afterAll, expect, it } from "vitest";
import { newId } from "#platform/ids/id.ts";
import { countQueries } from "#platform/testing/count-queries.ts";
import { cloneTestDatabase } from "#platform/testing/test-database.ts";
import { makeProduct, makeVariant } from "../testing/make-product.ts";
import { openTestDatabase } from "../testing/open-test-database.ts";
import { findUnbalancedLevels, readMovements, readVariantEvents } from "../testing/read-movements.ts";
import { readStock } from "../testing/read-stock.ts";
import { storeProducts } from "../testing/store-product.ts";
import { createAdjustInventory } from "./adjust-inventory.ts";
import { commitStock } from "./commit-stock.ts";
import { createExpireHolds } from "./expire-holds.ts";
import { createHoldStock } from "./hold-stock.ts";
import { releaseStock } from "./release-stock.ts";
import { holdIdOf, type StockLine } from "./stock.ts";

const FIFTEEN_MINUTES = 900_000;
const AT_ONCE = -1; // over when it begins
const url = await cloneTestDatabase("products");
const db = await openTestDatabase({ url, connections: 20 });
afterAll(() => db.close());

const now = () => new Date();
const holdStock = createHoldStock({ db });
const expireHolds = createExpireHolds({ db });
const adjustInventory = createAdjustInventory({ db, now });
const newOrderId = () => newId("ord", now());
const hold = (orderId: string, lines: StockLine[], expiresInMs = FIFTEEN_MINUTES) =>
  holdStock({ holdId: holdIdOf(orderId), lines, expiresInMs });
const release = (orderId: string) => db.transaction((store) => releaseStock(store, holdIdOf(orderId)));
const commit = (orderId: string, lines: StockLine[]) =>
  db.transaction((store) => commitStock(store, { orderId, lines }));

async function aProduct(available: number, variants = 1) {
  const product = makeProduct({ variants: Array.from({ length: variants }, () => makeVariant()) });
  await storeProducts(db, [product], { available });
  const lines = product.variants.map(({ id: variantId }) => ({ variantId, quantity: 1 }));
  return { product, lines, variantId: product.variants[0]!.id };
}

const member = (shopId: string) => ({
  viewer: {
    kind: "user" as const,
    userId: newId("user", now()),
    sessionId: newId("sess", now()),
    scopes: [],
    memberships: [{ shopId: shopId as `shop_${string}`, roles: ["CATALOG" as const] }],
  },
  client: { address: null, userAgent: null },
  requestId: "test",
});

it("leaves a movement of every change: first stock, hold, release, expiry, sale, late sale", async () => {
  const { variantId } = await aProduct(9);
  const lines = [{ variantId, quantity: 2 }];
  const [released, expired, sold] = [newOrderId(), newOrderId(), newOrderId()];
  await hold(released, lines);
  await release(released);
  await hold(expired, lines, AT_ONCE);
  await expireHolds();
  await hold(sold, lines);
  await commit(sold, lines);
  await commit(expired, lines);
  await commit(expired, lines);
  expect(await readMovements(db.pool, variantId)).toEqual([
    ["INITIAL", 9, 0, 0],
    ["HELD", -2, 2, 0],
    ["RELEASED", 2, -2, 0],
    ["HELD", -2, 2, 0],
    ["EXPIRED", 2, -2, 0],
    ["HELD", -2, 2, 0],
    ["SOLD", 0, -2, 2],
    ["SOLD_LATE", -2, 0, 2],
  ]);
  const { rows } = await db.pool.query("SELECT DISTINCT reference FROM stock_movements WHERE variant_id = $1", [
    variantId,
  ]);
  expect(new Set(rows.map(({ reference }) => reference as string | null))).toEqual(
    new Set([null, holdIdOf(released), holdIdOf(expired), holdIdOf(sold)]),
  );
});

it("holds, gives back and sells fifty lines by as many statements as one", async () => {
  const costs = async (variants: number) => {
    const { lines } = await aProduct(100, variants);
    const [sold, released] = [newOrderId(), newOrderId()];
    return {
      hold: await countQueries(url, () => hold(sold, lines)),
      commit: await countQueries(url, () => commit(sold, lines)),
      again: await countQueries(url, () => hold(released, lines)),
      release: await countQueries(url, () => release(released)),
    };
  };
  const forOne = await costs(1);
  expect(await costs(50)).toEqual(forOne);
  // BEGIN and COMMIT are two of them. Movements cost none.
  expect(forOne).toEqual({ hold: 7, commit: 10, again: 7, release: 9 });
});

it("tells once that a variant is low, again after it has been above, and that it is back after there was none", async () => {
  const { product, variantId } = await aProduct(7);
  const low = () => readVariantEvents(db.pool, "products.low-stock.v1", variantId);
  const back = () => readVariantEvents(db.pool, "products.back-in-stock.v1", variantId);
  const orders = [newOrderId(), newOrderId(), newOrderId()] as const;

  await hold(orders[0], [{ variantId, quantity: 1 }]);
  expect(await low()).toEqual([]);
  await hold(orders[1], [{ variantId, quantity: 1 }]);
  const told = {
    variantId,
    productId: product.id,
    shopId: product.shopId,
    title: product.title,
    variantTitle: "Standard",
    sku: product.variants[0]!.sku,
  };
  expect(await low()).toEqual([{ ...told, available: 5, threshold: 5 }]);
  await hold(orders[2], [{ variantId, quantity: 5 }]);
  expect(await low()).toHaveLength(1);
  expect(await back()).toEqual([]);

  await release(orders[2]);
  expect(await back()).toEqual([{ ...told, available: 5 }]);
  await release(orders[1]);
  expect(await low()).toHaveLength(1);
  await hold(newOrderId(), [{ variantId, quantity: 6 }]);
  expect(await low()).toHaveLength(2);
  expect(await back()).toHaveLength(1);
});

it("tells once of a variant that many callers make low at the same time", async () => {
  const { variantId } = await aProduct(15);
  await Promise.all(Array.from({ length: 15 }, () => hold(newOrderId(), [{ variantId, quantity: 1 }])));
  expect(await readVariantEvents(db.pool, "products.low-stock.v1", variantId)).toHaveLength(1);
});

it("keeps levels the sums of their movements through any mix of operations that run at once", async () => {
  const { product, lines } = await aProduct(20, 4);
  const actor = member(product.shopId);
  let seed = 20261125;
  const random = (below: number) => {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((seed / 2_147_483_648) * below);
  };
  const orders: { orderId: string; lines: StockLine[] }[] = [];
  const operations = [
    async () => {
      const order = { orderId: newOrderId(), lines: lines.map((line) => ({ ...line, quantity: 1 + random(3) })) };
      orders.push(order);
      await hold(order.orderId, order.lines, random(3) === 0 ? AT_ONCE : FIFTEEN_MINUTES);
    },
    async () => {
      const order = orders[random(orders.length)];
      if (order) await commit(order.orderId, order.lines);
    },
    async () => {
      const order = orders[random(orders.length)];
      if (order) await release(order.orderId);
    },
    async () => void (await expireHolds()),
    async () => {
      const changes = lines.map(({ variantId }) => ({
        variantId,
        delta: random(2) === 0 ? 1 + random(5) : -1 - random(4),
      }));
      await adjustInventory(actor, { idempotencyKey: newOrderId(), reason: "CORRECTION", changes });
    },
  ];
  for (let round = 0; round < 20; round++) {
    await Promise.all(Array.from({ length: 8 }, () => operations[random(operations.length)]!()));
  }
  expect(orders.length).toBeGreaterThan(10);
  expect(await findUnbalancedLevels(db.pool)).toEqual([]);
  const unfinished = await db.pool.query(
    `SELECT 1 FROM stock_levels AS level WHERE reserved <> (
       SELECT COALESCE(sum(quantity), 0) FROM stock_hold_lines JOIN stock_holds ON id = hold_id
       WHERE status = 'HELD' AND stock_hold_lines.variant_id = level.variant_id)`,
  );
  expect(unfinished.rows).toEqual([]);
});

it("gives one unit to one of two hundred, and of a hundred variants with ten units each every unit once", async () => {
  const { variantId } = await aProduct(1);
  const forOne = await Promise.all(Array.from({ length: 200 }, () => hold(newOrderId(), [{ variantId, quantity: 1 }])));
  expect(forOne.filter(({ kind }) => kind === "known")).toHaveLength(1);

  const { lines } = await aProduct(10, 100);
  // 12 rounds over all variants, 10 variants a hold: 120 units wanted of every 100 that there are.
  const wanted = Array.from({ length: 120 }, (_, index) =>
    Array.from({ length: 10 }, (_unused, offset) => lines[(index * 10 + offset) % 100]!),
  );
  const outcomes = await Promise.all(wanted.map((part) => hold(newOrderId(), part)));
  expect(outcomes.filter(({ kind }) => kind === "known")).toHaveLength(100);
  for (const line of lines) {
    expect(await readStock(db.pool, line.variantId)).toEqual({ stocked: 10, available: 0, reserved: 10, sold: 0 });
  }
  expect(await findUnbalancedLevels(db.pool)).toEqual([]);
});

it("takes a deleted variant out of sale, keeps its history, and frees its SKU; holds of it end as ever", async () => {
  const { product, lines, variantId } = await aProduct(4, 2);
  const [held, other] = [newOrderId(), product.variants[1]!];
  await hold(held, [{ variantId, quantity: 1 }]);
  const renamed = { variantId: other.id, productId: product.id, sku: product.variants[0]!.sku };
  await db.transaction(async ({ skus }) => {
    await skus.free([product.id], [renamed]);
    await skus.assign([renamed]);
  });

  expect(await hold(newOrderId(), lines)).toEqual({ kind: "missing", missing: [{ variantId, availableQuantity: 0 }] });
  expect((await db.stock.findLevels([variantId])).size).toBe(0);
  expect((await db.stock.findLevelsBySku([product.variants[0]!.sku])).get(product.variants[0]!.sku)?.variantId).toBe(
    other.id,
  );
  expect(await commit(held, [{ variantId, quantity: 1 }])).toEqual({ kind: "committed" });
  expect(await readStock(db.pool, variantId)).toEqual({ stocked: 4, available: 3, reserved: 0, sold: 1 });
  expect(await findUnbalancedLevels(db.pool)).toEqual([]);
});

it("brings titles up to the product's without a word about its units", async () => {
  const { product, variantId } = await aProduct(3);
  await storeProducts(db, [{ ...product, title: "Another name" }], { available: 99 });
  expect((await db.inventory.findLevels([variantId])).get(variantId)).toMatchObject({
    title: "Another name",
    available: 3,
  });
});
