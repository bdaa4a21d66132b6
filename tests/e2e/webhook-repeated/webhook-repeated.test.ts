import { randomUUID } from "node:crypto";
import Stripe from "stripe";
import { afterEach, expect, inject, it } from "vitest";
import {
  checkOut,
  createCart,
  findVariant,
  mailsTo,
  onDatabase,
  openPayment,
  orderBecomes,
  payByCard,
  readOrder,
} from "../../setup/shopper.ts";
import { switchAllOff, switchOn } from "../../setup/stripe-faults.ts";

afterEach(switchAllOff);

async function aPendingOrder(variant: number) {
  const { id: variantId } = await findVariant(variant);
  const email = `webhook-${randomUUID()}@example.test`;
  const order = await checkOut(await createCart(variantId), email);
  return { order, email, session: await openPayment(order.id) };
}

const paidEvents = (orderId: string): Promise<number> =>
  onDatabase("orders", async (client) => {
    const { rowCount } = await client.query(
      "SELECT 1 FROM outbox_events WHERE name = 'orders.order-paid.v1' AND payload->>'orderId' = $1",
      [orderId],
    );
    return rowCount ?? 0;
  });

it("a webhook delivered three times makes one paid order and one mail about it", async () => {
  const { order, email, session } = await aPendingOrder(6);
  await switchOn({ kind: "webhook-duplicate", n: 2, match: "payment_intent.succeeded", times: 1 });
  await payByCard(session, "pm_card_visa");
  await orderBecomes(order.id, order.accessKey, "PAID");

  const subjects = async () => (await mailsTo(email)).map(({ subject }) => subject).sort();
  const { number } = order;
  await expect
    .poll(subjects, { timeout: 10_000 })
    .toEqual([`We have your order ${number}`, `Your order ${number} is paid`]);
  expect(await paidEvents(order.id)).toBe(1);
  expect((await readOrder(order.id, order.accessKey))!.payments!.nodes).toHaveLength(1);
});

it.each(["500-after-commit", "silence-after-commit"])(
  "a payment whose own answer is lost (%s) is paid by its webhook",
  async (kind) => {
    const { order, session } = await aPendingOrder(kind === "500-after-commit" ? 7 : 8);
    await switchOn({ kind, match: "POST /v1/payment_intents/", times: 1 });
    const answer = await Promise.race([
      payByCard(session, "pm_card_visa").then(
        ({ status }) => status,
        () => "no answer",
      ),
      orderBecomes(order.id, order.accessKey, "PAID").then(() => "webhook first"),
    ]);

    expect([500, "no answer", "webhook first"]).toContain(answer);
    await orderBecomes(order.id, order.accessKey, "PAID");
    expect(await paidEvents(order.id)).toBe(1);
  },
);

it("a webhook with another amount, a forged one and a stale one leave the order unpaid", async () => {
  const { order, session } = await aPendingOrder(9);
  const { origin, stripeWebhookSecret } = inject("stack");
  const paymentId = (await readOrder(order.id, order.accessKey))!.payments!.nodes[0]!.id;
  const stripe = new Stripe("sk_test_unused");
  const post = (amount: number, secret: string, timestamp = Math.floor(Date.now() / 1_000)) => {
    const intent = { id: session.id, amount_received: amount, currency: "eur", metadata: { payment_id: paymentId } };
    const event = { id: `evt_${randomUUID()}`, object: "event", type: "payment_intent.succeeded", livemode: false };
    const payload = JSON.stringify({ ...event, data: { object: intent } });
    const signature = stripe.webhooks.generateTestHeaderString({ payload, secret, timestamp });
    return fetch(`${origin}/webhooks/stripe`, {
      method: "POST",
      headers: { "stripe-signature": signature },
      body: payload,
    });
  };

  const total = order.total.minorUnits;
  expect((await post(total, "whsec_forged")).status).toBe(400);
  expect((await post(total, stripeWebhookSecret, Math.floor(Date.now() / 1_000) - 600)).status).toBe(400);
  expect((await post(50, stripeWebhookSecret)).status).toBe(200);
  const refused = () =>
    onDatabase("payments", async (client) => {
      const { rows } = await client.query(
        "SELECT status FROM webhook_events WHERE body->'data'->'object'->>'id' = $1 AND type = 'payment_intent.succeeded'",
        [session.id],
      );
      return rows.map(({ status }) => status);
    });
  await expect.poll(refused, { timeout: 10_000 }).toEqual(["REFUSED"]);
  expect(await readOrder(order.id, order.accessKey)).toMatchObject({
    status: "PENDING_PAYMENT",
    paymentStatus: "REQUIRES_ACTION",
  });
  expect(await paidEvents(order.id)).toBe(0);
});
