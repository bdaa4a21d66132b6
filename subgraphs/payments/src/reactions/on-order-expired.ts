import { reactTo } from "#platform/events/inbox.ts";
import { enqueueJob } from "#platform/jobs/job.ts";
import { OrderExpired } from "../../../orders/contract/events.ts";
import type { PaymentsStore } from "../database.ts";
import { cancelPayment } from "../jobs/cancel-payment.ts";

/** Nobody should be able to pay an order that no longer holds its stock. */
export const onOrderExpired = reactTo(
  OrderExpired,
  "payments.cancel-payment",
  async ({ sql }: PaymentsStore, { orderId }) => enqueueJob(sql, cancelPayment, { orderId }),
);
