import { randomUUID } from "node:crypto";
import { describe, expect, it } from "vitest";
import { newId, newSecretId } from "#platform/ids/id.ts";
import type { Viewer } from "#platform/identity/viewer.ts";
import { createBarrier } from "#platform/testing/barrier.ts";
import { countQueries } from "#platform/testing/count-queries.ts";
import {
  aUser,
  anOrder,
  countPayments,
  intentEvent,
  received,
  scene,
  sendWebhook,
  settled,
  standIn,
  startPayment,
  statusOf,
  stripe,
} from "./testing/payments-scene.ts";

describe("paymentSessionCreate", () => {
  it("opens a PaymentIntent over exactly the order's total", async () => {
    const order = anOrder();
    const { paymentSession, userErrors } = await startPayment({ orderId: order.id });

    expect(userErrors).toEqual([]);
    expect(paymentSession!.payment).toMatchObject({ status: "REQUIRES_ACTION", amount: order.total });
    expect(paymentSession!.provider).toEqual({
      name: "stripe",
      publishableKey: standIn.publishableKey,
      apiBase: standIn.apiBase,
    });
    const intent = await stripe.paymentIntents.retrieve(paymentSession!.id);
    expect(intent).toMatchObject({ amount: 4_999, currency: "eur", client_secret: paymentSession!.clientSecret });
  });

  it("gives fifty callers at once, with one key or many, the same single PaymentIntent", async () => {
    const order = anOrder();
    scene.beforeOrderAnswer = createBarrier(50);
    const key = randomUUID();
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, index) =>
        startPayment({ orderId: order.id, idempotencyKey: index % 2 === 0 ? key : randomUUID() }),
      ),
    );

    expect(new Set(answers.map(({ paymentSession }) => paymentSession?.id)).size).toBe(1);
    expect(await countPayments(order.id)).toBe(1);
  });

  it("refuses a used key with other input and starts nothing", async () => {
    const viewer = aUser();
    const [first, second] = [
      anOrder({ customerId: viewer.kind === "user" && viewer.userId }),
      anOrder({ customerId: viewer.kind === "user" && viewer.userId }),
    ];
    const idempotencyKey = randomUUID();
    await startPayment({ orderId: first.id, idempotencyKey }, viewer);
    const refused = await startPayment({ orderId: second.id, idempotencyKey }, viewer);

    expect(refused.userErrors).toEqual([{ code: "IDEMPOTENCY_KEY_REUSED", field: ["idempotencyKey"] }]);
    expect(await countPayments(second.id)).toBe(0);
  });

  it("answers alike for a missing order and for someone else's, and starts nothing", async () => {
    const foreign = anOrder({ customerId: newId("user", new Date()) });
    for (const orderId of [newId("ord", new Date()), foreign.id, "ord_nonsense", newSecretId("cart")]) {
      const { userErrors } = await startPayment({ orderId }, aUser());
      expect(userErrors).toEqual([{ code: "ORDER_NOT_FOUND", field: ["orderId"] }]);
    }
    expect(await countPayments(foreign.id)).toBe(0);
  });

  it.each(["PAID", "EXPIRED", "CANCELLED"])("starts nothing for an order that is %s", async (status) => {
    const order = anOrder({ status });
    const { userErrors } = await startPayment({ orderId: order.id });
    expect(userErrors).toEqual([{ code: "ORDER_NOT_PAYABLE", field: ["orderId"] }]);
    expect(await countPayments(order.id)).toBe(0);
  });

  it("refuses a key that is too short, before asking anyone", async () => {
    const order = anOrder();
    const { userErrors } = await startPayment({ orderId: order.id, idempotencyKey: "short" });
    expect(userErrors).toEqual([{ code: "INVALID", field: ["idempotencyKey"] }]);
    expect(await countPayments(order.id)).toBe(0);
  });

  it("opens a hosted page, and refuses the other kind while that is open", async () => {
    const order = anOrder();
    const hosted = await startPayment({ orderId: order.id, kind: "HOSTED_CHECKOUT" });
    expect(hosted.paymentSession!.url).toMatch(/^http/);
    const { userErrors } = await startPayment({ orderId: order.id, kind: "PAYMENT_INTENT" });
    expect(userErrors).toEqual([{ code: "OTHER_SESSION_OPEN", field: ["kind"] }]);
    expect(await countPayments(order.id)).toBe(1);
  });
});

describe("what other parts ask for", () => {
  it("refunds in full, once, what the order cannot take", async () => {
    const { paymentSession } = await startPayment({ orderId: anOrder().id });
    await stripe.paymentIntents.confirm(paymentSession!.id, { payment_method: "pm_card_visa" });
    const event = intentEvent("payment_intent.succeeded", received(paymentSession));
    await sendWebhook(event);
    await settled(event.id);
    const unwanted = {
      name: "orders.payment-unwanted.v1",
      payload: {
        orderId: newId("ord", new Date()),
        paymentId: paymentSession!.payment.id,
        reason: "ORDER_NOT_PAYABLE",
      },
    };
    await Promise.all([scene.payments.deliver(unwanted), scene.payments.deliver(unwanted)]);

    await expect.poll(() => statusOf(paymentSession!.payment.id), { timeout: 10_000 }).toBe("REFUNDED");
    const refunds = await stripe.refunds.list({ payment_intent: paymentSession!.id });
    expect(refunds.data.map(({ amount }) => amount)).toEqual([4_999]);
    const { rows } = await scene.pool.query(
      "SELECT payload->'before' AS before, payload->'after' AS after FROM outbox_events WHERE payload->>'action' = 'refund.send'",
    );
    expect(rows).toEqual([
      {
        before: { status: "PENDING" },
        after: {
          status: "SUCCEEDED",
          paymentId: paymentSession!.payment.id,
          reason: "ORDER_NOT_PAYABLE",
          amountMinor: "4999",
          currency: "EUR",
        },
      },
    ]);
  });

  it("makes the payment of an expired order unpayable", async () => {
    const order = anOrder();
    const { paymentSession } = await startPayment({ orderId: order.id });
    await scene.payments.deliver({
      name: "orders.order-expired.v1",
      payload: { orderId: order.id, cartId: newSecretId("cart") },
    });

    await expect.poll(() => statusOf(paymentSession!.payment.id), { timeout: 10_000 }).toBe("CANCELLED");
    expect((await stripe.paymentIntents.retrieve(paymentSession!.id)).status).toBe("canceled");
  });
});

describe("reading payments", () => {
  const READ = `query ($representations: [_Any!]!) {
    _entities(representations: $representations) { ... on Order { id paymentStatus payments(first: 5) { nodes { id status } } } }
  }`;

  it("shows a customer's payments to them alone", async () => {
    const owner = aUser();
    const order = anOrder({ customerId: owner.kind === "user" && owner.userId });
    const { paymentSession } = await startPayment({ orderId: order.id }, owner);
    const representations = [{ __typename: "Order", id: order.id }];
    const read = async (viewer?: Viewer) =>
      (await scene.payments.graphql(READ, { representations }, viewer ? { viewer } : {})).data;

    expect(await read(owner)).toEqual({
      _entities: [
        {
          id: order.id,
          paymentStatus: "REQUIRES_ACTION",
          payments: { nodes: [{ id: paymentSession!.payment.id, status: "REQUIRES_ACTION" }] },
        },
      ],
    });
    for (const stranger of [aUser(), undefined]) {
      expect(await read(stranger)).toEqual({
        _entities: [{ id: order.id, paymentStatus: null, payments: { nodes: [] } }],
      });
      const single = await scene.payments.graphql(
        `{ payment(id: "${paymentSession!.payment.id}") { id } }`,
        {},
        stranger ? { viewer: stranger } : {},
      );
      expect(single.data).toEqual({ payment: null });
    }
  });

  it("reads the payments of one order and of fifty with the same number of queries", async () => {
    const count = (size: number) => {
      const representations = Array.from({ length: size }, () => ({ __typename: "Order", id: anOrder().id }));
      return countQueries(scene.url, () => scene.payments.graphql(READ, { representations }));
    };
    expect(await count(1)).toBe(1);
    expect(await count(50)).toBe(1);
  });
});
