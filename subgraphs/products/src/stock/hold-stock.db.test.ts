import { afterAll, expect, it } from "vitest";
import { newId } from "#platform/ids/id.ts";
import { createBarrier } from "#platform/testing/barrier.ts";
import type { ProductsDatabase } from "../database.ts";
import { makeProduct, makeVariant } from "../testing/make-product.ts";
import { openTestDatabase } from "../testing/open-test-database.ts";
import { countRows, readListing, readStock } from "../testing/read-stock.ts";
import { storeProducts } from "../testing/store-product.ts";
import { createHoldStock } from "./hold-stock.ts";
import { releaseStock } from "./release-stock.ts";

const RACERS = 50;
const FIFTEEN_MINUTES = 900_000;
// So many connections that all can be inside their transactions at once.
const db = await openTestDatabase({ connections: RACERS });
afterAll(() => db.close());

const holdStock = createHoldStock({ db });
const newHoldId = () => newId("hold", new Date());

/** Holds whose callers have all looked for an earlier hold, and found none, before the first of them locks anything. */
function holdAtBarrier(parties: number) {
  const arrive = createBarrier(parties);
  const transaction: ProductsDatabase["transaction"] = (work) =>
    db.transaction((store) =>
      work({
        ...store,
        stock: {
          ...store.stock,
          lockLevels: async (ids) => {
            await arrive();
            return store.stock.lockLevels(ids);
          },
        },
      }),
    );
  return createHoldStock({ db: { transaction } });
}

async function aProduct(available: number, variants = 1) {
  const product = makeProduct({ variants: Array.from({ length: variants }, () => makeVariant()) });
  await storeProducts(db, [product], { available });
  return { product, variantIds: product.variants.map(({ id }) => id) };
}

it("gives the last unit to exactly one of fifty callers", async () => {
  const { product, variantIds } = await aProduct(1);
  const variantId = variantIds[0]!;
  const hold = holdAtBarrier(RACERS);

  const outcomes = await Promise.all(
    Array.from({ length: RACERS }, () =>
      hold({ holdId: newHoldId(), lines: [{ variantId, quantity: 1 }], expiresInMs: FIFTEEN_MINUTES }),
    ),
  );

  expect(outcomes.filter(({ kind }) => kind === "known")).toHaveLength(1);
  expect(outcomes.filter(({ kind }) => kind === "missing")).toEqual(
    Array.from({ length: RACERS - 1 }, () => ({ kind: "missing", missing: [{ variantId, availableQuantity: 0 }] })),
  );
  expect(await readStock(db.pool, variantId)).toEqual({ stocked: 1, available: 0, reserved: 1, sold: 0 });
  expect(await readListing(db.pool, product.id)).toEqual({ inStock: false, unitsSold: 0 });
});

it("makes one hold of fifty calls with the same id, and all of them get it", async () => {
  const { variantIds } = await aProduct(60);
  const variantId = variantIds[0]!;
  const holdId = newHoldId();
  const hold = holdAtBarrier(RACERS);

  const outcomes = await Promise.all(
    Array.from({ length: RACERS }, () =>
      hold({ holdId, lines: [{ variantId, quantity: 2 }], expiresInMs: FIFTEEN_MINUTES }),
    ),
  );

  expect(new Set(outcomes.map((outcome) => outcome.kind === "known" && outcome.reservation.id))).toEqual(
    new Set([holdId]),
  );
  expect(await readStock(db.pool, variantId)).toEqual({ stocked: 60, available: 58, reserved: 2, sold: 0 });
});

it("does not deadlock when callers want the same variants in another order", async () => {
  const { variantIds } = await aProduct(RACERS, 3);
  const hold = holdAtBarrier(RACERS);
  const lines = variantIds.map((variantId) => ({ variantId, quantity: 1 }));

  const outcomes = await Promise.all(
    Array.from({ length: RACERS }, (_, index) =>
      hold({
        holdId: newHoldId(),
        lines: index % 2 === 0 ? lines : lines.toReversed(),
        expiresInMs: FIFTEEN_MINUTES,
      }),
    ),
  );

  expect(outcomes.every(({ kind }) => kind === "known")).toBe(true);
  for (const variantId of variantIds) {
    expect(await readStock(db.pool, variantId)).toEqual({ stocked: RACERS, available: 0, reserved: RACERS, sold: 0 });
  }
});

it("shows a product as out of stock when two callers each take the last unit of another variant of it", async () => {
  const { product, variantIds } = await aProduct(1, 2);
  const hold = holdAtBarrier(2);

  await Promise.all(
    variantIds.map((variantId) =>
      hold({ holdId: newHoldId(), lines: [{ variantId, quantity: 1 }], expiresInMs: FIFTEEN_MINUTES }),
    ),
  );

  expect(await readListing(db.pool, product.id)).toEqual({ inStock: false, unitsSold: 0 });
});

it("holds all lines or none, and names every line that is missing", async () => {
  const { variantIds } = await aProduct(3, 2);
  const unknown = newId("var", new Date());
  const holdsBefore = await countRows(db.pool, "stock_holds");

  const outcome = await holdStock({
    holdId: newHoldId(),
    lines: [
      { variantId: variantIds[0]!, quantity: 2 },
      { variantId: variantIds[1]!, quantity: 4 },
      { variantId: unknown, quantity: 1 },
    ],
    expiresInMs: FIFTEEN_MINUTES,
  });

  expect(
    outcome.kind === "missing" && new Map(outcome.missing.map((line) => [line.variantId, line.availableQuantity])),
  ).toEqual(
    new Map<string, number>([
      [variantIds[1]!, 3],
      [unknown, 0],
    ]),
  );
  for (const variantId of variantIds) {
    expect(await readStock(db.pool, variantId)).toEqual({ stocked: 3, available: 3, reserved: 0, sold: 0 });
  }
  expect(await countRows(db.pool, "stock_holds")).toBe(holdsBefore);
});

it("adds up lines of the same variant before it looks whether there are enough", async () => {
  const { variantIds } = await aProduct(3);
  const line = { variantId: variantIds[0]!, quantity: 2 };
  const outcome = await holdStock({ holdId: newHoldId(), lines: [line, line], expiresInMs: FIFTEEN_MINUTES });
  expect(outcome).toEqual({ kind: "missing", missing: [{ variantId: line.variantId, availableQuantity: 3 }] });
});

it("answers a repeat with the same hold, even when others have taken the rest", async () => {
  const { variantIds } = await aProduct(2);
  const lines = [{ variantId: variantIds[0]!, quantity: 1 }];
  const holdId = newHoldId();
  const first = await holdStock({ holdId, lines, expiresInMs: FIFTEEN_MINUTES });
  await holdStock({ holdId: newHoldId(), lines, expiresInMs: FIFTEEN_MINUTES });

  expect(await holdStock({ holdId, lines, expiresInMs: FIFTEEN_MINUTES })).toEqual(first);
  expect(await readStock(db.pool, variantIds[0]!)).toEqual({ stocked: 2, available: 0, reserved: 2, sold: 0 });
});

it("does not revive a hold that has ended", async () => {
  const { variantIds } = await aProduct(2);
  const lines = [{ variantId: variantIds[0]!, quantity: 1 }];
  const holdId = newHoldId();
  await holdStock({ holdId, lines, expiresInMs: FIFTEEN_MINUTES });
  await db.transaction((store) => releaseStock(store, holdId));

  const repeated = await holdStock({ holdId, lines, expiresInMs: FIFTEEN_MINUTES });

  expect(repeated.kind === "known" && repeated.reservation.status).toBe("RELEASED");
  expect(await readStock(db.pool, variantIds[0]!)).toEqual({ stocked: 2, available: 2, reserved: 0, sold: 0 });
});

it("can be had again after a refusal once there is stock", async () => {
  const { variantIds } = await aProduct(1);
  const lines = [{ variantId: variantIds[0]!, quantity: 1 }];
  const [winner, loser] = [newHoldId(), newHoldId()];
  await holdStock({ holdId: winner, lines, expiresInMs: FIFTEEN_MINUTES });
  expect((await holdStock({ holdId: loser, lines, expiresInMs: FIFTEEN_MINUTES })).kind).toBe("missing");
  await db.transaction((store) => releaseStock(store, winner));

  const outcome = await holdStock({ holdId: loser, lines, expiresInMs: FIFTEEN_MINUTES });
  expect(outcome.kind === "known" && outcome.reservation.status).toBe("HELD");
});
