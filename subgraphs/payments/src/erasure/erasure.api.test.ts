import { expect, it } from "vitest";
import {
  anOrder,
  aUser,
  intentEvent,
  received,
  scene,
  sendWebhook,
  settled,
  startPayment,
} from "../testing/payments-scene.ts";

const erase = (userId: string) => scene.payments.deliver({ name: "accounts.account-erased.v1", payload: { userId } });

async function everything(): Promise<string> {
  const { rows } = await scene.pool.query<{ name: string }>(
    `SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables
     WHERE schemaname NOT IN ('pg_catalog', 'information_schema')`,
  );
  const tables = await Promise.all(
    rows.map(async ({ name }) => (await scene.pool.query(`SELECT * FROM ${name}`)).rows),
  );
  return JSON.stringify(tables);
}
const amounts = async () =>
  (await scene.pool.query("SELECT id, order_id, status, amount_minor, currency, captured_at FROM payments ORDER BY id"))
    .rows;

const personal = {
  billing_details: { name: "Canary Berg", email: "canary@example.test" },
  receipt_email: "canary@example.test",
};
const charge = (intent: string) => ({
  id: `ch_${intent}`,
  payment_intent: intent,
  amount: 4_999,
  currency: "eur",
  ...personal,
});

it("leaves nothing that the provider told of a person, secrets or keys, and every amount as it was", async () => {
  const customer = aUser();
  const order = anOrder({ customerId: customer.userId });
  const { paymentSession } = await startPayment({ orderId: order.id, idempotencyKey: "canary-key-1" }, customer);
  const succeeded = intentEvent("payment_intent.succeeded", received(paymentSession, personal));
  const charged = intentEvent("charge.succeeded", charge(paymentSession!.id));
  const other = intentEvent("charge.succeeded", charge("pi_of_somebody_else"));
  for (const event of [succeeded, charged, other]) {
    await sendWebhook(event);
    await settled(event.id);
  }
  const before = await amounts();
  const canaries = ["canary-key-1", paymentSession!.clientSecret];
  for (const canary of canaries) expect(await everything()).toContain(canary);

  await Promise.all([erase(customer.userId), erase(customer.userId)]);

  const left = await everything();
  for (const canary of canaries) expect(left).not.toContain(canary);
  expect(await amounts()).toEqual(before);
  const bodies = await scene.pool.query<{ id: string; body: object }>("SELECT id, body FROM webhook_events");
  const kept = bodies.rows.filter(({ body }) => JSON.stringify(body).includes("anary")).map(({ id }) => id);
  expect(kept).toEqual([other.id]);
});

it("keeps nothing personal of what the provider tells afterwards, and still applies it", async () => {
  const customer = aUser();
  const { paymentSession } = await startPayment({ orderId: anOrder({ customerId: customer.userId }).id }, customer);
  await erase(customer.userId);
  const late = intentEvent(
    "payment_intent.succeeded",
    received(paymentSession, { receipt_email: "late-canary@example.test" }),
  );
  const charged = intentEvent("charge.succeeded", {
    ...charge(paymentSession!.id),
    receipt_email: "late-canary@example.test",
  });
  for (const event of [late, charged]) {
    await sendWebhook(event);
    await settled(event.id);
  }
  expect(await everything()).not.toContain("late-canary");
  expect((await amounts()).find(({ id }) => id === paymentSession!.payment.id)).toMatchObject({ status: "SUCCEEDED" });
});
