import type { OrderId, PaymentId, UserId } from "#platform/ids/id.ts";
import type { CurrencyCode } from "#platform/money/currency.ts";
import type { Payment as PaymentRow, Prisma } from "../generated/prisma/client.ts";
import { type Payment, type PaymentStatus, statusesBefore } from "./payment.ts";

export type PaymentRepository = ReturnType<typeof createPaymentRepository>;

/** SQL for payments and their idempotency keys. Works on the plain client or inside a transaction. */
export function createPaymentRepository(db: Prisma.TransactionClient) {
  return {
    /** Payments of `orderIds`, oldest first. */
    async findByOrders(orderIds: readonly string[]): Promise<Payment[]> {
      const rows = await db.payment.findMany({
        where: { orderId: { in: [...orderIds] } },
        orderBy: [{ createdAt: "asc" }, { id: "asc" }],
      });
      return rows.map(toPayment);
    },

    /** Payments among `ids`, in no particular order. */
    async findByIds(ids: readonly string[]): Promise<Payment[]> {
      return (await db.payment.findMany({ where: { id: { in: [...ids] } } })).map(toPayment);
    },

    /** The order's payment that is not cancelled, if any; at most one exists. */
    async findOpen(orderId: OrderId): Promise<Payment | null> {
      const row = await db.payment.findFirst({ where: { orderId, status: { not: "CANCELLED" } } });
      return row && toPayment(row);
    },

    /**
     * Inserts the payment unless its order already has an open one; either way the open one comes back. The partial unique
     * index decides: the loser of a race waits for the winner's commit, then reads the winner's row.
     */
    async insertUnlessOpen(payment: Payment): Promise<Payment> {
      await db.payment.createMany({ data: [toRow(payment)], skipDuplicates: true });
      const row = await db.payment.findFirstOrThrow({
        where: { orderId: payment.orderId, status: { not: "CANCELLED" } },
      });
      return toPayment(row);
    },

    /** Stores what the provider answered, once: a second answer for the same payment changes nothing. */
    async storeProviderAnswer(
      id: PaymentId,
      answer: { providerReference: string; clientSecret: string | null; url: string | null },
    ): Promise<void> {
      await db.payment.updateMany({ where: { id, providerReference: null }, data: answer });
    },

    /** Moves the payment to `status` if its state allows it; false when it does not (a late or repeated event). */
    async advance(
      id: PaymentId,
      status: PaymentStatus,
      change: { capturedAt?: Date; failureCode?: string | null } = {},
    ): Promise<boolean> {
      const { count } = await db.payment.updateMany({
        where: { id, status: { in: statusesBefore(status) } },
        data: { status, ...change },
      });
      return count === 1;
    },

    /**
     * Claims an idempotency key for `request`, or returns who holds it. Concurrent claims of one key wait for each other.
     */
    async claimKey(request: {
      actor: string;
      idempotencyKey: string;
      inputHash: string;
      paymentId: PaymentId;
      createdAt: Date;
    }): Promise<{ inputHash: string; paymentId: PaymentId }> {
      await db.paymentRequest.createMany({ data: [request], skipDuplicates: true });
      const row = await db.paymentRequest.findUniqueOrThrow({
        where: { actor_idempotencyKey: { actor: request.actor, idempotencyKey: request.idempotencyKey } },
      });
      return { inputHash: row.inputHash, paymentId: row.paymentId as PaymentId };
    },

    /** The holder of an idempotency key, or null when it is new. */
    async findKey(actor: string, idempotencyKey: string): Promise<{ inputHash: string; paymentId: PaymentId } | null> {
      const row = await db.paymentRequest.findUnique({ where: { actor_idempotencyKey: { actor, idempotencyKey } } });
      return row && { inputHash: row.inputHash, paymentId: row.paymentId as PaymentId };
    },
  };
}

const toPayment = ({ amountMinor, currency, ...row }: PaymentRow): Payment => ({
  ...row,
  id: row.id as PaymentId,
  orderId: row.orderId as OrderId,
  customerId: row.customerId as UserId | null,
  amount: { minor: amountMinor, currency: currency as CurrencyCode },
});

const toRow = ({ amount, ...payment }: Payment): PaymentRow => ({
  ...payment,
  amountMinor: amount.minor,
  currency: amount.currency,
});
