import { reactTo } from "#platform/events/inbox.ts";
import { AccountErased } from "../../../accounts/contract/events.ts";
import type { CartsStore } from "../database.ts";

/**
 * Nobody shops on: the person's carts go, with their lines and the frozen copies in their locks. An order was made of them, or
 * never will be: a checkout on the way finds no cart.
 */
export const onAccountErased = reactTo<CartsStore, { userId: string }>(
  AccountErased,
  "carts.remove-when-account-erased",
  async ({ carts }, { userId }) => {
    await carts.lockCustomer(userId);
    await carts.removeOf(userId);
  },
);
