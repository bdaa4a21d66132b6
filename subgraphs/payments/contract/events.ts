import { z } from "zod";
import { defineAuditEvent } from "#platform/events/define-audit-event.ts";
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

/** What payments did, or whom somebody was shown by it, for the audit trail. */
export const PaymentsAuditRecorded = defineAuditEvent("payments");
