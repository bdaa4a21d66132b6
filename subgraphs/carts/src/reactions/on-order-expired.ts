import { reactTo } from "#platform/events/inbox.ts";
import type { Now } from "#platform/time/clock.ts";
import { OrderExpired } from "../../../orders/contract/events.ts";
import type { CartsStore } from "../database.ts";
import { releaseCart } from "../lock/release-cart.ts";

/** Nobody paid in time: the buyer has the cart back. */
export const onOrderExpired = (now: Now) =>
  reactTo<CartsStore, { cartId: string; orderId: string }>(
    OrderExpired,
    "carts.release-when-order-expired",
    async (store, payload) => void (await releaseCart(store, payload, now())),
  );
