import { newId } from "#platform/ids/id.ts";
import type { Cart } from "../cart/cart.ts";
import { isEmptyChange } from "../cart/cart.ts";
import { planMerge } from "../cart/plan-lines.ts";
import type { CartsStore } from "../database.ts";
import type { LockCartInput } from "./lock-cart.ts";

/**
 * Ends the claim of an order on a cart; true when the cart is not held by that order (any more) but was at some time. A
 * repeat changes nothing. A cart that another order holds, or that was bought, stays as it is. An order that never held it is remembered
 * as having given up, so that its lock request, should it arrive late, is refused.
 *
 * The cart is ACTIVE again. If its customer has begun another meanwhile, its lines go into that one and it is EXPIRED: a
 * customer has one active cart, and nothing is lost. (In another currency they stay behind in the expired cart.)
 */
export async function releaseCart(store: CartsStore, { cartId, orderId }: LockCartInput, at: Date): Promise<boolean> {
  const { carts, locks } = store;
  const customerId = (await carts.find(cartId))?.customerId ?? null;
  if (customerId !== null) await carts.lockCustomer(customerId);
  const rival = customerId === null ? null : await carts.findActive(customerId);
  await carts.lockRows(rival ? [cartId, rival.id] : [cartId]);

  const cart = await carts.find(cartId);
  const lock = await locks.find(orderId);
  if (!cart || (lock && lock.cartId !== cart.id)) return false;
  if (!lock) {
    await locks.insertEnded(orderId, cart.id, at);
    return false;
  }
  if (cart.status === "LOCKED" && cart.lockedByOrderId === orderId) {
    await locks.end(orderId, at);
    await giveBack(store, cart, rival && (await carts.find(rival.id)), at);
    return true;
  }
  return lock.hasEnded && lock.frozen !== null;
}

async function giveBack({ carts }: CartsStore, cart: Cart, rival: Cart | null, at: Date): Promise<void> {
  // Under its row lock a rival may turn out to be locked by a checkout of its own by now.
  if (rival?.status !== "ACTIVE") return carts.unlock(cart, at);
  if (rival.currency === cart.currency) {
    const change = planMerge(rival, cart, () => newId("cln", at));
    if (!isEmptyChange(change)) await carts.applyChange(rival, change, at);
  }
  await carts.expire(cart, at);
}
