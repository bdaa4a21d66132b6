import { afterAll, expect, it } from "vitest";
import { newId } from "#platform/ids/id.ts";
import { createBarrier } from "#platform/testing/barrier.ts";
import { makeProduct } from "../testing/make-product.ts";
import { openTestDatabase } from "../testing/open-test-database.ts";
import { countRows, readListing, readStock } from "../testing/read-stock.ts";
import { storeProducts } from "../testing/store-product.ts";
import { commitStock } from "./commit-stock.ts";
import { createExpireHolds } from "./expire-holds.ts";
import { createHoldStock } from "./hold-stock.ts";
import { releaseStock } from "./release-stock.ts";
import { holdIdOf } from "./stock.ts";

const FIFTEEN_MINUTES = 900_000;
const AT_ONCE = -1; // over when it begins
const db = await openTestDatabase({ connections: 20 });
afterAll(() => db.close());

const holdStock = createHoldStock({ db });
const expireHolds = createExpireHolds({ db });
const release = (orderId: string) => db.transaction((store) => releaseStock(store, holdIdOf(orderId)));
const commit = (orderId: string, variantId: string, quantity: number) =>
  db.transaction((store) => commitStock(store, { orderId, lines: [{ variantId, quantity }] }));

async function anOrder(options: { available: number; quantity: number; expiresInMs?: number }) {
  const product = makeProduct();
  await storeProducts(db, [product], { available: options.available });
  const variantId = product.variants[0]!.id;
  const orderId = newId("ord", new Date());
  const lines = [{ variantId, quantity: options.quantity }];
  const expiresInMs = options.expiresInMs ?? FIFTEEN_MINUTES;
  const held = await holdStock({ holdId: holdIdOf(orderId), lines, expiresInMs });
  expect(held.kind).toBe("known");
  return { product, variantId, orderId, quantity: options.quantity };
}

const statusOf = async (orderId: string) =>
  (await db.stock.findReservations([holdIdOf(orderId)])).get(holdIdOf(orderId))?.status;

it("sells what was held when the order is paid, once, and counts it", async () => {
  const { product, variantId, orderId } = await anOrder({ available: 5, quantity: 2 });
  expect(await commit(orderId, variantId, 2)).toEqual({ kind: "committed" });
  expect(await commit(orderId, variantId, 2)).toEqual({ kind: "committed" });
  expect(await readStock(db.pool, variantId)).toEqual({ stocked: 5, available: 3, reserved: 0, sold: 2 });
  expect(await readListing(db.pool, product.id)).toEqual({ inStock: true, unitsSold: 2 });
  expect(await statusOf(orderId)).toBe("COMMITTED");
});

it("gives back what was held when the order is not paid, once, and the product is in stock again", async () => {
  const { product, variantId, orderId } = await anOrder({ available: 2, quantity: 2 });
  expect(await readListing(db.pool, product.id)).toEqual({ inStock: false, unitsSold: 0 });
  expect((await release(orderId)).status).toBe("RELEASED");
  expect((await release(orderId)).status).toBe("RELEASED");
  expect(await readStock(db.pool, variantId)).toEqual({ stocked: 2, available: 2, reserved: 0, sold: 0 });
  expect(await readListing(db.pool, product.id)).toEqual({ inStock: true, unitsSold: 0 });
});

it("never releases a committed hold", async () => {
  const { variantId, orderId } = await anOrder({ available: 2, quantity: 1 });
  await commit(orderId, variantId, 1);
  expect((await release(orderId)).status).toBe("COMMITTED");
  expect(await readStock(db.pool, variantId)).toEqual({ stocked: 2, available: 1, reserved: 0, sold: 1 });
});

it("refuses a hold that arrives after its release", async () => {
  const product = makeProduct();
  await storeProducts(db, [product], { available: 1 });
  const variantId = product.variants[0]!.id;
  const orderId = newId("ord", new Date());
  expect((await release(orderId)).status).toBe("RELEASED");

  const late = await holdStock({
    holdId: holdIdOf(orderId),
    lines: [{ variantId, quantity: 1 }],
    expiresInMs: FIFTEEN_MINUTES,
  });

  expect(late.kind === "known" && late.reservation.status).toBe("RELEASED");
  expect(await readStock(db.pool, variantId)).toEqual({ stocked: 1, available: 1, reserved: 0, sold: 0 });
});

it("lets one of a payment and a release that meet decide, and the units are counted once either way", async () => {
  const { variantId, orderId } = await anOrder({ available: 3, quantity: 2 });
  const arrive = createBarrier(2);
  await Promise.all([
    db.transaction(async (store) => (await arrive(), releaseStock(store, holdIdOf(orderId)))),
    db.transaction(
      async (store) => (await arrive(), commitStock(store, { orderId, lines: [{ variantId, quantity: 2 }] })),
    ),
  ]);
  // A paid order has its units: a release that came first was undone by the payment, which took them again.
  expect(await readStock(db.pool, variantId)).toEqual({ stocked: 3, available: 1, reserved: 0, sold: 2 });
  expect(await statusOf(orderId)).toBe("COMMITTED");
});

it("expires holds by the database's clock and gives their units back, in bounded batches", async () => {
  const overdue = await Promise.all(
    Array.from({ length: 5 }, () => anOrder({ available: 1, quantity: 1, expiresInMs: AT_ONCE })),
  );
  const { variantId, orderId } = await anOrder({ available: 1, quantity: 1 });

  const oneBatch = createExpireHolds({ db, batchSize: 2, maxBatches: 1 });
  expect(await oneBatch()).toBe(2);
  expect(await createExpireHolds({ db, batchSize: 2, maxBatches: 10 })()).toBe(3);
  expect(await expireHolds()).toBe(0);

  for (const order of overdue) {
    expect(await statusOf(order.orderId)).toBe("EXPIRED");
    expect(await readStock(db.pool, order.variantId)).toEqual({ stocked: 1, available: 1, reserved: 0, sold: 0 });
    expect(await readListing(db.pool, order.product.id)).toEqual({ inStock: true, unitsSold: 0 });
  }
  expect(await statusOf(orderId)).toBe("HELD");
  expect(await readStock(db.pool, variantId)).toEqual({ stocked: 1, available: 0, reserved: 1, sold: 0 });
});

it("expires each hold once when several workers run at the same time", async () => {
  const overdue = await Promise.all(
    Array.from({ length: 12 }, () => anOrder({ available: 1, quantity: 1, expiresInMs: AT_ONCE })),
  );
  const counts = await Promise.all(Array.from({ length: 4 }, () => createExpireHolds({ db, batchSize: 3 })()));
  expect(counts.reduce((total, count) => total + count, 0)).toBe(12);
  for (const { variantId } of overdue) {
    expect(await readStock(db.pool, variantId)).toEqual({ stocked: 1, available: 1, reserved: 0, sold: 0 });
  }
});

it("calls a hold expired as soon as its time is up, and still sells it when the payment comes before the job", async () => {
  const { variantId, orderId } = await anOrder({ available: 1, quantity: 1, expiresInMs: AT_ONCE });
  expect(await statusOf(orderId)).toBe("EXPIRED");
  expect(await commit(orderId, variantId, 1)).toEqual({ kind: "committed" });
  expect(await readStock(db.pool, variantId)).toEqual({ stocked: 1, available: 0, reserved: 0, sold: 1 });
});

it("takes the units of an expired hold again when the payment comes late and they are still there", async () => {
  const { product, variantId, orderId } = await anOrder({ available: 2, quantity: 2, expiresInMs: AT_ONCE });
  expect(await expireHolds()).toBe(1);
  expect(await commit(orderId, variantId, 2)).toEqual({ kind: "committed" });
  expect(await commit(orderId, variantId, 2)).toEqual({ kind: "committed" });
  expect(await readStock(db.pool, variantId)).toEqual({ stocked: 2, available: 0, reserved: 0, sold: 2 });
  expect(await readListing(db.pool, product.id)).toEqual({ inStock: false, unitsSold: 2 });
  expect(await statusOf(orderId)).toBe("COMMITTED");
});

it("does not oversell when the payment comes late and the units are gone: the order is short, and that is written down", async () => {
  const { variantId, orderId } = await anOrder({ available: 3, quantity: 2, expiresInMs: AT_ONCE });
  expect(await expireHolds()).toBe(1);
  const other = newId("ord", new Date());
  await holdStock({ holdId: holdIdOf(other), lines: [{ variantId, quantity: 2 }], expiresInMs: FIFTEEN_MINUTES });
  const shortfallsBefore = await countRows(db.pool, "stock_shortfalls");

  const short = { kind: "short", missing: [{ variantId, availableQuantity: 1 }] };
  expect(await commit(orderId, variantId, 2)).toEqual(short);
  expect(await commit(orderId, variantId, 2)).toEqual(short);

  expect(await readStock(db.pool, variantId)).toEqual({ stocked: 3, available: 1, reserved: 2, sold: 0 });
  expect(await statusOf(orderId)).toBe("EXPIRED");
  expect(await countRows(db.pool, "stock_shortfalls")).toBe(shortfallsBefore + 1);
  const { rows } = await db.pool.query(
    "SELECT variant_id, quantity, available FROM stock_shortfalls WHERE order_id = $1",
    [orderId],
  );
  expect(rows).toEqual([{ variant_id: variantId, quantity: 2, available: 1 }]);
});

it("lets the database itself refuse a level that does not add up", async () => {
  const { variantId } = await anOrder({ available: 1, quantity: 1 });
  const set = (column: string) =>
    db.pool.query(`UPDATE stock_levels SET ${column} = ${column} - 1 WHERE variant_id = $1`, [variantId]);
  await expect(set("available")).rejects.toMatchObject({ constraint: expect.stringMatching(/^stock_levels_/) });
  await expect(set("reserved")).rejects.toMatchObject({ constraint: "stock_levels_add_up" });
  expect(await readStock(db.pool, variantId)).toEqual({ stocked: 1, available: 0, reserved: 1, sold: 0 });
});
