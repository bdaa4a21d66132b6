import { reactTo } from "#platform/events/inbox.ts";
import { newId, type PaymentId } from "#platform/ids/id.ts";
import { enqueueJob } from "#platform/jobs/job.ts";
import type { Now } from "#platform/time/clock.ts";
import { PaymentUnwanted } from "../../../orders/contract/events.ts";
import type { PaymentsStore } from "../database.ts";
import { sendRefund } from "../jobs/send-refund.ts";

/** Money that its order cannot take goes back in full, once per payment. */
export const createOnPaymentUnwanted = (now: Now) =>
  reactTo(
    PaymentUnwanted,
    "payments.refund-unwanted",
    async ({ payments, refunds, sql }: PaymentsStore, { paymentId, reason }) => {
      const [payment] = await payments.findByIds([paymentId]);
      if (!payment) throw new Error(`payment ${paymentId} is unknown`);
      const id = newId("rfnd", now());
      const { amount } = payment;
      const stored = await refunds.insertOnce(
        { id, paymentId: payment.id as PaymentId, amount, reason, status: "PENDING" },
        now(),
      );
      if (stored) await enqueueJob(sql, sendRefund, { refundId: id });
    },
  );
