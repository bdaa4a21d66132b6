import { z } from "zod";
import { defineJob, handleJob, type JobHandler } from "#platform/jobs/job.ts";
import type { PaymentsDatabase } from "../database.ts";
import type { PaymentProvider } from "../providers/payment-provider.ts";

/** Makes an unpaid order's payment unpayable at the provider. Parked after fifteen failures: a late payment is then refunded. */
export const cancelPayment = defineJob({
  name: "payments.cancel-payment",
  input: z.object({ orderId: z.string() }),
  maxAttempts: 15,
});

export const createCancelPaymentJob = (deps: {
  db: Pick<PaymentsDatabase, "payments" | "transaction">;
  provider: PaymentProvider;
}): JobHandler =>
  handleJob(cancelPayment, async ({ orderId }) => {
    const payments = await deps.db.payments.findByOrders([orderId]);
    const open = payments.find(({ status }) => ["REQUIRES_ACTION", "PROCESSING", "FAILED"].includes(status));
    if (!open) return;
    // Without a reference the provider may still have got our request: asking again under the same key tells.
    if (open.providerReference !== null) {
      const { id: paymentId, kind, providerReference } = open;
      if ((await deps.provider.cancel({ paymentId, kind, providerReference })) === "tooLate") return;
    }
    await deps.db.transaction((store) => store.payments.advance(open.id, "CANCELLED"));
  });
