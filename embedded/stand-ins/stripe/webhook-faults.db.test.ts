import type Stripe from "stripe";
import { expect, it } from "vitest";
import { eventually, startForTest } from "./testing/test-stand-in.ts";
import type { TestStandIn } from "./testing/test-stand-in.ts";
import { openWebhookEndpoint } from "./testing/webhook-endpoint.ts";

async function startWithEndpoint() {
  const endpoint = await openWebhookEndpoint();
  return { endpoint, standIn: await startForTest({ webhookUrl: endpoint.url }) };
}

const pay = ({ stripe }: TestStandIn) =>
  stripe.paymentIntents.create({ amount: 1_000, currency: "eur", payment_method: "pm_card_visa", confirm: true });

const settled = (standIn: TestStandIn) =>
  eventually(async () => (await standIn.deliveries()).every(({ state }) => state === "delivered")).toBe(true);

it("duplicates: the same event n times", async () => {
  const { endpoint, standIn } = await startWithEndpoint();
  await standIn.fault({ kind: "webhook-duplicate", n: 3 });

  await standIn.stripe.customers.create({});
  await settled(standIn);

  expect(endpoint.received).toHaveLength(3);
  expect(new Set(endpoint.received.map(({ event }) => event?.id)).size).toBe(1);
  expect((await standIn.deliveries())[0]?.attempts).toEqual([
    expect.objectContaining({ copies: 3, answers: { 200: 3 }, faults: ["webhook-duplicate"] }),
  ]);
});

it("storms: n copies at once", async () => {
  const { endpoint, standIn } = await startWithEndpoint();
  await standIn.fault({ kind: "webhook-storm", n: 40, match: "customer.", times: 1 });

  await standIn.stripe.customers.create({});
  await settled(standIn);

  expect(endpoint.received).toHaveLength(40);
  expect(endpoint.received.every(({ event }) => event?.type === "customer.created")).toBe(true);
});

it("reorders: the last event of a payment arrives first", async () => {
  const { endpoint, standIn } = await startWithEndpoint();
  await standIn.fault({ kind: "webhook-reorder", ms: 20 });

  await pay(standIn);
  await endpoint.whenReceived(3);

  expect(endpoint.types()).toEqual(["payment_intent.succeeded", "charge.succeeded", "payment_intent.created"]);
});

it("delays: what happens later arrives earlier", async () => {
  const { endpoint, standIn } = await startWithEndpoint();
  await standIn.fault({ kind: "webhook-delay", ms: 600_000, match: "customer.created", times: 1 });

  const customer = await standIn.stripe.customers.create({});
  await standIn.stripe.customers.update(customer.id, { name: "Anna" });
  await endpoint.whenReceived(1);
  const [created] = (await standIn.stripe.events.list({ type: "customer.created" })).data;
  await standIn.control("POST", `events/${created?.id}/resend`); // does not wait for the delay to end
  await endpoint.whenReceived(2);

  expect(endpoint.types()).toEqual(["customer.updated", "customer.created"]);
});

it("drops, then sends again", async () => {
  const { endpoint, standIn } = await startWithEndpoint();
  await standIn.fault({ kind: "webhook-drop", times: 2 });

  await standIn.stripe.customers.create({});
  await settled(standIn);

  expect(endpoint.received).toHaveLength(1);
  expect((await standIn.deliveries())[0]?.attempts.map(({ status, error }) => status ?? error)).toEqual([
    "dropped by a fault switch",
    "dropped by a fault switch",
    200,
  ]);
});

it("never arrives while dropping has no end", async () => {
  const { endpoint, standIn } = await startWithEndpoint();
  await standIn.fault({ kind: "webhook-drop" });

  await standIn.stripe.customers.create({});
  await eventually(async () => (await standIn.deliveries()).map(({ state }) => state)).toEqual(["failed"]);

  expect(endpoint.received).toEqual([]);
});

it("signs badly: the SDK refuses exactly that copy", async () => {
  const endpoint = await openWebhookEndpoint(({ event }) => (event === null ? 400 : 200));
  const standIn = await startForTest({ webhookUrl: endpoint.url });
  await standIn.fault({ kind: "webhook-bad-signature", times: 1 });

  await standIn.stripe.customers.create({});
  await settled(standIn);

  expect(endpoint.received.map(({ event }) => event?.type ?? null)).toEqual([null, "customer.created"]);
});

it("tells a wrong amount under a right signature, while the API knows the right one", async () => {
  const { endpoint, standIn } = await startWithEndpoint();
  await standIn.fault({ kind: "webhook-wrong-amount", match: "payment_intent.succeeded", deltaMinor: -999 });

  const intent = await pay(standIn);
  await endpoint.whenReceived(3);

  const told = endpoint.received.find(({ event }) => event?.type === "payment_intent.succeeded")?.event;
  expect(told?.data.object).toMatchObject({ id: intent.id, amount: 1, amount_received: 1 });
  expect((await standIn.stripe.events.retrieve(told?.id ?? "")).data.object).toMatchObject({
    amount: 1_000,
    amount_received: 1_000,
  });
  const charged = endpoint.received.find(({ event }) => event?.type === "charge.succeeded")?.event;
  expect((charged?.data.object as Stripe.Charge).amount).toBe(1_000);
});
