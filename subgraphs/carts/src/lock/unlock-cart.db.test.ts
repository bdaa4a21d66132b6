import { pino } from "pino";
import { afterAll, describe, expect, it } from "vitest";
import { GUEST, type Viewer } from "#platform/identity/viewer.ts";
import { createBarrier } from "#platform/testing/barrier.ts";
import { cloneTestDatabase } from "#platform/testing/test-database.ts";
import type { Cart } from "../cart/cart.ts";
import { createCreateCart } from "../cart/create-cart.ts";
import { offerOf, shopperWith, userOf, variantIdOf } from "../cart/sample-offers.ts";
import { createDatabase } from "../database.ts";
import { createLockCart } from "./lock-cart.ts";
import { createUnlockCart } from "./unlock-cart.ts";

const db = createDatabase({ url: await cloneTestDatabase("carts"), logger: pino({ level: "silent" }) });
afterAll(() => db.close());

const deps = { db, now: () => new Date("2026-11-23T10:00:00Z") };
const createCart = createCreateCart(deps);
const lockCart = createLockCart(deps);
const unlockCart = createUnlockCart(deps);

const OFFERS = [offerOf(1), offerOf(2), offerOf(3)];
const neverAsked = shopperWith([], { beforeAnswer: () => Promise.reject(new Error("products was asked")) });

async function startCart(variants: number[], viewer: Viewer = GUEST): Promise<Cart> {
  const lines = variants.map((variant) => ({ variantId: variantIdOf(variant), quantity: 2 }));
  const { cart } = await createCart(shopperWith(OFFERS, { viewer }), { lines, currency: "EUR" });
  if (!cart) throw new Error("the cart was not created");
  return cart;
}

let orders = 0;
const newOrder = () => `ord_${++orders}`;

describe("giving a cart back", () => {
  it("frees it for its order only, and a repeat changes nothing", async () => {
    const cart = await startCart([1]);
    const target = { cartId: cart.id, orderId: newOrder() };
    await lockCart(shopperWith(OFFERS), target);

    expect(await unlockCart({ cartId: cart.id, orderId: newOrder() })).toBe(false);
    expect((await db.carts.find(cart.id))?.status).toBe("LOCKED");

    expect(await unlockCart(target)).toBe(true);
    const after = await db.carts.find(cart.id);
    expect(after).toMatchObject({ status: "ACTIVE", lockedByOrderId: null, version: cart.version + 2 });
    expect(await unlockCart(target)).toBe(true);
    expect(await db.carts.find(cart.id)).toEqual(after);
  });

  it("lets another order have it, which an old repeat does not disturb", async () => {
    const cart = await startCart([1]);
    const [first, second] = [newOrder(), newOrder()];
    await lockCart(shopperWith(OFFERS), { cartId: cart.id, orderId: first });
    await unlockCart({ cartId: cart.id, orderId: first });

    expect((await lockCart(shopperWith(OFFERS), { cartId: cart.id, orderId: second })).kind).toBe("locked");
    expect(await unlockCart({ cartId: cart.id, orderId: first })).toBe(true);
    expect(await db.carts.find(cart.id)).toMatchObject({ status: "LOCKED", lockedByOrderId: second });
  });

  it("is for good: a lock request of that order that arrives late is refused, also when it arrives first of all", async () => {
    const cart = await startCart([1]);
    const [released, overtaken] = [newOrder(), newOrder()];
    await lockCart(shopperWith(OFFERS), { cartId: cart.id, orderId: released });
    await unlockCart({ cartId: cart.id, orderId: released });
    expect(await unlockCart({ cartId: cart.id, orderId: overtaken })).toBe(false);
    const before = await db.carts.find(cart.id);

    for (const orderId of [released, overtaken]) {
      const late = await lockCart(neverAsked, { cartId: cart.id, orderId });
      expect(late).toEqual({ kind: "lockedByAnotherCheckout" });
    }
    expect(await db.carts.find(cart.id)).toEqual(before);
  });

  it("leaves a cart alone that was bought, and does not mind one that never was", async () => {
    const cart = await startCart([1]);
    const target = { cartId: cart.id, orderId: newOrder() };
    await lockCart(shopperWith(OFFERS), target);
    await db.transaction(({ carts }) => carts.convert(cart.id, target.orderId, deps.now()));

    expect(await unlockCart(target)).toBe(false);
    expect((await db.carts.find(cart.id))?.status).toBe("CONVERTED");
    expect(await unlockCart({ cartId: "cart_missing", orderId: newOrder() })).toBe(false);
  });
});

describe("giving a cart back to a customer who has begun another", () => {
  const statusesOf = async (customerId: string) =>
    (
      await db.pool.query<{ status: string }>("SELECT status FROM carts WHERE customer_id = $1 ORDER BY status", [
        customerId,
      ])
    ).rows.map(({ status }) => status);

  it("puts its lines into the new one", async () => {
    const viewer = userOf(5);
    const old = await startCart([1, 2], viewer);
    const target = { cartId: old.id, orderId: newOrder() };
    await lockCart(shopperWith(OFFERS, { viewer }), target);
    const next = await startCart([2, 3], viewer);

    expect(await unlockCart(target)).toBe(true);
    expect(await unlockCart(target)).toBe(true);

    const active = await db.carts.findActive(viewer.userId);
    expect(active?.id).toBe(next.id);
    expect(active?.lines.map(({ variantId, quantity }) => [variantId, quantity])).toEqual([
      [variantIdOf(2), 4],
      [variantIdOf(3), 2],
      [variantIdOf(1), 2],
    ]);
    expect(await statusesOf(viewer.userId)).toEqual(["ACTIVE", "EXPIRED"]);
  });

  it("keeps its lines apart when the new one is in another currency", async () => {
    const viewer = userOf(6);
    const old = await startCart([1], viewer);
    const target = { cartId: old.id, orderId: newOrder() };
    await lockCart(shopperWith(OFFERS, { viewer }), target);
    const { cart: next } = await createCart(shopperWith([], { viewer }), { lines: [], currency: "USD" });

    expect(await unlockCart(target)).toBe(true);

    expect(await db.carts.findActive(viewer.userId)).toEqual(next);
    expect(await db.carts.find(old.id)).toMatchObject({ status: "EXPIRED", lines: old.lines });
  });

  it("loses nothing when they begin it at the very same time", async () => {
    for (let round = 0; round < 10; round++) {
      const viewer = userOf(100 + round);
      const old = await startCart([1], viewer);
      const target = { cartId: old.id, orderId: newOrder() };
      await lockCart(shopperWith(OFFERS, { viewer }), target);
      const atOnce = createBarrier(2);

      await Promise.all([
        createCart(shopperWith(OFFERS, { viewer, beforeAnswer: atOnce }), {
          lines: [{ variantId: variantIdOf(1), quantity: 5 }],
          currency: "EUR",
        }),
        atOnce().then(() => unlockCart(target)),
      ]);

      const active = await db.carts.findActive(viewer.userId);
      expect(active?.lines.map(({ quantity }) => quantity)).toEqual([7]);
    }
  });
});
