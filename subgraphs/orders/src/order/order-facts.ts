import type { AccessKeys } from "./access-key.ts";
import type { Order, OrderLine } from "./order.ts";

type LineTexts = Pick<OrderLine, "variantId" | "title" | "variantTitle" | "quantity" | "total">;

/** What events tell of an order, so that a mail can be written from it. */
export const toOrderFacts = (order: Order, lines: readonly LineTexts[], accessKeys: Pick<AccessKeys, "of">) => ({
  orderId: order.id,
  number: order.number,
  cartId: order.cartId,
  customerId: order.customerId,
  email: order.email,
  accessKey: accessKeys.of(order.id),
  fullName: order.shippingAddress.fullName,
  lines: lines.map(toLineFacts),
  totalMinor: order.total.minor.toString(),
  currency: order.total.currency,
});

/** The same with lines that can be named: of an order that is there, because a cart's lines have ids of another kind. */
export const toPaidOrderFacts = (order: Order, lines: readonly OrderLine[], accessKeys: Pick<AccessKeys, "of">) => ({
  ...toOrderFacts(order, lines, accessKeys),
  lines: lines.map((line) => ({
    lineId: line.id,
    productId: line.productId,
    shopId: line.shopId,
    ...toLineFacts(line),
  })),
});

const toLineFacts = ({ variantId, title, variantTitle, quantity, total }: LineTexts) => ({
  variantId,
  title,
  variantTitle,
  quantity,
  totalMinor: total.minor.toString(),
});
