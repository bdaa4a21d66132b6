import type { Money } from "#platform/money/money.ts";
import type { PaymentKind } from "../payment/payment.ts";

/** What a provider gives back for a started payment. */
export interface StartedPayment {
  providerReference: string;
  /** For a browser that confirms the payment itself. */
  clientSecret: string | null;
  /** A page of the provider's where the buyer pays. */
  url: string | null;
}

export interface PaymentToStart {
  paymentId: string;
  orderId: string;
  orderNumber: string;
  kind: PaymentKind;
  amount: Money;
  email: string;
}

/**
 * Someone who takes money. Every call carries an idempotency key made from our own id, so that a repeat after a lost answer
 * never takes or gives back twice.
 *
 * @throws AppError UNAVAILABLE when the provider does not answer in time or fails: what happened there is unknown, repeat.
 */
export interface PaymentProvider {
  readonly name: string;
  start(payment: PaymentToStart): Promise<StartedPayment>;
  /** Makes sure that nobody can pay any more; `tooLate` when the money has already been taken. */
  cancel(payment: {
    paymentId: string;
    kind: PaymentKind;
    providerReference: string;
  }): Promise<"cancelled" | "tooLate">;
  /** Gives money back; returns the provider's id of the refund. */
  refund(refund: { refundId: string; providerReference: string; kind: PaymentKind; amount: Money }): Promise<string>;
}
