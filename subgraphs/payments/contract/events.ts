import { z } from "zod";
import { defineEvent } from "#platform/events/define-event.ts";

/** The provider took the whole amount, which has been checked against the order's. Published once per payment. */
export const PaymentCaptured = defineEvent(
  "payments.payment-captured.v1",
  z.object({
    paymentId: z.string(),
    orderId: z.string(),
    amountMinor: z.string().regex(/^\d+$/),
    currency: z.string(),
    capturedAt: z.iso.datetime(),
  }),
);
