import { pino } from "pino";
import { afterAll, describe, expect, it } from "vitest";
import { GUEST, type Viewer } from "#platform/identity/viewer.ts";
import { createBarrier } from "#platform/testing/barrier.ts";
import { cloneTestDatabase } from "#platform/testing/test-database.ts";
import { createAddLines } from "../cart/add-lines.ts";
import type { Cart } from "../cart/cart.ts";
import { createCreateCart } from "../cart/create-cart.ts";
import type { Offer, Shopper } from "../cart/offer.ts";
import { offerOf, shopperWith, userOf, variantIdOf } from "../cart/sample-offers.ts";
import { createDatabase } from "../database.ts";
import { createLockCart, type LockCartOutcome } from "./lock-cart.ts";

const db = createDatabase({ url: await cloneTestDatabase("carts"), logger: pino({ level: "silent" }) });
afterAll(() => db.close());

const deps = { db, now: () => new Date("2026-11-23T10:00:00Z") };
const createCart = createCreateCart(deps);
const addLines = createAddLines(deps);
const lockCart = createLockCart(deps);

const OFFERS = [offerOf(1), offerOf(2), offerOf(3)];
const priced = (minor: bigint): Offer[] => OFFERS.map((offer) => ({ ...offer, price: { minor, currency: "EUR" } }));
const neverAsked = (viewer: Viewer = GUEST): Shopper =>
  shopperWith([], { viewer, beforeAnswer: () => Promise.reject(new Error("products was asked")) });

async function startCart(variants: number[], viewer: Viewer = GUEST): Promise<Cart> {
  const lines = variants.map((variant) => ({ variantId: variantIdOf(variant), quantity: 2 }));
  const { cart } = await createCart(shopperWith(OFFERS, { viewer }), { lines, currency: "EUR" });
  if (!cart) throw new Error("the cart was not created");
  return cart;
}

let orders = 0;
const newOrder = () => `ord_${++orders}`;

const frozen = (outcome: LockCartOutcome) =>
  outcome.kind === "locked"
    ? outcome.cart.lines.map(({ variantId, quantity, unitPrice }) => [variantId, quantity, unitPrice.minor])
    : outcome.kind;

describe("locking", () => {
  it("freezes the lines at the prices of now, and the cart shows those from then on", async () => {
    const cart = await startCart([1, 2]);
    const orderId = newOrder();

    const outcome = await lockCart(shopperWith(priced(1_234n)), { cartId: cart.id, orderId });

    expect(outcome).toMatchObject({ kind: "locked", cart: { id: cart.id, customerId: null, currency: "EUR" } });
    expect(frozen(outcome)).toEqual([
      [variantIdOf(1), 2, 1_234n],
      [variantIdOf(2), 2, 1_234n],
    ]);
    const after = await db.carts.find(cart.id);
    expect(after).toMatchObject({ status: "LOCKED", lockedByOrderId: orderId, version: cart.version + 1 });
    expect(after?.lines.map(({ unitPrice }) => unitPrice.minor)).toEqual([1_234n, 1_234n]);
  });

  it("gives a cart to one of eight orders that want it at once", async () => {
    const cart = await startCart([1]);
    const all = Array.from({ length: 8 }, newOrder);
    const allArePriced = createBarrier(all.length);

    const outcomes = await Promise.all(
      all.map((orderId) => lockCart(shopperWith(OFFERS, { beforeAnswer: allArePriced }), { cartId: cart.id, orderId })),
    );

    const winners = all.filter((_, index) => outcomes[index]?.kind === "locked");
    expect(winners).toHaveLength(1);
    expect(outcomes.filter(({ kind }) => kind === "lockedByAnotherCheckout")).toHaveLength(7);
    expect((await db.carts.find(cart.id))?.lockedByOrderId).toBe(winners[0]);
    expect((await db.pool.query("SELECT order_id FROM cart_locks WHERE cart_id = $1", [cart.id])).rowCount).toBe(1);
  });

  it("gives one order that asks eight times at once the same frozen prices, whatever each was offered", async () => {
    const cart = await startCart([1, 2]);
    const orderId = newOrder();
    const allArePriced = createBarrier(8);

    const outcomes = await Promise.all(
      Array.from({ length: 8 }, (_, index) =>
        lockCart(shopperWith(priced(BigInt(100 + index)), { beforeAnswer: allArePriced }), {
          cartId: cart.id,
          orderId,
        }),
      ),
    );

    expect(outcomes.map(({ kind }) => kind)).toEqual(Array(8).fill("locked"));
    expect(new Set(outcomes.map((outcome) => JSON.stringify(frozen(outcome), stringify))).size).toBe(1);
  });

  it("gives a repeat after a crash the same answer without asking for prices, even once the cart is bought", async () => {
    const cart = await startCart([1]);
    const target = { cartId: cart.id, orderId: newOrder() };
    const first = await lockCart(shopperWith(priced(500n)), target);

    expect(await lockCart(neverAsked(), target)).toEqual(first);
    await db.transaction(({ carts }) => carts.convert(cart.id, target.orderId, deps.now()));
    expect(await lockCart(neverAsked(), target)).toEqual(first);
    expect(await lockCart(neverAsked(), { cartId: cart.id, orderId: newOrder() })).toEqual({ kind: "converted" });
  });

  it("names the lines that cannot be bought any more and leaves the cart alone", async () => {
    const cart = await startCart([1, 2, 3]);
    const offers = [offerOf(1), offerOf(3, { price: null })];

    expect(await lockCart(shopperWith(offers), { cartId: cart.id, orderId: newOrder() })).toEqual({
      kind: "unavailableLines",
      lineIds: [cart.lines[1]?.id, cart.lines[2]?.id],
    });
    expect(await db.carts.find(cart.id)).toEqual(cart);
  });

  it("finds no cart that is missing, expired, another user's, or locked by this order under another id", async () => {
    const [owned, guests, other] = [await startCart([1], userOf(1)), await startCart([1]), await startCart([1])];
    const orderId = newOrder();
    const lock = (viewer: Viewer, cartId: string) => lockCart(shopperWith(OFFERS, { viewer }), { cartId, orderId });

    expect(await lock(GUEST, "cart_missing")).toEqual({ kind: "notFound" });
    expect(await lock(GUEST, owned.id)).toEqual({ kind: "notFound" });
    expect(await lock(userOf(2), owned.id)).toEqual({ kind: "notFound" });
    expect(await db.carts.find(owned.id)).toEqual(owned);
    await db.transaction(({ carts }) => carts.expire(guests, deps.now()));
    expect(await lock(GUEST, guests.id)).toEqual({ kind: "notFound" });

    expect((await lock(userOf(1), owned.id)).kind).toBe("locked");
    expect(await lock(userOf(1), other.id)).toEqual({ kind: "notFound" });
    expect(await db.carts.find(other.id)).toEqual(other);
  });

  it("answers that an empty cart is empty", async () => {
    const cart = await startCart([]);

    expect(await lockCart(neverAsked(), { cartId: cart.id, orderId: newOrder() })).toEqual({ kind: "empty" });
  });
});

describe("an edit during a checkout", () => {
  const add = (cart: Cart, variant: number, shopper = shopperWith(OFFERS)) =>
    addLines(shopper, {
      cartId: cart.id,
      lines: [{ variantId: variantIdOf(variant), quantity: 1 }],
      expectedVersion: null,
    });

  it("that comes first is in the frozen lines, also when it brings a new variant", async () => {
    const cart = await startCart([1]);
    let asked = 0;
    const shopper = shopperWith(OFFERS, {
      beforeAnswer: async () => {
        if (++asked === 1) await Promise.all([add(cart, 1), add(cart, 2)]);
      },
    });

    const outcome = await lockCart(shopper, { cartId: cart.id, orderId: newOrder() });

    expect(frozen(outcome)).toEqual([
      [variantIdOf(1), 3, 1_000n],
      [variantIdOf(2), 1, 1_000n],
    ]);
    expect(asked).toBe(2);
  });

  it("that comes second is refused", async () => {
    const cart = await startCart([1]);
    const target = { cartId: cart.id, orderId: newOrder() };
    const shopper = shopperWith(OFFERS, { beforeAnswer: () => lockCart(shopperWith(OFFERS), target) });

    const outcome = await add(cart, 1, shopper);

    expect(outcome).toMatchObject({ kind: "refused", problems: [{ code: "CART_LOCKED", field: ["cartId"] }] });
    expect(frozen(await lockCart(neverAsked(), target))).toEqual([[variantIdOf(1), 2, 1_000n]]);
  });

  it("is either in the frozen lines or refused when both arrive at once", async () => {
    for (let round = 0; round < 10; round++) {
      const cart = await startCart([1]);
      const bothAreOffered = createBarrier(2);
      const shopper = shopperWith(OFFERS, { beforeAnswer: bothAreOffered });

      const [edit, lock] = await Promise.all([
        add(cart, 1, shopper),
        lockCart(shopper, { cartId: cart.id, orderId: newOrder() }),
      ]);

      expect(frozen(lock)).toEqual([[variantIdOf(1), edit.kind === "changed" ? 3 : 2, 1_000n]]);
      expect((await db.carts.find(cart.id))?.lines[0]?.quantity).toBe(edit.kind === "changed" ? 3 : 2);
    }
  });

  it("that never ends fails the checkout and leaves the cart free", async () => {
    const cart = await startCart([1]);
    let variant = 3;
    const shopper = shopperWith(
      Array.from({ length: 20 }, (_, index) => offerOf(index + 1)),
      {
        beforeAnswer: () => add(cart, ++variant, shopperWith([offerOf(variant)])),
      },
    );

    await expect(lockCart(shopper, { cartId: cart.id, orderId: newOrder() })).rejects.toMatchObject({
      code: "UNAVAILABLE",
    });
    expect((await db.carts.find(cart.id))?.status).toBe("ACTIVE");
  });
});

const stringify = (_: string, value: unknown) => (typeof value === "bigint" ? value.toString() : value);
