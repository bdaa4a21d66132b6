import { z } from "zod";
import { SYSTEM_ACTOR } from "#platform/audit/audit-record.ts";
import { appendAudit } from "#platform/events/append-audit.ts";
import { parseId, type PaymentId } from "#platform/ids/id.ts";
import type { Logger } from "#platform/logging/logger.ts";
import type { Now } from "#platform/time/clock.ts";
import { PaymentCaptured, PaymentsAuditRecorded } from "../../contract/events.ts";
import type { PaymentsDatabase, PaymentsStore } from "../database.ts";
import type { Payment } from "../payment/payment.ts";

/** The part of Stripe's PaymentIntent that we rely on. */
const paymentIntent = z.object({
  id: z.string(),
  amount_received: z.int().nonnegative(),
  currency: z.string(),
  metadata: z.record(z.string(), z.string()),
  last_payment_error: z.object({ code: z.string().nullish(), decline_code: z.string().nullish() }).nullish(),
});

const intentEvent = z.object({ data: z.object({ object: paymentIntent }) });

type Intent = z.infer<typeof paymentIntent>;
type Verdict = { status: "PROCESSED" | "IGNORED" | "REFUSED"; note: string };

export type ApplyProviderEvent = ReturnType<typeof createApplyProviderEvent>;

/**
 * Applies one stored event to the payment it is about, in one transaction with marking it done. Events come twice, late and
 * out of order: the payment's state machine lets through only what is still news, and money is announced only when amount
 * and currency are exactly the order's.
 */
export function createApplyProviderEvent(deps: {
  db: Pick<PaymentsDatabase, "transaction">;
  logger: Logger;
  now: Now;
}) {
  return (eventId: string): Promise<void> =>
    deps.db.transaction(async (store) => {
      const event = await store.webhookEvents.lockUnprocessed(eventId);
      if (!event) return;
      const verdict = await apply(store, event.type, event.body, deps.now());
      await store.webhookEvents.finish(eventId, verdict.status, verdict.note, deps.now());
      await store.erasure.reduceIfErased(eventId);
      const level = verdict.status === "REFUSED" ? "error" : "info";
      deps.logger[level]({ eventId, type: event.type, ...verdict }, "webhook processed");
    });
}

async function apply(store: PaymentsStore, type: string, body: unknown, now: Date): Promise<Verdict> {
  if (!/^payment_intent\.(succeeded|payment_failed|processing|canceled)$/.test(type)) {
    return { status: "IGNORED", note: "nothing to do for this type" };
  }
  const parsed = intentEvent.safeParse(body);
  if (!parsed.success) return { status: "REFUSED", note: "the event is not shaped like a PaymentIntent's" };
  const intent = parsed.data.data.object;
  const paymentId = parseId("pay", intent.metadata["payment_id"] ?? "");
  const [payment] = paymentId ? await store.payments.findByIds([paymentId]) : [];
  if (!payment) return { status: "IGNORED", note: "not a payment of ours" };
  if (!isAbout(payment, intent)) return { status: "REFUSED", note: "another PaymentIntent claims this payment" };
  switch (type) {
    case "payment_intent.succeeded":
      return capture(store, payment, intent, now);
    case "payment_intent.payment_failed":
      return moved(await store.payments.advance(payment.id, "FAILED", { failureCode: failureOf(intent) }));
    case "payment_intent.processing":
      return moved(await store.payments.advance(payment.id, "PROCESSING"));
    default:
      return moved(await store.payments.advance(payment.id, "CANCELLED"));
  }
}

/** A hosted page makes its PaymentIntent later, so only a payment that began as an intent knows its id beforehand. */
const isAbout = (payment: Payment, intent: Intent): boolean =>
  payment.kind !== "PAYMENT_INTENT" || payment.providerReference === null || payment.providerReference === intent.id;

async function capture(store: PaymentsStore, payment: Payment, intent: Intent, now: Date): Promise<Verdict> {
  const { id, orderId, amount } = payment;
  if (BigInt(intent.amount_received) !== amount.minor || intent.currency.toUpperCase() !== amount.currency) {
    const received = `${intent.amount_received} ${intent.currency}`;
    return { status: "REFUSED", note: `received ${received}, expected ${amount.minor} ${amount.currency}` };
  }
  const isNews = await store.payments.advance(id, "SUCCEEDED", { capturedAt: now, failureCode: null });
  if (isNews) {
    await announceCapture(store, id, orderId, amount, now);
    await appendAudit(store.outbox, PaymentsAuditRecorded, SYSTEM_ACTOR, {
      action: "payment.capture",
      subject: { type: "Payment", id },
      before: { status: payment.status },
      after: { status: "SUCCEEDED", orderId, amountMinor: amount.minor.toString(), currency: amount.currency },
    });
  }
  return moved(isNews);
}

const announceCapture = (
  { outbox }: PaymentsStore,
  paymentId: PaymentId,
  orderId: string,
  amount: Payment["amount"],
  now: Date,
): Promise<void> =>
  outbox.append(PaymentCaptured, {
    paymentId,
    orderId,
    amountMinor: amount.minor.toString(),
    currency: amount.currency,
    capturedAt: now.toISOString(),
  });

const moved = (isNews: boolean): Verdict =>
  isNews
    ? { status: "PROCESSED", note: "" }
    : { status: "PROCESSED", note: "nothing new: the payment is further already" };

const failureOf = ({ last_payment_error: error }: Intent): string | null => error?.decline_code ?? error?.code ?? null;
