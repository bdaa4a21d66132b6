import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { pino } from "pino";
import { newId, newSecretId } from "#platform/ids/id.ts";
import { money } from "#platform/money/money.ts";
import { outOfStock, cartNotFound } from "../checkout/checkout-problem.ts";
import { eventsOf, insertPlaced, insertStarted, openDatabase, rowsOf } from "../testing/open-database.ts";
import { createSettleCheckout } from "./settle-checkout.ts";

const db = await openDatabase();
afterAll(() => db.close());
const job = createSettleCheckout({ db, now: () => new Date("2026-11-23T10:00:00Z") });
const settle = (orderId: string) => job.run({ orderId }, { attempt: 1, logger: pino({ level: "silent" }) });
const waitingJobs = () => rowsOf<{ run_at: Date }>(db, "SELECT run_at FROM graphile_worker.jobs");
const past = () => new Date(Date.now() - 1_000);

beforeEach(async () => {
  await db.sql.$executeRawUnsafe("TRUNCATE outbox_events");
  await db.sql.$executeRawUnsafe("DELETE FROM graphile_worker._private_jobs");
});

async function aStartedAttempt({ isDue }: { isDue: boolean }) {
  const attempt = { orderId: newId("ord", new Date()), cartId: newSecretId("cart") };
  await insertStarted(db, attempt);
  if (isDue) {
    const sql = "UPDATE checkout_attempts SET expires_at = now() - interval '1 second' WHERE order_id = $1";
    await db.sql.$executeRawUnsafe(sql, attempt.orderId);
  }
  return attempt;
}

describe("a checkout that never became an order", () => {
  it("is abandoned when its time is over, and told once", async () => {
    const attempt = await aStartedAttempt({ isDue: true });
    await settle(attempt.orderId);
    await settle(attempt.orderId);
    expect(await eventsOf(db)).toEqual([{ name: "orders.checkout-abandoned.v1", payload: attempt }]);
    expect(await db.attempts.find(attempt.orderId)).toMatchObject({ state: "ABANDONED" });
    expect(await db.attempts.place(attempt.orderId, attempt.orderId)).toBe(false);
  });

  it("is left alone before, and looked at again in time", async () => {
    const { orderId } = await aStartedAttempt({ isDue: false });
    await settle(orderId);
    const { state, expiresAt } = (await db.attempts.find(orderId))!;
    expect(state).toBe("STARTED");
    expect(await eventsOf(db)).toEqual([]);
    expect(await waitingJobs()).toEqual([{ run_at: expiresAt }]);
  });

  it("and was refused is freed for certain, since a late repeat may have locked the cart again", async () => {
    const attempt = await aStartedAttempt({ isDue: true });
    await db.attempts.refuse(attempt.orderId, [outOfStock({ variantId: "var_1", availableQuantity: 0 }, [])]);
    await settle(attempt.orderId);
    expect(await eventsOf(db)).toEqual([{ name: "orders.checkout-abandoned.v1", payload: attempt }]);
    expect(await db.attempts.find(attempt.orderId)).toMatchObject({ state: "REFUSED" });
  });

  it("and had no cart leaves nothing to free", async () => {
    const { orderId } = await aStartedAttempt({ isDue: true });
    await db.attempts.refuse(orderId, [cartNotFound()]);
    await settle(orderId);
    expect(await eventsOf(db)).toEqual([]);
    expect(await waitingJobs()).toEqual([]);
  });
});

describe("an order", () => {
  it("that nobody paid in time expires, and that is told once", async () => {
    const { id: orderId, cartId } = await insertPlaced(db, { expiresAt: past() });
    await settle(orderId);
    await settle(orderId);
    expect((await db.orders.find({ id: orderId }))!.status).toBe("EXPIRED");
    expect(await eventsOf(db)).toEqual([{ name: "orders.order-expired.v1", payload: { orderId, cartId } }]);
    const changes =
      "SELECT to_status, changed_at FROM order_status_changes WHERE order_id = $1 AND from_status IS NOT NULL";
    expect(await rowsOf(db, changes, orderId)).toEqual([
      { to_status: "EXPIRED", changed_at: new Date("2026-11-23T10:00:00Z") },
    ]);
  });

  it("that still has time keeps it, even when its attempt's is over, and is looked at again", async () => {
    const { id: orderId, expiresAt } = await insertPlaced(db);
    await db.sql.$executeRawUnsafe(
      "UPDATE checkout_attempts SET expires_at = now() - interval '1 hour' WHERE order_id = $1",
      orderId,
    );
    await settle(orderId);
    expect((await db.orders.find({ id: orderId }))!.status).toBe("PENDING_PAYMENT");
    expect(await eventsOf(db)).toEqual([]);
    expect(await waitingJobs()).toEqual([{ run_at: expiresAt }]);
  });

  it("that is paid stays paid when its time is over", async () => {
    const order = await insertPlaced(db);
    await db.orders.pay({
      orderId: order.id,
      paymentId: `pay ${order.id}`,
      amount: money(2_000n, "EUR"),
      paidAt: new Date(),
    });
    await db.sql.$executeRawUnsafe("UPDATE orders SET expires_at = now() - interval '1 hour' WHERE id = $1", order.id);
    await settle(order.id);
    expect((await db.orders.find({ id: order.id }))!.status).toBe("PAID");
    expect(await eventsOf(db)).toEqual([]);
    expect(await waitingJobs()).toEqual([]);
  });

  it("of another attempt is not touched by the attempt that joined it", async () => {
    const order = await insertPlaced(db, { expiresAt: past() });
    const { orderId } = await aStartedAttempt({ isDue: true });
    await db.attempts.place(orderId, order.id);
    await settle(orderId);
    expect((await db.orders.find({ id: order.id }))!.status).toBe("PENDING_PAYMENT");
    expect(await eventsOf(db)).toEqual([]);
  });
});
