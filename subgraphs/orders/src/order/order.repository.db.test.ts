import { afterAll, describe, expect, it } from "vitest";
import { violatedUniqueConstraint } from "#platform/database/unique-violation.ts";
import { GUEST } from "#platform/identity/viewer.ts";
import { money } from "#platform/money/money.ts";
import { createBarrier } from "#platform/testing/barrier.ts";
import { aNewLine, aNewOrder, insertPlaced, openDatabase, rowsOf } from "../testing/open-database.ts";
import { aUser } from "../testing/start-orders.ts";
import { ORDER_STATUSES, type Order, type OrderStatus, statusesBefore } from "./order.ts";

const db = await openDatabase();
afterAll(() => db.close());

const FULL = money(2_000n, "EUR");
const pay = (order: Order, paymentId: string, amount = FULL) =>
  db.orders.pay({ orderId: order.id, paymentId, amount, paidAt: new Date("2026-11-23T10:00:00Z") });
const historyOf = (order: Order) =>
  rowsOf<{ from_status: string; to_status: string; cause: string }>(
    db,
    "SELECT from_status, to_status, cause FROM order_status_changes WHERE order_id = $1 ORDER BY id",
    order.id,
  );
const past = () => new Date(Date.now() - 1_000);

/** Puts an order into a status as its later life would, with the payment that the status needs. */
async function force(order: Order, status: OrderStatus): Promise<void> {
  const isPaid = ["PAID", "PARTIALLY_FULFILLED", "FULFILLED"].includes(status);
  await db.sql.$executeRawUnsafe(
    "UPDATE orders SET status = $2, payment_id = $3, paid_at = $4::timestamptz WHERE id = $1",
    order.id,
    status,
    isPaid ? `pay of ${order.id}` : null,
    isPaid ? "2026-11-23T09:00:00Z" : null,
  );
}

describe("insert", () => {
  it("numbers orders one after the other and keeps lines in their order", async () => {
    const [first, second] = [aNewOrder(), aNewOrder()];
    const lines = [aNewLine(), aNewLine(), aNewLine()];
    const numbers = [
      (await db.orders.insert(first, lines)).number,
      (await db.orders.insert(second, [aNewLine()])).number,
    ];
    expect(Number(numbers[1]) - Number(numbers[0])).toBe(1);
    expect(Number(numbers[0])).toBeGreaterThanOrEqual(100_001);
    expect((await db.orderLines.findOfOrder(first.id)).map(({ id }) => id)).toEqual(lines.map(({ id }) => id));
  });

  it("gives a cart one live order, whoever comes at the same time, and another one when that has ended", async () => {
    const { cartId } = aNewOrder();
    const bothAreIn = createBarrier(2);
    const results = await Promise.allSettled(
      [1, 2].map(() =>
        db.transaction(async ({ orders }) => {
          await bothAreIn();
          return orders.insert(aNewOrder({ cartId, expiresAt: past() }), [aNewLine()]);
        }),
      ),
    );
    const lost = results.flatMap((result) =>
      result.status === "rejected" ? [violatedUniqueConstraint(result.reason)] : [],
    );
    expect(lost).toEqual(["orders_one_live_per_cart"]);

    const [winner] = results.flatMap((result) => (result.status === "fulfilled" ? [result.value] : []));
    expect(await db.orders.expireIfDue(winner!.id, new Date())).not.toBeNull();
    await expect(db.orders.insert(aNewOrder({ cartId }), [aNewLine()])).resolves.toBeDefined();
  });
});

describe("pay", () => {
  it("marks the order paid with its history", async () => {
    const order = await insertPlaced(db);
    const paid = await pay(order, "pay_a");
    expect(paid).toMatchObject({ status: "PAID", paymentId: "pay_a", paidAt: new Date("2026-11-23T10:00:00Z") });
    expect(await historyOf(order)).toEqual([
      { from_status: null, to_status: "PENDING_PAYMENT", cause: "checkout" },
      { from_status: "PENDING_PAYMENT", to_status: "PAID", cause: "payment pay_a" },
    ]);
  });

  it("lets one of two payments through that arrive together", async () => {
    const order = await insertPlaced(db);
    const bothAreIn = createBarrier(2);
    const results = await Promise.all(
      ["pay_b", "pay_c"].map((paymentId) =>
        db.transaction(async ({ orders }) => {
          await bothAreIn();
          return orders.pay({ orderId: order.id, paymentId, amount: FULL, paidAt: new Date() });
        }),
      ),
    );
    expect(results.filter((result) => result !== null)).toHaveLength(1);
    expect(await historyOf(order)).toHaveLength(2);
  });

  it.each([
    ["one minor unit less", {}, money(1_999n, "EUR")],
    ["one minor unit more", {}, money(2_001n, "EUR")],
    ["another currency", {}, money(2_000n, "USD")],
    ["after its time", { expiresAt: past() }, FULL],
  ])("refuses %s and changes nothing", async (_, part, amount) => {
    const order = await insertPlaced(db, part);
    expect(await pay(order, `pay_${order.id}`, amount)).toBeNull();
    expect(await db.orders.find({ id: order.id })).toEqual(order);
    expect(await historyOf(order)).toHaveLength(1);
  });

  it("cannot pay two orders by one payment", async () => {
    const [first, second] = [await insertPlaced(db), await insertPlaced(db)];
    await pay(first, "pay_d");
    await expect(pay(second, "pay_d")).rejects.toThrow();
    expect((await db.orders.find({ id: second.id }))!.status).toBe("PENDING_PAYMENT");
  });
});

describe.each(ORDER_STATUSES)("an order that is %s", (status) => {
  it("is paid and expired only where the status machine has that step", async () => {
    const payable = await insertPlaced(db);
    await force(payable, status);
    expect((await pay(payable, `pay_e_${status}`)) !== null).toBe(statusesBefore("PAID").includes(status));

    const due = await insertPlaced(db, { expiresAt: past() });
    await force(due, status);
    expect((await db.orders.expireIfDue(due.id, new Date())) !== null).toBe(statusesBefore("EXPIRED").includes(status));
  });
});

describe("what a viewer sees", () => {
  const owner = aUser();

  it("is their own, or everything with the scope, or nothing as a guest", async () => {
    const [own, others, guests] = [
      await insertPlaced(db, { customerId: owner.userId }),
      await insertPlaced(db, { customerId: aUser().userId }),
      await insertPlaced(db),
    ];
    const ids = [own.id, others.id, guests.id];
    const seen = async (viewer: Parameters<typeof db.orders.findVisible>[0]) =>
      (await db.orders.findVisible(viewer, ids)).map(({ id }) => id).sort();
    expect(await seen(owner)).toEqual([own.id]);
    expect(await seen(aUser("user:read"))).toEqual([]);
    expect(await seen(GUEST)).toEqual([]);
    expect(await seen(aUser("order:read"))).toEqual([...ids].sort());

    const lineIds = (await Promise.all(ids.map((id) => db.orderLines.findOfOrder(id)))).flat().map(({ id }) => id);
    expect(await db.orderLines.findVisible(owner, lineIds)).toMatchObject([{ orderId: own.id }]);
    expect(await db.orderLines.findVisible(GUEST, lineIds)).toEqual([]);
    expect(await db.orderLines.findVisible(aUser("order:read"), lineIds)).toHaveLength(3);

    expect(await db.orders.findVisibleByNumber(owner, own.number)).toMatchObject({ id: own.id });
    expect(await db.orders.findVisibleByNumber(owner, others.number)).toBeNull();
    const page = { limit: 100, backward: false, cursor: null };
    expect((await db.orders.findPage(GUEST, {}, page, false)).rows).toEqual([]);
    expect(await db.orders.count(GUEST, {})).toBe(0);
  });
});
