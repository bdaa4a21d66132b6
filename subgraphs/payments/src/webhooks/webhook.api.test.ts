import { describe, expect, it } from "vitest";
import {
  anOrder,
  intentEvent,
  received,
  scene,
  sendWebhook,
  settled,
  startPayment,
  statusOf,
} from "../testing/payments-scene.ts";

describe("the webhook", () => {
  it("announces a capture once, however often and in whatever order its events arrive", async () => {
    const { paymentSession } = await startPayment({ orderId: anOrder().id });
    const succeeded = intentEvent("payment_intent.succeeded", received(paymentSession));
    const late = intentEvent("payment_intent.payment_failed", received(paymentSession, { amount_received: 0 }));
    const again = { ...succeeded, id: `${succeeded.id}again` };

    const answers = await Promise.all([succeeded, succeeded, succeeded, again].map((event) => sendWebhook(event)));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    await Promise.all([settled(succeeded.id), settled(again.id)]);
    await sendWebhook(late);
    await settled(late.id);

    expect(await statusOf(paymentSession!.payment.id)).toBe("SUCCEEDED");
    const { rows } = await scene.pool.query("SELECT name FROM outbox_events WHERE payload->>'paymentId' = $1", [
      paymentSession!.payment.id,
    ]);
    expect(rows).toEqual([{ name: "payments.payment-captured.v1" }]);
    await expect
      .poll(() => scene.delivered.filter(({ paymentId }) => paymentId === paymentSession!.payment.id).length)
      .toBe(1);
  });

  it("lets a declined payment succeed with another card", async () => {
    const { paymentSession } = await startPayment({ orderId: anOrder().id });
    const declined = intentEvent(
      "payment_intent.payment_failed",
      received(paymentSession, {
        amount_received: 0,
        last_payment_error: { code: "card_declined", decline_code: "insufficient_funds" },
      }),
    );
    await sendWebhook(declined);
    await settled(declined.id);
    expect(await statusOf(paymentSession!.payment.id)).toBe("FAILED");

    const succeeded = intentEvent("payment_intent.succeeded", received(paymentSession));
    await sendWebhook(succeeded);
    await settled(succeeded.id);
    expect(await statusOf(paymentSession!.payment.id)).toBe("SUCCEEDED");
  });

  it.each([
    ["a smaller amount", { amount_received: 50 }],
    ["another currency", { currency: "jpy" }],
    ["another PaymentIntent", { id: "pi_of_someone_else" }],
  ])("never takes %s for a payment", async (_, change) => {
    const { paymentSession } = await startPayment({ orderId: anOrder().id });
    const event = intentEvent("payment_intent.succeeded", received(paymentSession, change));
    await sendWebhook(event);

    expect((await settled(event.id)).status).toBe("REFUSED");
    expect(await statusOf(paymentSession!.payment.id)).toBe("REQUIRES_ACTION");
    expect(scene.delivered).toEqual([]);
  });

  it("acknowledges and ignores unknown types and payments of others", async () => {
    const unknown = intentEvent("customer.created", {});
    const foreign = intentEvent("payment_intent.succeeded", {
      id: "pi_x",
      amount_received: 1,
      currency: "eur",
      metadata: {},
    });
    for (const event of [unknown, foreign]) {
      expect((await sendWebhook(event)).status).toBe(200);
      expect((await settled(event.id)).status).toBe("IGNORED");
    }
  });

  it("refuses what is forged, stale, changed or for another mode or account, and stores nothing", async () => {
    const { paymentSession } = await startPayment({ orderId: anOrder().id });
    const event = () => intentEvent("payment_intent.succeeded", received(paymentSession));
    const before = (await scene.pool.query("SELECT count(*)::int AS count FROM webhook_events")).rows;
    const answers = [
      await sendWebhook(event(), { secret: "whsec_forged" }),
      await sendWebhook(event(), { timestamp: Math.floor(Date.now() / 1_000) - 301 }),
      await sendWebhook(event(), { body: JSON.stringify(event()) }),
      await sendWebhook({ ...event(), livemode: true }),
      await sendWebhook({ ...event(), account: "acct_other" }),
      await scene.payments.subgraph.handle({
        method: "POST",
        path: "/webhooks/stripe",
        query: "",
        headers: {},
        body: Buffer.from("{}"),
      }),
    ];

    expect(answers.map(({ status }) => status)).toEqual([400, 400, 400, 400, 400, 400]);
    expect((await scene.pool.query("SELECT count(*)::int AS count FROM webhook_events")).rows).toEqual(before);
    expect(await statusOf(paymentSession!.payment.id)).toBe("REQUIRES_ACTION");
  });
});
