import { reactTo } from "#platform/events/inbox.ts";
import type { Now } from "#platform/time/clock.ts";
import { CheckoutAbandoned } from "../../../orders/contract/events.ts";
import type { CartsStore } from "../database.ts";
import { releaseCart } from "../lock/release-cart.ts";

/** The checkout never became an order: the buyer has the cart back. */
export const onCheckoutAbandoned = (now: Now) =>
  reactTo<CartsStore, { cartId: string; orderId: string }>(
    CheckoutAbandoned,
    "carts.release-when-checkout-abandoned",
    async (store, payload) => void (await releaseCart(store, payload, now())),
  );
