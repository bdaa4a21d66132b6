import type { AccessKeys } from "./access-key.ts";
import type { Order, OrderLine } from "./order.ts";

/** What events tell of an order, so that a mail can be written from it. */
export const toOrderFacts = (
  order: Order,
  lines: readonly Pick<OrderLine, "variantId" | "title" | "variantTitle" | "quantity" | "total">[],
  accessKeys: Pick<AccessKeys, "of">,
) => ({
  orderId: order.id,
  number: order.number,
  cartId: order.cartId,
  customerId: order.customerId,
  email: order.email,
  accessKey: accessKeys.of(order.id),
  fullName: order.shippingAddress.fullName,
  lines: lines.map(({ variantId, title, variantTitle, quantity, total }) => ({
    variantId,
    title,
    variantTitle,
    quantity,
    totalMinor: total.minor.toString(),
  })),
  totalMinor: order.total.minor.toString(),
  currency: order.total.currency,
});
