import { pino } from "pino";
import { afterAll, describe, expect, it } from "vitest";
import { AppError } from "#platform/errors/app-error.ts";
import { GUEST, type Viewer } from "#platform/identity/viewer.ts";
import { createBarrier } from "#platform/testing/barrier.ts";
import { cloneTestDatabase } from "#platform/testing/test-database.ts";
import { createDatabase } from "../database.ts";
import { createAddLines } from "./add-lines.ts";
import type { Cart } from "./cart.ts";
import { createCreateCart } from "./create-cart.ts";
import type { EditOutcome } from "./edit-cart.ts";
import { createRemoveLines } from "./remove-lines.ts";
import { offerOf, shopperWith, userOf, variantIdOf } from "./sample-offers.ts";
import { createUpdateLines } from "./update-lines.ts";

const db = createDatabase({ url: await cloneTestDatabase("carts"), logger: pino({ level: "silent" }) });
afterAll(() => db.close());

const deps = { db, now: () => new Date("2026-11-23T10:00:00Z") };
const createCart = createCreateCart(deps);
const addLines = createAddLines(deps);
const updateLines = createUpdateLines(deps);
const removeLines = createRemoveLines(deps);

const OFFERS = Array.from({ length: 120 }, (_, index) => offerOf(index + 1));
const adding = (variant: number, quantity = 1) => ({ variantId: variantIdOf(variant), quantity });

async function startCart(lines: [variant: number, quantity: number][], viewer: Viewer = GUEST): Promise<Cart> {
  const outcome = await createCart(shopperWith(OFFERS, { viewer }), {
    lines: lines.map(([variant, quantity]) => adding(variant, quantity)),
    currency: "EUR",
  });
  if (outcome.kind !== "changed") throw new Error("the cart was not created");
  return outcome.cart;
}

const setStatus = (id: string, status: string, orderId: string | null) =>
  db.pool.query("UPDATE carts SET status = $2, locked_by_order_id = $3 WHERE id = $1", [id, status, orderId]);

const codesOf = (outcome: EditOutcome) =>
  outcome.kind === "refused" ? outcome.problems.map(({ code }) => code) : ["changed"];
const quantitiesOf = (cart: Cart | null) => cart?.lines.map(({ variantId, quantity }) => [variantId, quantity]);

describe("devices that change one cart at once", () => {
  it("lose nothing when eight add the same variant", async () => {
    const cart = await startCart([[1, 1]]);
    const devices = 8;
    const allAreOffered = createBarrier(devices); // everybody has read the cart before anybody writes it

    const outcomes = await Promise.all(
      Array.from({ length: devices }, () =>
        addLines(shopperWith(OFFERS, { beforeAnswer: allAreOffered }), {
          cartId: cart.id,
          lines: [adding(1, 2)],
          expectedVersion: null,
        }),
      ),
    );

    expect(outcomes.map(codesOf).flat()).toEqual(Array(devices).fill("changed"));
    const after = await db.carts.find(cart.id);
    expect(quantitiesOf(after)).toEqual([[variantIdOf(1), 17]]);
    expect(after?.version).toBe(cart.version + devices);
    const versions = outcomes.map((outcome) => outcome.cart?.version).sort((a, b) => a! - b!);
    expect(versions).toEqual(Array.from({ length: devices }, (_, index) => index + 2));
  });

  it("lose nothing when eight add a variant each", async () => {
    const cart = await startCart([]);
    const devices = 8;
    const allAreOffered = createBarrier(devices);

    await Promise.all(
      Array.from({ length: devices }, (_, index) =>
        addLines(shopperWith(OFFERS, { beforeAnswer: allAreOffered }), {
          cartId: cart.id,
          lines: [adding(index + 1)],
          expectedVersion: null,
        }),
      ),
    );

    const after = await db.carts.find(cart.id);
    expect(after?.lines.map(({ variantId }) => variantId).sort()).toEqual(
      Array.from({ length: devices }, (_, index) => variantIdOf(index + 1)).sort(),
    );
    expect(after?.lines.map(({ position }) => position)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  });

  it("get CONFLICT with the current cart, all but one, when they change the version they read", async () => {
    const cart = await startCart([[1, 1]]);
    const allAreOffered = createBarrier(4);

    const outcomes = await Promise.all(
      Array.from({ length: 4 }, () =>
        addLines(shopperWith(OFFERS, { beforeAnswer: allAreOffered }), {
          cartId: cart.id,
          lines: [adding(1)],
          expectedVersion: cart.version,
        }),
      ),
    );

    expect(outcomes.map(codesOf).flat().sort()).toEqual(["CONFLICT", "CONFLICT", "CONFLICT", "changed"]);
    const after = await db.carts.find(cart.id);
    expect(quantitiesOf(after)).toEqual([[variantIdOf(1), 2]]);
    for (const outcome of outcomes) expect(outcome.cart).toEqual(after);
  });

  it("never exceed 100 lines together", async () => {
    const cart = await startCart(Array.from({ length: 99 }, (_, index) => [index + 1, 1]));
    const allAreOffered = createBarrier(2);

    const outcomes = await Promise.all(
      [100, 101].map((variant) =>
        addLines(shopperWith(OFFERS, { beforeAnswer: allAreOffered }), {
          cartId: cart.id,
          lines: [adding(variant)],
          expectedVersion: null,
        }),
      ),
    );

    expect(outcomes.map(codesOf).flat().sort()).toEqual(["TOO_MANY_LINES", "changed"]);
    expect((await db.carts.find(cart.id))?.lines).toHaveLength(100);
  });
});

describe("an edit that is refused changes nothing", () => {
  const edits = (cart: Cart, viewer: Viewer) => {
    const target = { cartId: cart.id, expectedVersion: null };
    const shopper = shopperWith(OFFERS, { viewer });
    return Promise.all([
      addLines(shopper, { ...target, lines: [adding(1, 5)] }),
      updateLines(shopper, { ...target, lines: [{ id: cart.lines[0]!.id, quantity: 5 }] }),
      removeLines(shopper, { ...target, lineIds: [cart.lines[0]!.id] }),
    ]);
  };

  it.each([
    ["LOCKED", "ord_x", "CART_LOCKED"],
    ["CONVERTED", "ord_x", "CART_LOCKED"],
    ["EXPIRED", null, "CART_EXPIRED"],
  ])("when the cart is %s", async (status, orderId, code) => {
    const cart = await startCart([[1, 2]]);
    await setStatus(cart.id, status, orderId);
    const before = await db.carts.find(cart.id);

    const outcomes = await edits(cart, GUEST);

    expect(outcomes.map(codesOf)).toEqual([[code], [code], [code]]);
    expect(await db.carts.find(cart.id)).toEqual(before);
  });

  it("when the cart is another user's, whoever asks, and the answer tells nothing of it", async () => {
    const cart = await startCart([[1, 2]], userOf(1));

    for (const viewer of [GUEST, userOf(2)]) {
      const outcomes = await edits(cart, viewer);
      expect(outcomes.map(codesOf)).toEqual([["CART_NOT_FOUND"], ["CART_NOT_FOUND"], ["CART_NOT_FOUND"]]);
      expect(outcomes.map((outcome) => outcome.cart)).toEqual([null, null, null]);
    }
    expect(await db.carts.find(cart.id)).toEqual(cart);
  });

  it("when the cart becomes another's, or is locked, between reading and writing", async () => {
    const cart = await startCart([[1, 2]]);
    const target = { cartId: cart.id, lines: [adding(1)], expectedVersion: null };
    const lockMeanwhile = { beforeAnswer: () => setStatus(cart.id, "LOCKED", "ord_x") };
    expect(codesOf(await addLines(shopperWith(OFFERS, lockMeanwhile), target))).toEqual(["CART_LOCKED"]);

    await setStatus(cart.id, "ACTIVE", null);
    const claim = () => db.pool.query("UPDATE carts SET customer_id = 'user_z' WHERE id = $1", [cart.id]);
    const outcome = await addLines(shopperWith(OFFERS, { beforeAnswer: claim }), target);
    expect(codesOf(outcome)).toEqual(["CART_NOT_FOUND"]);
    expect(outcome.cart).toBeNull();
    expect(quantitiesOf(await db.carts.find(cart.id))).toEqual([[variantIdOf(1), 2]]);
  });

  it("when one of many lines is wrong, and all that is wrong is named", async () => {
    const cart = await startCart([[1, 2]]);

    const outcome = await addLines(shopperWith(OFFERS), {
      cartId: cart.id,
      lines: [adding(1), adding(2, 0), adding(3, -1), adding(4, 10_001), { variantId: "nonsense", quantity: 1 }],
      expectedVersion: null,
    });

    expect(outcome).toEqual({
      kind: "refused",
      cart,
      problems: [
        { code: "INVALID_QUANTITY", field: ["lines", "1", "quantity"] },
        { code: "INVALID_QUANTITY", field: ["lines", "2", "quantity"] },
        { code: "INVALID_QUANTITY", field: ["lines", "3", "quantity"] },
        { code: "VARIANT_NOT_FOUND", field: ["lines", "4", "variantId"] },
      ],
    });
    expect(await db.carts.find(cart.id)).toEqual(cart);
  });

  it("when products does not answer; taking lines out works all the same", async () => {
    const cart = await startCart([[1, 2]]);
    const away = shopperWith([], {
      beforeAnswer: () => Promise.reject(new AppError("UNAVAILABLE", "products is not available.")),
    });
    const target = { cartId: cart.id, expectedVersion: null };

    await expect(addLines(away, { ...target, lines: [adding(1)] })).rejects.toMatchObject({ code: "UNAVAILABLE" });
    expect(await db.carts.find(cart.id)).toEqual(cart);

    expect(codesOf(await removeLines(away, { ...target, lineIds: [cart.lines[0]!.id] }))).toEqual(["changed"]);
    expect((await db.carts.find(cart.id))?.lines).toEqual([]);
  });
});

describe("an edit that is done", () => {
  it("answers exactly what is stored, for adding, updating and removing", async () => {
    let cart = await startCart([
      [1, 2],
      [2, 3],
    ]);
    const check = async (outcome: EditOutcome) => {
      expect(codesOf(outcome)).toEqual(["changed"]);
      expect(await db.carts.find(cart.id)).toEqual(outcome.cart);
      cart = outcome.cart!;
    };
    const target = { cartId: cart.id, expectedVersion: null };
    const dearer = [offerOf(1), offerOf(2), offerOf(3, { price: { minor: 7n, currency: "EUR" } })];

    await check(await addLines(shopperWith(dearer), { ...target, lines: [adding(3, 4), adding(1)] }));
    await check(await updateLines(shopperWith(dearer), { ...target, lines: [{ id: cart.lines[1]!.id, quantity: 1 }] }));
    await check(await removeLines(shopperWith([]), { ...target, lineIds: [cart.lines[0]!.id] }));

    expect(cart.version).toBe(4);
    expect(cart.lines.map(({ quantity, position, unitPrice }) => [quantity, position, unitPrice.minor])).toEqual([
      [1, 2, 1_000n],
      [4, 3, 7n],
    ]);
  });

  it("leaves the version alone when it changes nothing", async () => {
    const cart = await startCart([[1, 2]]);
    const target = { cartId: cart.id, expectedVersion: cart.version };

    const outcomes = [
      await addLines(shopperWith(OFFERS), { ...target, lines: [] }),
      await updateLines(shopperWith(OFFERS), { ...target, lines: [{ id: cart.lines[0]!.id, quantity: 2 }] }),
      await removeLines(shopperWith([]), { ...target, lineIds: [] }),
    ];

    expect(outcomes.map(codesOf).flat()).toEqual(["changed", "changed", "changed"]);
    expect(await db.carts.find(cart.id)).toEqual(cart);
  });
});
