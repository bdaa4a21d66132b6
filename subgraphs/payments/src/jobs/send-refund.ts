import { z } from "zod";
import { SYSTEM_ACTOR } from "#platform/audit/audit-record.ts";
import { appendAudit } from "#platform/events/append-audit.ts";
import { defineJob, handleJob, type JobHandler } from "#platform/jobs/job.ts";
import type { Now } from "#platform/time/clock.ts";
import { PaymentsAuditRecorded } from "../../contract/events.ts";
import type { PaymentsDatabase } from "../database.ts";
import type { PaymentProvider } from "../providers/payment-provider.ts";
import type { Refund } from "../refund/refund.repository.ts";

/** Sends a stored refund to the provider, under the refund's own id as idempotency key. Parked refunds need a person. */
export const sendRefund = defineJob({
  name: "payments.send-refund",
  input: z.object({ refundId: z.string() }),
  maxAttempts: 25,
});

export const createSendRefundJob = (deps: {
  db: Pick<PaymentsDatabase, "payments" | "refunds" | "transaction">;
  provider: PaymentProvider;
  now: Now;
}): JobHandler =>
  handleJob(sendRefund, async ({ refundId }, { logger }) => {
    const refund = await deps.db.refunds.find(refundId);
    if (!refund || refund.status === "SUCCEEDED") return;
    const [payment] = await deps.db.payments.findByIds([refund.paymentId]);
    if (!payment?.providerReference) throw new Error(`payment ${refund.paymentId} has no provider reference to refund`);
    const { providerReference, kind } = payment;
    const reference = await deps.provider.refund({ refundId, providerReference, kind, amount: refund.amount });
    await deps.db.transaction(async (store) => {
      const settled = await store.refunds.settle(refund.id, reference, deps.now());
      if (!settled) return;
      await store.payments.advance(payment.id, "REFUNDED");
      await appendAudit(store.outbox, PaymentsAuditRecorded, SYSTEM_ACTOR, toRecord(refund));
    });
    logger.info({ refundId, paymentId: payment.id, reason: refund.reason }, "refund sent");
  });

const toRecord = ({ id, paymentId, reason, amount }: Refund) => ({
  action: "refund.send",
  subject: { type: "Refund", id },
  before: { status: "PENDING" },
  after: {
    status: "SUCCEEDED",
    paymentId,
    reason,
    amountMinor: amount.minor.toString(),
    currency: amount.currency,
  },
});
