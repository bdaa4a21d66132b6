import { expect, it } from "vitest";
import type { Viewer } from "#platform/identity/viewer.ts";
import { countQueries } from "#platform/testing/count-queries.ts";
import {
  anOrder,
  aUser,
  intentEvent,
  received,
  scene,
  sendWebhook,
  settled,
  startPayment,
} from "./testing/payments-scene.ts";

const SYSTEM = { kind: "SYSTEM", userId: null, apiKeyId: null };

/** What the audit trail was told since `marked` events had been. */
const records = async (marked = 0) =>
  (
    await scene.pool.query<{ payload: Record<string, unknown> }>(
      `SELECT payload FROM outbox_events WHERE name = 'payments.audit-recorded.v1' ORDER BY occurred_at, id OFFSET $1`,
      [marked],
    )
  ).rows.map(({ payload }) => payload);

async function aPaymentOf(customer: Viewer & { kind: "user" }): Promise<{ orderId: string; paymentId: string }> {
  const order = anOrder({ customerId: customer.userId });
  const { paymentSession } = await startPayment({ orderId: order.id }, customer);
  return { orderId: order.id, paymentId: paymentSession!.payment.id };
}

it("tells of money that was captured and money that was sent back, once each, with amounts", async () => {
  const order = anOrder();
  const { paymentSession } = await startPayment({ orderId: order.id });
  const { id: paymentId } = paymentSession!.payment;
  const succeeded = intentEvent("payment_intent.succeeded", received(paymentSession));
  for (const event of [succeeded, { ...succeeded, id: `${succeeded.id}again` }]) {
    await sendWebhook(event);
    await settled(event.id);
  }
  const money = { amountMinor: "4999", currency: "EUR" };
  expect(await records()).toEqual([
    {
      action: "payment.capture",
      actor: SYSTEM,
      subject: { type: "Payment", id: paymentId },
      before: { status: "REQUIRES_ACTION" },
      after: { status: "SUCCEEDED", orderId: order.id, ...money },
    },
  ]);
});

it("tells of every payment that staff sees of somebody else's, once in a request, before it is shown", async () => {
  const { orderId, paymentId } = await aPaymentOf(aUser());
  const staff: Viewer = { ...aUser(), scopes: ["order:read"] };
  const query = `query ($of: [_Any!]!) {
    _entities(representations: $of) { ... on Order { paymentStatus payments { nodes { id } } } ... on Payment { status } }
  }`;
  const of = [
    { __typename: "Order", id: orderId },
    { __typename: "Payment", id: paymentId },
  ];
  const marked = (await records()).length;
  await scene.payments.graphql(query, { of }, { viewer: staff });
  expect(await records(marked)).toEqual([
    {
      action: "payment.read",
      actor: { kind: "USER", userId: staff.userId, apiKeyId: null },
      subject: { type: "Payment", id: paymentId },
      before: null,
      after: null,
    },
  ]);

  await scene.pool.query("ALTER TABLE outbox_events ADD CONSTRAINT no_space CHECK (false) NOT VALID");
  const refused = await scene.payments.graphql(`{ payment(id: "${paymentId}") { id } }`, {}, { viewer: staff });
  await scene.pool.query("ALTER TABLE outbox_events DROP CONSTRAINT no_space");
  expect(refused.data).toEqual({ payment: null });
  expect(refused.errors?.map(({ extensions }) => extensions?.["code"])).toEqual(["SUBGRAPH_UNAVAILABLE"]);
});

it("asks the database for nothing more, and tells nothing, when a customer looks at their own", async () => {
  const customer = aUser();
  const { paymentId } = await aPaymentOf(customer);
  const marked = (await records()).length;
  const read = () => scene.payments.graphql(`{ payment(id: "${paymentId}") { id } }`, {}, { viewer: customer });
  expect(await countQueries(scene.url, read)).toBe(1);
  expect(await records(marked)).toEqual([]);
});
