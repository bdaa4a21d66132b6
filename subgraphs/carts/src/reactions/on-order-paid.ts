import { reactTo } from "#platform/events/inbox.ts";
import type { Now } from "#platform/time/clock.ts";
import { OrderPaid } from "../../../orders/contract/events.ts";
import type { CartsStore } from "../database.ts";

/** The cart that a paid order was made of is bought for good. A cart that the order does not hold is left alone. */
export const onOrderPaid = (now: Now) =>
  reactTo<CartsStore, { cartId: string; orderId: string }>(
    OrderPaid,
    "carts.convert-when-order-paid",
    ({ carts }, { cartId, orderId }) => carts.convert(cartId, orderId, now()),
  );
