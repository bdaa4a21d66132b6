import { createHash } from "node:crypto";
import type { EventId, Id, OrderId, OrderLineId } from "#platform/ids/id.ts";
import { idFromBytes } from "#platform/ids/id.ts";
import { isSame, type Money } from "#platform/money/money.ts";

export const ORDER_STATUSES = [
  "PENDING_PAYMENT",
  "PAID",
  "PARTIALLY_FULFILLED",
  "FULFILLED",
  "CANCELLED",
  "EXPIRED",
] as const;

export type OrderStatus = (typeof ORDER_STATUSES)[number];

/** Every step an order may take. It never goes back, and nothing leaves the last three. */
const STEPS: Readonly<Record<OrderStatus, readonly OrderStatus[]>> = {
  PENDING_PAYMENT: ["PAID", "CANCELLED", "EXPIRED"],
  PAID: ["PARTIALLY_FULFILLED", "FULFILLED", "CANCELLED"],
  PARTIALLY_FULFILLED: ["FULFILLED"],
  FULFILLED: [],
  CANCELLED: [],
  EXPIRED: [],
};

/** The statuses from which an order may become `next`: the guard in the WHERE of every change of status. */
export const statusesBefore = (next: OrderStatus): OrderStatus[] =>
  ORDER_STATUSES.filter((status) => STEPS[status].includes(next));

/** The statuses of orders that somebody still waits for: for money, or for goods. */
export const OPEN_STATUSES: readonly OrderStatus[] = ORDER_STATUSES.filter((status) => STEPS[status].length > 0);

/** Where the goods go, as the buyer gave it; frozen with the order. */
export interface ShippingAddress {
  readonly fullName: string;
  readonly line1: string;
  readonly line2: string | null;
  readonly city: string;
  readonly region: string | null;
  readonly postalCode: string | null;
  /** ISO 3166-1 alpha-2. */
  readonly countryCode: string;
  readonly phone: string | null;
}

/** One purchase. `expiresAt` is the end of its stock hold: it may be paid until then. */
export interface Order {
  readonly id: OrderId;
  readonly number: string;
  readonly cartId: string;
  /** Null for a guest's. */
  readonly customerId: string | null;
  readonly email: string;
  readonly shippingAddress: ShippingAddress;
  readonly status: OrderStatus;
  /** The lines before discounts. */
  readonly subtotal: Money;
  /** Off lines and delivery together. */
  readonly discounts: Money;
  /** The delivery before discounts. */
  readonly shipping: Money;
  /** In the total; null when it was not known where the order goes. */
  readonly tax: Money | null;
  /** Whether prices contain the tax; else the total has it on top. */
  readonly taxIncluded: boolean;
  readonly total: Money;
  readonly paymentId: string | null;
  readonly placedAt: Date;
  readonly expiresAt: Date;
  readonly paidAt: Date | null;
  /** Since when nothing in it tells whose it was. */
  readonly erasedAt: Date | null;
}

/** One variant of an order with what it was and cost on that day. */
export interface OrderLine {
  readonly id: OrderLineId;
  readonly orderId: OrderId;
  /** From 0, in the cart's order. */
  readonly position: number;
  readonly variantId: string;
  readonly productId: string;
  readonly shopId: string;
  readonly title: string;
  readonly variantTitle: string;
  readonly sku: string;
  readonly imageUrl: string | null;
  readonly quantity: number;
  readonly unitPrice: Money;
  readonly discounts: Money;
  readonly tax: Money | null;
  /** Unit price times quantity, less the discounts. */
  readonly total: Money;
}

export type NewOrder = Omit<Order, "number" | "status" | "paymentId" | "paidAt" | "erasedAt">;
export type NewOrderLine = Omit<OrderLine, "orderId" | "position">;

/** The stock hold of an order: the same id with another prefix, so that neither side has to store the other's. */
export const holdIdOf = (orderId: OrderId): Id<"hold"> => `hold_${orderId.slice("ord_".length)}`;

/**
 * Why a captured payment could not pay `order` (null: there is none), or null when it is the payment that did. Only asked
 * after the conditional update has found nothing to change.
 */
export function judgeUnwanted(
  order: Order | null,
  payment: { paymentId: string; amount: Money },
): "ORDER_NOT_PAYABLE" | "AMOUNT_MISMATCH" | null {
  if (order === null) return "ORDER_NOT_PAYABLE";
  if (order.paymentId === payment.paymentId) return null;
  return order.status === "PENDING_PAYMENT" && !isSame(order.total, payment.amount)
    ? "AMOUNT_MISMATCH"
    : "ORDER_NOT_PAYABLE";
}

/** The id of the one `PaymentUnwanted` that a payment can cause, however often and in whatever envelope it is delivered. */
export const unwantedEventId = (paymentId: string): EventId =>
  idFromBytes("evt", createHash("sha256").update(`orders.payment-unwanted ${paymentId}`).digest().subarray(0, 16));
