import { createHash } from "node:crypto";
import { newId, type OrderId, parseId, type PaymentId } from "#platform/ids/id.ts";
import { viewerUserId } from "#platform/identity/viewer.ts";
import type { CallContext } from "#platform/neighbour/neighbour.ts";
import type { Now } from "#platform/time/clock.ts";
import type { OrdersClient, PayableOrder } from "../clients/orders.client.ts";
import type { PaymentsDatabase } from "../database.ts";
import type { PaymentProvider } from "../providers/payment-provider.ts";
import type { Payment, PaymentKind } from "./payment.ts";

export interface StartPaymentInput {
  orderId: string;
  idempotencyKey: string;
  kind: PaymentKind;
}

export type StartPaymentOutcome =
  | { kind: "started"; payment: Payment }
  | { kind: "badIdempotencyKey" }
  | { kind: "orderNotFound" }
  | { kind: "orderNotPayable" }
  | { kind: "keyReused" }
  | { kind: "otherKindOpen"; open: PaymentKind };

export type StartPayment = ReturnType<typeof createStartPayment>;

interface Deps {
  db: Pick<PaymentsDatabase, "transaction" | "payments">;
  orders: OrdersClient;
  provider: PaymentProvider;
  now: Now;
}

/**
 * Opens the one payment of an order for its whole total. Amount and currency are the order's; nobody can name others. Safe
 * to repeat and to run concurrently: an order has one open payment, and every caller gets that one back. A guest's order is
 * payable by whoever knows its id, which only the buyer was given; reading it needs its access key all the same.
 *
 * @throws AppError UNAVAILABLE when orders or the provider does not answer. Nothing is lost: repeat with the same key.
 */
export function createStartPayment({ db, orders, provider, now }: Deps) {
  return async (input: StartPaymentInput, context: CallContext): Promise<StartPaymentOutcome> => {
    if (!/^[\x21-\x7e]{8,64}$/.test(input.idempotencyKey)) return { kind: "badIdempotencyKey" };
    const orderId = parseId("ord", input.orderId);
    const order = orderId && (await orders.findOrder(orderId, context));
    const userId = viewerUserId(context.viewer);
    if (!order || (order.customerId !== null && order.customerId !== userId)) return { kind: "orderNotFound" };

    // A guest's key is scoped by the order: two guests who choose the same key must never meet.
    const actor = userId ?? `guest:${order.id}`;
    const inputHash = createHash("sha256").update(`${order.id} ${input.kind}`).digest("hex");
    const known = await db.payments.findKey(actor, input.idempotencyKey);
    if (known && known.inputHash !== inputHash) return { kind: "keyReused" };
    if (!known && order.status !== "PENDING_PAYMENT") return { kind: "orderNotPayable" };

    const claimed = await claim(
      db,
      { actor, inputHash, idempotencyKey: input.idempotencyKey },
      order,
      input.kind,
      now(),
    );
    if (claimed.kind !== "started") return claimed;
    return { kind: "started", payment: await startAtProvider(db, provider, claimed.payment, order) };
  };
}

/** One transaction: the key, and the order's one open payment, made now or before. */
function claim(
  db: Deps["db"],
  key: { actor: string; idempotencyKey: string; inputHash: string },
  order: PayableOrder,
  kind: PaymentKind,
  createdAt: Date,
): Promise<StartPaymentOutcome> {
  return db.transaction(async ({ payments }) => {
    const replayed = await payments.findKey(key.actor, key.idempotencyKey);
    if (replayed) return replay(payments, replayed, key.inputHash);
    const payment = await payments.insertUnlessOpen(newPayment(order, kind, createdAt));
    if (payment.kind !== kind) return { kind: "otherKindOpen", open: payment.kind };
    const holder = await payments.claimKey({ ...key, paymentId: payment.id, createdAt });
    return holder.paymentId === payment.id && holder.inputHash === key.inputHash
      ? { kind: "started", payment }
      : replay(payments, holder, key.inputHash);
  });
}

async function replay(
  payments: Pick<PaymentsDatabase["payments"], "findByIds">,
  holder: { inputHash: string; paymentId: PaymentId },
  inputHash: string,
): Promise<StartPaymentOutcome> {
  if (holder.inputHash !== inputHash) return { kind: "keyReused" };
  const [payment] = await payments.findByIds([holder.paymentId]);
  return { kind: "started", payment: payment! };
}

const newPayment = (order: PayableOrder, kind: PaymentKind, createdAt: Date): Payment => ({
  id: newId("pay", createdAt),
  orderId: order.id as OrderId,
  customerId: order.customerId,
  kind,
  status: "REQUIRES_ACTION",
  amount: order.total,
  provider: "stripe",
  providerReference: null,
  clientSecret: null,
  url: null,
  failureCode: null,
  createdAt,
  capturedAt: null,
});

/** Outside any transaction. A crash in here is harmless: the repeat sends the same idempotency key to the provider. */
async function startAtProvider(
  db: Deps["db"],
  provider: PaymentProvider,
  payment: Payment,
  order: PayableOrder,
): Promise<Payment> {
  if (payment.providerReference !== null) return payment;
  const { id: paymentId, orderId, kind, amount } = payment;
  const answer = await provider.start({
    paymentId,
    orderId,
    orderNumber: order.number,
    kind,
    amount,
    email: order.email,
  });
  await db.transaction(({ payments }) => payments.storeProviderAnswer(paymentId, answer));
  return { ...payment, ...answer };
}
