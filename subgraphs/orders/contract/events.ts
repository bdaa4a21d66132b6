import { z } from "zod";
import { defineAuditEvent } from "#platform/events/define-audit-event.ts";
import { defineEvent } from "#platform/events/define-event.ts";

const minorUnits = z.string().regex(/^\d+$/);

const orderLine = z.object({
  /** The line's id, its product and its shop: only of a paid order, and not in the first events. */
  lineId: z.string().optional(),
  productId: z.string().optional(),
  shopId: z.string().optional(),
  variantId: z.string(),
  title: z.string(),
  variantTitle: z.string(),
  quantity: z.int().positive(),
  totalMinor: minorUnits,
});

/** An order exists, waits for its payment and holds its stock until `expiresAt`. Carries what a mail shows, which the first events lacked. */
export const OrderPlaced = defineEvent(
  "orders.order-placed.v1",
  z.object({
    orderId: z.string(),
    number: z.string(),
    cartId: z.string(),
    customerId: z.string().nullable(),
    email: z.string().optional(),
    /** Lets the buyer read the order without signing in: goes into the mail's link, never into a log. */
    accessKey: z.string().optional(),
    fullName: z.string().optional(),
    lines: z.array(orderLine).optional(),
    totalMinor: minorUnits,
    currency: z.string(),
    expiresAt: z.iso.datetime(),
  }),
);

/** The order is paid in full. Published once per order. Carries what the confirmation mail shows. */
export const OrderPaid = defineEvent(
  "orders.order-paid.v1",
  z.object({
    orderId: z.string(),
    number: z.string(),
    cartId: z.string(),
    customerId: z.string().nullable(),
    email: z.string(),
    /** Lets the buyer read the order without signing in: goes into the mail's link, never into a log. */
    accessKey: z.string(),
    fullName: z.string(),
    lines: z.array(orderLine),
    totalMinor: minorUnits,
    currency: z.string(),
    paidAt: z.iso.datetime(),
  }),
);

/** Nobody paid in time: stock, cart and payment session of the order are free again. */
export const OrderExpired = defineEvent(
  "orders.order-expired.v1",
  z.object({ orderId: z.string(), cartId: z.string() }),
);

/** A checkout began (cart locked, perhaps stock held) but never became an order. `orderId` is the one it would have had. */
export const CheckoutAbandoned = defineEvent(
  "orders.checkout-abandoned.v1",
  z.object({ orderId: z.string(), cartId: z.string() }),
);

/** Money arrived for an order that cannot take it (expired, already paid, other amount): it goes back in full. */
export const PaymentUnwanted = defineEvent(
  "orders.payment-unwanted.v1",
  z.object({ orderId: z.string(), paymentId: z.string(), reason: z.enum(["ORDER_NOT_PAYABLE", "AMOUNT_MISMATCH"]) }),
);

/** What orders did, or whom somebody was shown by it, for the audit trail. */
export const OrdersAuditRecorded = defineAuditEvent("orders");
