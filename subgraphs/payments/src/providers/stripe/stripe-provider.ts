import Stripe from "stripe";
import type { PaymentProvider, PaymentToStart, StartedPayment } from "../payment-provider.ts";
import { callStripe } from "./stripe-client.ts";

/** Card payments by Stripe: a PaymentIntent that the browser confirms, or Stripe's hosted Checkout page. */
export function createStripeProvider(stripe: Stripe, { storefrontUrl }: { storefrontUrl: string }): PaymentProvider {
  return {
    name: "stripe",
    start: (payment) =>
      callStripe(() =>
        payment.kind === "PAYMENT_INTENT" ? startIntent(stripe, payment) : startSession(stripe, payment, storefrontUrl),
      ),
    cancel: ({ paymentId, kind, providerReference }) =>
      callStripe(() => cancel(stripe, kind === "PAYMENT_INTENT", providerReference, `cancel-${paymentId}`)),
    refund: ({ refundId, providerReference, kind, amount }) =>
      callStripe(async () => {
        const intent = kind === "PAYMENT_INTENT" ? providerReference : await intentOf(stripe, providerReference);
        const refund = await stripe.refunds.create(
          { payment_intent: intent, amount: Number(amount.minor), metadata: { refund_id: refundId } },
          { idempotencyKey: refundId },
        );
        return refund.id;
      }),
  };
}

async function startIntent(stripe: Stripe, payment: PaymentToStart): Promise<StartedPayment> {
  const intent = await stripe.paymentIntents.create(
    {
      amount: Number(payment.amount.minor),
      currency: payment.amount.currency.toLowerCase(),
      automatic_payment_methods: { enabled: true, allow_redirects: "never" },
      description: `Order ${payment.orderNumber}`,
      metadata: metadataOf(payment),
    },
    { idempotencyKey: payment.paymentId },
  );
  return { providerReference: intent.id, clientSecret: intent.client_secret, url: null };
}

async function startSession(stripe: Stripe, payment: PaymentToStart, storefrontUrl: string): Promise<StartedPayment> {
  const page = `${storefrontUrl}/orders/${payment.orderNumber}`;
  const session = await stripe.checkout.sessions.create(
    {
      mode: "payment",
      client_reference_id: payment.orderId,
      customer_email: payment.email,
      line_items: [
        {
          quantity: 1,
          price_data: {
            currency: payment.amount.currency.toLowerCase(),
            unit_amount: Number(payment.amount.minor),
            product_data: { name: `Order ${payment.orderNumber}` },
          },
        },
      ],
      success_url: `${page}?paid=1`,
      cancel_url: page,
      metadata: metadataOf(payment),
      payment_intent_data: { metadata: metadataOf(payment) },
    },
    { idempotencyKey: payment.paymentId },
  );
  return { providerReference: session.id, clientSecret: session.client_secret ?? null, url: session.url ?? null };
}

/** How events about the intent find our payment again, also before our own answer to the client has left. */
const metadataOf = ({ paymentId, orderId }: PaymentToStart) => ({ payment_id: paymentId, order_id: orderId });

async function cancel(
  stripe: Stripe,
  isIntent: boolean,
  reference: string,
  idempotencyKey: string,
): Promise<"cancelled" | "tooLate"> {
  try {
    if (isIntent) await stripe.paymentIntents.cancel(reference, {}, { idempotencyKey });
    else await stripe.checkout.sessions.expire(reference, {}, { idempotencyKey });
    return "cancelled";
  } catch (error) {
    // Stripe refuses to cancel what is through already, canceled or paid: its state tells which.
    if (!(error instanceof Stripe.errors.StripeInvalidRequestError)) throw error;
    const isOver = isIntent
      ? (await stripe.paymentIntents.retrieve(reference)).status === "canceled"
      : (await stripe.checkout.sessions.retrieve(reference)).status === "expired";
    return isOver ? "cancelled" : "tooLate";
  }
}

async function intentOf(stripe: Stripe, sessionId: string): Promise<string> {
  const { payment_intent: intent } = await stripe.checkout.sessions.retrieve(sessionId);
  if (!intent) throw new Error(`checkout session ${sessionId} has no payment to refund`);
  return typeof intent === "string" ? intent : intent.id;
}
