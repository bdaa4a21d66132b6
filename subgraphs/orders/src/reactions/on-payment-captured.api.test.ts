import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { createBarrier } from "#platform/testing/barrier.ts";
import { newId } from "#platform/ids/id.ts";
import { aUser, type CheckoutAnswer, startOrders } from "../testing/start-orders.ts";

const orders = await startOrders();
const { deliver, events, sql } = orders;
afterAll(() => orders.stop());

type Placed = NonNullable<CheckoutAnswer["order"]>;
let order: Placed;

beforeEach(async () => {
  await sql("TRUNCATE outbox_events, inbox_events");
  order = await orders.placeOrder({ lineCount: 2, viewer: aUser() });
});

const aPaymentId = () => newId("pay", new Date());
const capture = ({
  id,
  ...payment
}: { id?: string; paymentId?: string; orderId?: string; amountMinor?: string; currency?: string } = {}) =>
  deliver({
    name: "payments.payment-captured.v1",
    payload: {
      paymentId: aPaymentId(),
      orderId: order.id,
      amountMinor: "4000",
      currency: "EUR",
      capturedAt: "2026-11-23T10:00:00.000Z",
      ...payment,
    },
    ...(id === undefined ? {} : { id }),
  });
const paidEvents = () => events("orders.order-paid.v1");
const unwantedEvents = () => events("orders.payment-unwanted.v1");
const stored = async () =>
  (
    await sql<{ status: string; payment_id: string | null }>(
      "SELECT status, payment_id FROM orders WHERE id = $1",
      order.id,
    )
  )[0];
const statuses = async () =>
  (
    await sql<{ to_status: string }>(
      "SELECT to_status FROM order_status_changes WHERE order_id = $1 ORDER BY id",
      order.id,
    )
  ).map((row) => row.to_status);

describe("a captured payment", () => {
  it("of the exact amount pays the order and tells everything that its mail shows", async () => {
    const paymentId = aPaymentId();
    await capture({ paymentId });
    expect(await stored()).toEqual({ status: "PAID", payment_id: paymentId });
    expect(await statuses()).toEqual(["PENDING_PAYMENT", "PAID"]);
    const [event, ...others] = await paidEvents();
    expect(others).toEqual([]);
    expect(event).toMatchObject({
      orderId: order.id,
      number: order.number,
      email: "ada@example.test",
      accessKey: order.accessKey,
      fullName: "Ada Lovelace",
      totalMinor: "4000",
      currency: "EUR",
      lines: [
        { title: "Mug 0", variantTitle: "Blue", quantity: 2, totalMinor: "2000" },
        { title: "Mug 1", variantTitle: "Blue", quantity: 2, totalMinor: "2000" },
      ],
    });
    const lines = (event as { lines: { lineId: string }[] }).lines.map(({ lineId }) => lineId);
    const known = await sql<{ id: string }>(
      "SELECT id FROM order_lines WHERE order_id = $1 ORDER BY position",
      order.id,
    );
    expect(lines).toEqual(known.map(({ id }) => id));
    expect(await unwantedEvents()).toEqual([]);
  });

  it("delivered again, in the same envelope or another, changes nothing", async () => {
    const paymentId = aPaymentId();
    await capture({ paymentId, id: "evt_same" });
    await capture({ paymentId, id: "evt_same" });
    await capture({ paymentId });
    expect(await statuses()).toEqual(["PENDING_PAYMENT", "PAID"]);
    expect(await paidEvents()).toHaveLength(1);
    expect(await unwantedEvents()).toEqual([]);
  });

  it("delivered ten times at once pays once", async () => {
    const paymentId = aPaymentId();
    const together = createBarrier(10);
    await Promise.all(Array.from({ length: 10 }, async () => (await together(), capture({ paymentId }))));
    expect(await statuses()).toEqual(["PENDING_PAYMENT", "PAID"]);
    expect(await paidEvents()).toHaveLength(1);
    expect(await unwantedEvents()).toEqual([]);
  });

  it("goes back when another one has paid, once for each payment", async () => {
    const [first, second] = [aPaymentId(), aPaymentId()];
    await capture({ paymentId: first });
    await capture({ paymentId: second });
    await capture({ paymentId: second });
    expect(await stored()).toEqual({ status: "PAID", payment_id: first });
    expect(await paidEvents()).toHaveLength(1);
    expect(await unwantedEvents()).toEqual([{ orderId: order.id, paymentId: second, reason: "ORDER_NOT_PAYABLE" }]);
  });

  it.each([
    ["too little", { amountMinor: "3999" }],
    ["too much", { amountMinor: "4001" }],
    ["another currency", { currency: "USD" }],
    ["an unknown currency", { currency: "XTS" }],
  ])("of %s goes back and pays nothing", async (_, wrong) => {
    const paymentId = aPaymentId();
    await capture({ paymentId, ...wrong });
    expect(await stored()).toEqual({ status: "PENDING_PAYMENT", payment_id: null });
    expect(await paidEvents()).toEqual([]);
    expect(await unwantedEvents()).toEqual([{ orderId: order.id, paymentId, reason: "AMOUNT_MISMATCH" }]);
    await capture();
    expect(await stored()).toMatchObject({ status: "PAID" });
  });

  it.each([
    ["has expired", "UPDATE orders SET status = 'EXPIRED' WHERE id = $1", "EXPIRED"],
    ["was cancelled", "UPDATE orders SET status = 'CANCELLED' WHERE id = $1", "CANCELLED"],
    [
      "is past its time, though no job has told it so",
      "UPDATE orders SET expires_at = now() WHERE id = $1",
      "PENDING_PAYMENT",
    ],
  ])("goes back when the order %s", async (_, change, status) => {
    await sql(change, order.id);
    const paymentId = aPaymentId();
    await capture({ paymentId });
    expect(await stored()).toEqual({ status, payment_id: null });
    expect(await statuses()).toEqual(["PENDING_PAYMENT"]);
    expect(await paidEvents()).toEqual([]);
    expect(await unwantedEvents()).toEqual([{ orderId: order.id, paymentId, reason: "ORDER_NOT_PAYABLE" }]);
  });

  it("for an order that is not there goes back", async () => {
    const [orderId, paymentId] = [newId("ord", new Date()), aPaymentId()];
    await capture({ orderId, paymentId });
    expect(await unwantedEvents()).toEqual([{ orderId, paymentId, reason: "ORDER_NOT_PAYABLE" }]);
  });
});
