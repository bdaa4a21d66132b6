import { AppError } from "#platform/errors/app-error.ts";
import type { Now } from "#platform/time/clock.ts";
import type { Cart } from "../cart/cart.ts";
import type { Offers, Shopper } from "../cart/offer.ts";
import type { CartsDatabase, CartsStore } from "../database.ts";
import { type FrozenCart, freezeCart } from "./frozen-cart.ts";
import type { CartLock } from "./lock.repository.ts";

/** Rounds of asking for prices while other devices keep adding variants. */
const ATTEMPTS = 5;

export type LockCartOutcome =
  | { readonly kind: "locked"; readonly cart: FrozenCart }
  | { readonly kind: "notFound" | "empty" | "lockedByAnotherCheckout" | "converted" }
  | { readonly kind: "unavailableLines"; readonly lineIds: readonly string[] };

export interface LockCartInput {
  readonly cartId: string;
  readonly orderId: string;
}

export type LockCart = ReturnType<typeof createLockCart>;

/**
 * Gives a cart to the checkout of one order and freezes its lines at the prices of now. Safe to repeat and to run
 * concurrently: the same order gets the same frozen cart every time, also after a crash in between and after it was bought;
 * of several orders one gets the cart. An edit comes before the lock and is in the frozen lines, or after it and is refused.
 * An order that has given the cart back cannot lock again: its late repeat must not hold a cart for nobody.
 *
 * @throws AppError UNAVAILABLE when products does not answer; the cart stays as it is.
 */
export function createLockCart({ db, now }: { db: CartsDatabase; now: Now }) {
  return async (shopper: Shopper, { cartId, orderId }: LockCartInput): Promise<LockCartOutcome> => {
    for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
      const cart = await db.carts.findVisible(shopper.viewer, cartId);
      const known = answerWithoutPrices(cart, await db.locks.find(orderId), orderId);
      if (!cart || known) return known ?? { kind: "notFound" };
      const priced = cart.lines.map(({ variantId }) => variantId);
      const offers = await shopper.offersOf(priced, cart.currency);
      const outcome = await db.transaction(async (store) => {
        const current = await store.carts.lockVisible(shopper.viewer, cartId);
        const changed = answerWithoutPrices(current, await store.locks.find(orderId), orderId);
        if (!current || changed) return changed ?? ({ kind: "notFound" } as const);
        if (current.lines.some(({ variantId }) => !priced.includes(variantId))) return { kind: "unpriced" } as const;
        return lockPriced(store, current, offers, orderId, now());
      });
      if (outcome.kind !== "unpriced") return outcome;
    }
    throw new AppError("UNAVAILABLE", "The cart keeps changing. Try again.", {
      logMessage: `the cart of ${orderId} got new variants in each of ${ATTEMPTS} rounds`,
    });
  };
}

async function lockPriced(
  { carts, locks }: CartsStore,
  cart: Cart,
  offers: Offers,
  orderId: string,
  at: Date,
): Promise<LockCartOutcome> {
  const freezing = freezeCart(cart, offers);
  if (freezing.kind === "unavailable") return { kind: "unavailableLines", lineIds: freezing.lineIds };
  const frozenPrice = new Map(freezing.cart.lines.map(({ id, unitPrice }) => [id, unitPrice]));
  const lines = cart.lines.map((line) => ({ ...line, unitPrice: frozenPrice.get(line.id)! }));
  await carts.lock(cart, orderId, lines, at);
  await locks.insert(orderId, freezing.cart, at);
  return { kind: "locked", cart: freezing.cart };
}

/** What can be said without prices; null when the cart is free and has lines. */
function answerWithoutPrices(cart: Cart | null, lock: CartLock | null, orderId: string): LockCartOutcome | null {
  if (!cart || (lock && lock.cartId !== cart.id)) return { kind: "notFound" };
  if (lock?.hasEnded) return { kind: "lockedByAnotherCheckout" };
  if (lock?.frozen && cart.lockedByOrderId === orderId) return { kind: "locked", cart: lock.frozen };
  switch (cart.status) {
    case "LOCKED":
      return { kind: "lockedByAnotherCheckout" };
    case "CONVERTED":
      return { kind: "converted" };
    case "EXPIRED":
      return { kind: "notFound" };
    case "ACTIVE":
      return cart.lines.length === 0 ? { kind: "empty" } : null;
  }
}
