import type { Id, PaymentId } from "#platform/ids/id.ts";
import type { CurrencyCode } from "#platform/money/currency.ts";
import type { Money } from "#platform/money/money.ts";
import type { Prisma } from "../generated/prisma/client.ts";

export type RefundId = Id<"rfnd">;

export interface Refund {
  id: RefundId;
  paymentId: PaymentId;
  amount: Money;
  reason: string;
  status: "PENDING" | "SUCCEEDED";
}

export type RefundRepository = ReturnType<typeof createRefundRepository>;

/** SQL for refunds. */
export function createRefundRepository(db: Prisma.TransactionClient) {
  return {
    /** Stores a refund unless the payment has one for this reason; false for a repeat. */
    async insertOnce(refund: Refund, createdAt: Date): Promise<boolean> {
      const { amount, ...rest } = refund;
      const { count } = await db.refund.createMany({
        data: [{ ...rest, amountMinor: amount.minor, currency: amount.currency, createdAt }],
        skipDuplicates: true,
      });
      return count === 1;
    },

    async find(id: string): Promise<Refund | null> {
      const row = await db.refund.findUnique({ where: { id } });
      return (
        row && {
          id: row.id as RefundId,
          paymentId: row.paymentId as PaymentId,
          amount: { minor: row.amountMinor, currency: row.currency as CurrencyCode },
          reason: row.reason,
          status: row.status,
        }
      );
    },

    /** Marks the refund as done; false when it already was. */
    async settle(id: RefundId, providerReference: string, settledAt: Date): Promise<boolean> {
      const { count } = await db.refund.updateMany({
        where: { id, status: "PENDING" },
        data: { status: "SUCCEEDED", providerReference, settledAt },
      });
      return count === 1;
    },
  };
}
