import type { OrderId, PaymentId, UserId } from "#platform/ids/id.ts";
import type { Money } from "#platform/money/money.ts";

export type PaymentKind = "PAYMENT_INTENT" | "HOSTED_CHECKOUT";

export type PaymentStatus =
  | "REQUIRES_ACTION"
  | "PROCESSING"
  | "AUTHORIZED"
  | "SUCCEEDED"
  | "FAILED"
  | "CANCELLED"
  | "PARTIALLY_REFUNDED"
  | "REFUNDED"
  | "DISPUTED";

/** One attempt to collect an order's whole amount through one object of the provider. */
export interface Payment {
  id: PaymentId;
  orderId: OrderId;
  customerId: UserId | null;
  kind: PaymentKind;
  status: PaymentStatus;
  amount: Money;
  provider: string;
  /** The provider's id; null until its answer has been stored. */
  providerReference: string | null;
  clientSecret: string | null;
  url: string | null;
  failureCode: string | null;
  createdAt: Date;
  capturedAt: Date | null;
}

/**
 * What may follow what. FAILED is the last attempt's outcome, not the end: the buyer may try another card on the same
 * payment. Money that was taken never becomes untaken, so events that arrive late or twice change nothing.
 */
const NEXT: Record<PaymentStatus, readonly PaymentStatus[]> = {
  REQUIRES_ACTION: ["PROCESSING", "AUTHORIZED", "SUCCEEDED", "FAILED", "CANCELLED"],
  PROCESSING: ["AUTHORIZED", "SUCCEEDED", "FAILED", "CANCELLED"],
  AUTHORIZED: ["SUCCEEDED", "FAILED", "CANCELLED"],
  FAILED: ["PROCESSING", "AUTHORIZED", "SUCCEEDED", "CANCELLED"],
  SUCCEEDED: ["PARTIALLY_REFUNDED", "REFUNDED", "DISPUTED"],
  PARTIALLY_REFUNDED: ["REFUNDED", "DISPUTED"],
  DISPUTED: ["SUCCEEDED", "REFUNDED"],
  CANCELLED: [],
  REFUNDED: [],
};

export const canBecome = (from: PaymentStatus, to: PaymentStatus): boolean => NEXT[from].includes(to);

/** Every status from which `to` can be reached in one step: the WHERE of the conditional update. */
export const statusesBefore = (to: PaymentStatus): PaymentStatus[] =>
  (Object.keys(NEXT) as PaymentStatus[]).filter((from) => canBecome(from, to));
