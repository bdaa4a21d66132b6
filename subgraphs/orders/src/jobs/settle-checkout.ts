import { z } from "zod";
import type { OrderId } from "#platform/ids/id.ts";
import { defineJob, enqueueJob, handleJob, type JobHandler } from "#platform/jobs/job.ts";
import type { Now } from "#platform/time/clock.ts";
import { CheckoutAbandoned, OrderExpired } from "../../contract/events.ts";
import type { CheckoutAttempt } from "../checkout/checkout-attempt.ts";
import type { OrdersDatabase, OrdersStore } from "../database.ts";
import { recordStatus } from "../order/record-status.ts";

/**
 * Ends what nobody finished: a checkout that never became an order, an order that nobody paid. Runs when the attempt
 * expires, or the order once there is one. A permanent failure leaves stock and cart held; replaying the job frees them.
 */
export const settleCheckout = defineJob({
  name: "orders.settle-checkout",
  input: z.object({ orderId: z.string() }),
  maxAttempts: 25,
});

/** One waiting job for each checkout: the order's expiry replaces the attempt's. */
export const settleKeyOf = (orderId: OrderId): string => `${settleCheckout.name}:${orderId}`;

export const createSettleCheckout = (deps: { db: Pick<OrdersDatabase, "transaction">; now: Now }): JobHandler =>
  handleJob(settleCheckout, ({ orderId }) =>
    deps.db.transaction(async (store) => {
      const isAbandoned = await store.attempts.abandonIfDue(orderId);
      const attempt = await store.attempts.find(orderId);
      if (attempt === null) throw new Error(`checkout attempt ${orderId} is gone`);
      const { cartId } = attempt;
      if (isAbandoned || mayHoldLocks(attempt)) await store.outbox.append(CheckoutAbandoned, { orderId, cartId });
      else if (attempt.state === "STARTED") await runAgain(store, attempt.orderId, attempt.expiresAt);
      else if (attempt.placedOrderId === orderId) await settleOrder(store, attempt, deps.now());
    }),
  );

async function settleOrder(store: OrdersStore, { orderId, cartId }: CheckoutAttempt, at: Date): Promise<void> {
  if (await store.orders.expireIfDue(orderId, at)) {
    await store.outbox.append(OrderExpired, { orderId, cartId });
    return recordStatus(store.outbox, orderId, { action: "order.expire", from: "PENDING_PAYMENT", to: "EXPIRED" });
  }
  const order = await store.orders.find({ id: orderId });
  if (order?.status === "PENDING_PAYMENT") await runAgain(store, orderId, order.expiresAt);
}

/**
 * A refused attempt has given back what it took. But a repeat that was on its way at that moment may have locked the cart
 * again, and ended before it noticed: long after it, this frees the cart for certain.
 */
const mayHoldLocks = ({ state, refusal }: CheckoutAttempt): boolean =>
  state === "REFUSED" && refusal?.[0]?.code !== "CART_NOT_FOUND";

/** For a run that came too early, by hand or by another clock: the expiry must not be missed. */
const runAgain = (store: OrdersStore, orderId: OrderId, runAt: Date): Promise<void> =>
  enqueueJob(store.sql, settleCheckout, { orderId }, { runAt, key: settleKeyOf(orderId) });
