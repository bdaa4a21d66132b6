import { PERSONAL, toAuditActor } from "#platform/audit/audit-record.ts";
import { violatedUniqueConstraint } from "#platform/database/unique-violation.ts";
import { appendAudit } from "#platform/events/append-audit.ts";
import { newId, type OrderLineId } from "#platform/ids/id.ts";
import { enqueueJob } from "#platform/jobs/job.ts";
import type { Logger } from "#platform/logging/logger.ts";
import type { CallContext } from "#platform/neighbour/neighbour.ts";
import { viewerUserId } from "#platform/identity/viewer.ts";
import type { Now } from "#platform/time/clock.ts";
import { CheckoutAbandoned, OrderPlaced, OrdersAuditRecorded } from "../../contract/events.ts";
import type { CartLock, CartsClient, LockedCart } from "../clients/carts.client.ts";
import type { StockClient } from "../clients/stock.client.ts";
import type { OrdersDatabase } from "../database.ts";
import { settleCheckout, settleKeyOf } from "../jobs/settle-checkout.ts";
import type { AccessKeys } from "../order/access-key.ts";
import type { Order } from "../order/order.ts";
import { toOrderFacts } from "../order/order-facts.ts";
import { actorOf, type CheckoutAttempt } from "./checkout-attempt.ts";
import * as problems from "./checkout-problem.ts";
import type { CheckoutProblem } from "./checkout-problem.ts";
import { type CheckoutInput, type CheckoutRequest, readCheckoutInput } from "./read-checkout-input.ts";

export type StartCheckoutOutcome =
  { kind: "placed"; order: Order } | { kind: "refused"; problems: readonly CheckoutProblem[] };

export type StartCheckout = (buyer: CallContext, input: CheckoutInput) => Promise<StartCheckoutOutcome>;

interface Deps {
  db: Pick<OrdersDatabase, "transaction" | "attempts" | "orders">;
  carts: CartsClient;
  stock: StockClient;
  accessKeys: Pick<AccessKeys, "of">;
  ttlSeconds: number;
  now: Now;
  logger: Logger;
}

/** One run of the flow for one attempt. Many may run at the same time, in several processes. */
interface Run {
  buyer: CallContext;
  request: CheckoutRequest;
  attempt: CheckoutAttempt;
}

/** What this run has taken from siblings and a refusal has to give back. */
interface Taken {
  cart: boolean;
  stock: boolean;
}

/**
 * Turns a cart into one order. Safe to repeat and to run concurrently under one idempotency key: there is one order, one
 * hold and one `OrderPlaced`, and every caller gets the same answer, a refusal included.
 *
 * Three steps, each of which may be repeated after a crash: the attempt is stored under its key; cart and stock are taken
 * under the attempt's order id, outside any transaction; the attempt is decided, once, together with what follows from it.
 * Who comes to decide and finds it decided answers as it was decided. What an undecided attempt has taken is given back
 * by the job `orders.settle-checkout`.
 *
 * @throws AppError UNAVAILABLE when a sibling is away: nothing is decided, the same key may be used again.
 */
export function createStartCheckout(deps: Deps): StartCheckout {
  const { carts, stock, ttlSeconds } = deps;
  return async (buyer, input) => {
    const read = readCheckoutInput(input);
    if (read.kind === "invalid") return { kind: "refused", problems: read.problems };
    const { request } = read;
    const attempt = await beginAttempt(deps, buyer, request);
    if (attempt.inputHash !== request.inputHash) return { kind: "refused", problems: [problems.keyReused()] };
    if (attempt.state !== "STARTED") return answerAs(deps, attempt);

    const run: Run = { buyer, request, attempt };
    const lock = await carts.lock(buyer, { cartId: attempt.cartId, orderId: attempt.orderId });
    if (lock.kind === "taken" && (await joinTwin(deps, attempt))) return answerAsDecided(deps, run);
    if (lock.kind !== "locked") return refuse(deps, run, refusalOf(lock), { cart: false, stock: false });

    const { lines } = lock.cart;
    const hold = await stock.hold(buyer, { orderId: attempt.orderId, lines, expiresInSeconds: ttlSeconds });
    if (hold.kind === "ended") return refuse(deps, run, [problems.checkoutExpired()], { cart: true, stock: false });
    if (hold.kind === "short") {
      const missing = hold.missing.map((variant) => problems.outOfStock(variant, lines));
      return refuse(deps, run, missing, { cart: true, stock: false });
    }
    return place(deps, run, lock.cart, hold.expiresAt);
  };
}

/** The attempt under the request's key, with the job that ends it should nobody come back. */
function beginAttempt({ db, ttlSeconds, now }: Deps, { viewer, requestId }: CallContext, request: CheckoutRequest) {
  const { cartId, idempotencyKey, inputHash } = request;
  const orderId = newId("ord", now());
  return db.transaction(async ({ attempts, sql }) => {
    const { attempt, isNew } = await attempts.begin({
      orderId,
      actor: actorOf(viewer, cartId),
      idempotencyKey,
      cartId,
      inputHash,
      ttlSeconds,
    });
    if (isNew)
      await enqueueJob(sql, settleCheckout, { orderId }, { runAt: attempt.expiresAt, key: settleKeyOf(orderId) });
    return attempt;
  }, requestId);
}

/** Two tabs, two keys, one cart: the later attempt is answered with the earlier one's order. False when there is none. */
async function joinTwin({ db }: Deps, attempt: CheckoutAttempt): Promise<boolean> {
  const twin = await db.attempts.findPendingTwin(attempt);
  if (twin === null) return false;
  await db.attempts.place(attempt.orderId, twin);
  return true;
}

async function place(deps: Deps, run: Run, cart: LockedCart, expiresAt: Date): Promise<StartCheckoutOutcome> {
  const { db, now } = deps;
  const { buyer, request, attempt } = run;
  const { orderId } = attempt;
  const taken: Taken = { cart: true, stock: true };
  try {
    const placed = await db.transaction(async ({ attempts, orders, outbox, sql, erasure }) => {
      const customerId = viewerUserId(buyer.viewer);
      if (customerId !== null && (await erasure.isErased(customerId))) {
        await erasure.forgetAttempts(customerId);
        return "erased" as const;
      }
      if (!(await attempts.place(orderId, orderId))) return null;
      const { cartId, email, shippingAddress } = request;
      const { lines, ...amounts } = cart;
      const order = await orders.insert(
        { id: orderId, cartId, customerId, email, shippingAddress, ...amounts, placedAt: now(), expiresAt },
        lines.map((line) => ({ ...line, id: newId("oln", now()) satisfies OrderLineId })),
      );
      const facts = toOrderFacts(order, cart.lines, deps.accessKeys);
      await outbox.append(OrderPlaced, { ...facts, expiresAt: order.expiresAt.toISOString() });
      await appendAudit(outbox, OrdersAuditRecorded, toAuditActor(buyer.viewer), toPlacement(order));
      await enqueueJob(sql, settleCheckout, { orderId }, { runAt: expiresAt, key: settleKeyOf(orderId) });
      return order;
    }, buyer.requestId);
    // They were forgotten while this was on its way: nothing personal may come back.
    if (placed === "erased") return await refuse(deps, run, [problems.checkoutExpired()], taken);
    return placed ? { kind: "placed", order: placed } : await answerAsDecided(deps, run, taken);
  } catch (error) {
    if (violatedUniqueConstraint(error) !== "orders_one_live_per_cart") throw error;
    return refuse(deps, run, [problems.cartAlreadyCheckedOut()], taken);
  }
}

/** Decides the attempt and gives back what was taken, in this order: nothing is freed that a decision for it needs. */
async function refuse(deps: Deps, run: Run, refusal: CheckoutProblem[], taken: Taken): Promise<StartCheckoutOutcome> {
  const { orderId, cartId } = run.attempt;
  await deps.db.transaction(async ({ attempts, outbox }) => {
    const isRefused = await attempts.refuse(orderId, refusal);
    // Frees cart and stock even if this process ends before it has done so itself.
    if (isRefused && taken.cart) await outbox.append(CheckoutAbandoned, { orderId, cartId });
  }, run.buyer.requestId);
  return answerAsDecided(deps, run, taken);
}

/** Answers as the attempt has been decided, by this run or by another, and gives back what this run took for nothing. */
async function answerAsDecided(
  deps: Deps,
  { buyer, attempt }: Run,
  taken: Taken = { cart: false, stock: false },
): Promise<StartCheckoutOutcome> {
  const decided = await deps.db.attempts.find(attempt.orderId);
  if (decided === null) throw new Error(`checkout attempt ${attempt.orderId} is gone`);
  if (decided.placedOrderId !== attempt.orderId) await giveBack(deps, buyer, attempt, taken);
  return answerAs(deps, decided);
}

async function answerAs({ db }: Deps, attempt: CheckoutAttempt): Promise<StartCheckoutOutcome> {
  const { orderId, state, placedOrderId, refusal } = attempt;
  if (state === "ABANDONED") return { kind: "refused", problems: [problems.checkoutExpired()] };
  if (refusal !== null) return { kind: "refused", problems: refusal };
  const order = placedOrderId && (await db.orders.find({ id: placedOrderId }));
  if (!order) throw new Error(`checkout attempt ${orderId} is ${state} without an order`);
  return { kind: "placed", order };
}

/** So that the buyer can go on at once. When it fails the events of the refusal and of the settling job do it later. */
async function giveBack({ carts, stock, logger }: Deps, buyer: CallContext, attempt: CheckoutAttempt, taken: Taken) {
  const { orderId, cartId } = attempt;
  const results = await Promise.allSettled([
    taken.stock ? stock.release(buyer, orderId) : undefined,
    taken.cart ? carts.unlock(buyer, { cartId, orderId }) : undefined,
  ]);
  for (const result of results) {
    if (result.status === "rejected")
      logger.warn({ err: result.reason as unknown, orderId }, "a refused checkout keeps its locks for now");
  }
}

function refusalOf(lock: Exclude<CartLock, { kind: "locked" }>): CheckoutProblem[] {
  switch (lock.kind) {
    case "notFound":
      return [problems.cartNotFound()];
    case "empty":
      return [problems.cartIsEmpty()];
    case "taken":
      return [problems.cartAlreadyCheckedOut()];
    case "linesUnavailable":
      return lock.lineIds.map(problems.lineUnavailable);
  }
}

const toPlacement = ({ id, status, customerId, total }: Order) => ({
  action: "order.place",
  subject: { type: "Order", id },
  before: null,
  after: {
    status,
    customerId,
    email: PERSONAL,
    shippingAddress: PERSONAL,
    totalMinor: total.minor.toString(),
    currency: total.currency,
  },
});
