import { pino } from "pino";
import { afterAll, expect, it } from "vitest";
import { createBarrier } from "#platform/testing/barrier.ts";
import { cloneTestDatabase } from "#platform/testing/test-database.ts";
import { createDatabase } from "../database.ts";
import { createCreateCart } from "./create-cart.ts";
import { createRemoveLines } from "./remove-lines.ts";
import { offerOf, shopperWith, userOf, variantIdOf } from "./sample-offers.ts";

const db = createDatabase({ url: await cloneTestDatabase("carts"), logger: pino({ level: "silent" }) });
afterAll(() => db.close());

const deps = { db, now: () => new Date("2026-11-23T10:00:00Z") };
const createCart = createCreateCart(deps);
const OFFERS = [offerOf(1), offerOf(2)];
const adding = (variant: number, quantity = 1) => ({ variantId: variantIdOf(variant), quantity });

const cartsOf = async (customerId: string) => {
  const { rows } = await db.pool.query<{ status: string; currency: string }>(
    "SELECT status, currency FROM carts WHERE customer_id = $1 ORDER BY status",
    [customerId],
  );
  return rows.map(({ status, currency }) => `${status} ${currency}`);
};

it("gives a guest a new cart every time, and each is nobody's", async () => {
  const [first, second] = [
    await createCart(shopperWith(OFFERS), { lines: [adding(1, 2)], currency: "EUR" }),
    await createCart(shopperWith(OFFERS), { lines: [], currency: "USD" }),
  ];

  expect(first.cart?.id).not.toBe(second.cart?.id);
  expect(first.cart).toMatchObject({ customerId: null, status: "ACTIVE", version: 1, currency: "EUR" });
  expect(await db.carts.find(first.cart!.id)).toEqual(first.cart);
  expect(await db.carts.find(second.cart!.id)).toEqual(second.cart);
});

it("gives a user who starts on eight devices at once one cart with everything in it", async () => {
  const viewer = userOf(1);
  const devices = 8;
  const allAreOffered = createBarrier(devices);

  const outcomes = await Promise.all(
    Array.from({ length: devices }, (_, index) =>
      createCart(shopperWith(OFFERS, { viewer, beforeAnswer: allAreOffered }), {
        lines: [adding(1 + (index % 2), 3)],
        currency: "EUR",
      }),
    ),
  );

  expect(outcomes.map(({ kind }) => kind)).toEqual(Array(devices).fill("changed"));
  expect(new Set(outcomes.map(({ cart }) => cart?.id)).size).toBe(1);
  expect(await cartsOf(viewer.userId)).toEqual(["ACTIVE EUR"]);
  const cart = await db.carts.findActive(viewer.userId);
  expect(cart?.lines.map(({ quantity }) => quantity)).toEqual([12, 12]);
  expect(cart?.version).toBe(devices);
});

it("refuses another currency while the user's cart has lines, and replaces the cart when it is empty", async () => {
  const viewer = userOf(2);
  const inDollars = [offerOf(1, { price: { minor: 5n, currency: "USD" } })];
  const euros = await createCart(shopperWith(OFFERS, { viewer }), { lines: [adding(1)], currency: "EUR" });

  const refused = await createCart(shopperWith(inDollars, { viewer }), { lines: [adding(1, 0)], currency: "USD" });
  expect(refused).toEqual({
    kind: "refused",
    cart: euros.cart,
    problems: [
      { code: "INVALID_QUANTITY", field: ["lines", "0", "quantity"] },
      { code: "CURRENCY_MISMATCH", field: ["currencyCode"] },
    ],
  });
  expect(await db.carts.findActive(viewer.userId)).toEqual(euros.cart);

  const emptied = { cartId: euros.cart!.id, lineIds: [euros.cart!.lines[0]!.id], expectedVersion: null };
  await createRemoveLines(deps)(shopperWith([], { viewer }), emptied);
  const dollars = await createCart(shopperWith(inDollars, { viewer }), { lines: [adding(1)], currency: "USD" });
  expect(dollars.cart?.lines[0]?.unitPrice).toEqual({ minor: 5n, currency: "USD" });
  expect(await cartsOf(viewer.userId)).toEqual(["ACTIVE USD", "EXPIRED EUR"]);
});

it("refuses when the user's cart turns up in another currency between reading and writing", async () => {
  const viewer = userOf(3);
  const startInEuros = () => createCart(shopperWith(OFFERS, { viewer }), { lines: [adding(1)], currency: "EUR" });
  const inDollars = [offerOf(2, { price: { minor: 5n, currency: "USD" } })];

  const outcome = await createCart(shopperWith(inDollars, { viewer, beforeAnswer: startInEuros }), {
    lines: [adding(2)],
    currency: "USD",
  });

  expect(outcome).toMatchObject({ kind: "refused", problems: [{ code: "CURRENCY_MISMATCH" }] });
  expect(await cartsOf(viewer.userId)).toEqual(["ACTIVE EUR"]);
  expect((await db.carts.findActive(viewer.userId))?.lines).toHaveLength(1);
});

it("starts a second cart while a checkout holds the first", async () => {
  const viewer = userOf(4);
  const first = await createCart(shopperWith(OFFERS, { viewer }), { lines: [adding(1)], currency: "EUR" });
  const lock = "UPDATE carts SET status = 'LOCKED', locked_by_order_id = 'ord_x' WHERE id = $1";
  await db.pool.query(lock, [first.cart!.id]);

  const second = await createCart(shopperWith(OFFERS, { viewer }), { lines: [adding(2)], currency: "EUR" });

  expect(second.cart?.id).not.toBe(first.cart?.id);
  expect(await cartsOf(viewer.userId)).toEqual(["ACTIVE EUR", "LOCKED EUR"]);
});

it("creates nothing when there is any user error", async () => {
  const count = async () => (await db.pool.query("SELECT id FROM carts")).rowCount;
  const before = await count();

  const outcome = await createCart(shopperWith([offerOf(1), offerOf(2, { price: null })]), {
    lines: [adding(1), adding(2), adding(3), adding(1, 10_001)],
    currency: "EUR",
  });

  expect(outcome).toEqual({
    kind: "refused",
    cart: null,
    problems: [
      { code: "INVALID_QUANTITY", field: ["lines", "3", "quantity"] },
      { code: "CURRENCY_NOT_AVAILABLE", field: ["lines", "1", "variantId"] },
      { code: "VARIANT_NOT_FOUND", field: ["lines", "2", "variantId"] },
    ],
  });
  expect(await count()).toBe(before);
});

it("refuses an input of more than 100 entries without asking products about them", async () => {
  const neverAsked = shopperWith([], { beforeAnswer: () => Promise.reject(new Error("products was asked")) });

  const outcome = await createCart(neverAsked, { lines: Array(101).fill(adding(1)), currency: "EUR" });

  expect(outcome).toMatchObject({ kind: "refused", problems: [{ code: "TOO_MANY_LINES", field: ["lines"] }] });
});
