import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import Stripe from "stripe";
import { expect, it, onTestFinished } from "vitest";
import { eventually, startForTest } from "./testing/test-stand-in.ts";
import type { TestStandIn } from "./testing/test-stand-in.ts";
import { openWebhookEndpoint } from "./testing/webhook-endpoint.ts";

const pay = ({ stripe }: TestStandIn, amount = 1_000) =>
  stripe.paymentIntents.create(
    { amount, currency: "eur", payment_method: "pm_card_visa", confirm: true },
    { idempotencyKey: `pay-${amount}` },
  );

const states = async (standIn: TestStandIn) => (await standIn.deliveries()).map(({ state }) => state);

it("sends every event signed as Stripe does, with the SDK's version", async () => {
  const endpoint = await openWebhookEndpoint();
  const standIn = await startForTest({ webhookUrl: endpoint.url });

  const intent = await pay(standIn);
  await endpoint.whenReceived(3);

  expect(endpoint.types().sort()).toEqual(["charge.succeeded", "payment_intent.created", "payment_intent.succeeded"]);
  const succeeded = endpoint.received.find(({ event }) => event?.type === "payment_intent.succeeded")?.event;
  expect(succeeded).toMatchObject({
    object: "event",
    api_version: Stripe.API_VERSION,
    livemode: false,
    request: { idempotency_key: "pay-1000" },
    data: {
      object: {
        id: intent.id,
        object: "payment_intent",
        amount: 1_000,
        status: "succeeded",
        latest_charge: intent.latest_charge,
      },
    },
  });
});

it("lists and retrieves the same events, with what is still to be delivered", async () => {
  const endpoint = await openWebhookEndpoint();
  const standIn = await startForTest();
  await pay(standIn);
  const waiting = await standIn.stripe.events.list({ type: "payment_intent.succeeded" });

  standIn.setWebhookUrl(endpoint.url);
  await endpoint.whenReceived(3);
  await eventually(() => states(standIn)).toEqual(["delivered", "delivered", "delivered"]);

  const [event] = waiting.data;
  expect(event?.pending_webhooks).toBe(1);
  expect(await standIn.stripe.events.retrieve(event?.id ?? "")).toEqual({
    ...event,
    pending_webhooks: 0,
    lastResponse: undefined,
  });
  expect(
    (await standIn.stripe.events.list({ types: ["charge.succeeded", "payment_intent.created"] })).data.map(
      ({ type }) => type,
    ),
  ).toEqual(["charge.succeeded", "payment_intent.created"]);
  expect((await standIn.stripe.events.list({ type: "charge.*" })).data).toHaveLength(1);
  expect((await standIn.stripe.events.list({ delivery_success: false })).data).toEqual([]);
});

it.each([
  [
    "refund",
    (standIn: TestStandIn, id: string) => standIn.stripe.refunds.create({ payment_intent: id, amount: 400 }),
    ["charge.refunded", "refund.created"],
  ],
  [
    "decline",
    (standIn: TestStandIn) =>
      standIn.stripe.paymentIntents
        .create({ amount: 900, currency: "eur", payment_method: "pm_card_chargeDeclined", confirm: true })
        .catch(() => null),
    ["charge.failed", "payment_intent.created", "payment_intent.payment_failed"],
  ],
  [
    "3D Secure",
    (standIn: TestStandIn) =>
      standIn.stripe.paymentIntents.create({
        amount: 900,
        currency: "eur",
        payment_method: "pm_card_threeDSecure2Required",
        confirm: true,
      }),
    ["payment_intent.created", "payment_intent.requires_action"],
  ],
  [
    "hold",
    (standIn: TestStandIn) =>
      standIn.stripe.paymentIntents.create({
        amount: 900,
        currency: "eur",
        capture_method: "manual",
        payment_method: "pm_card_visa",
        confirm: true,
      }),
    ["charge.succeeded", "payment_intent.amount_capturable_updated", "payment_intent.created"],
  ],
])("makes Stripe's events for a %s", async (_name, act, types) => {
  const standIn = await startForTest();
  const intent = await pay(standIn);
  const before = (await standIn.stripe.events.list()).data.length;

  await act(standIn, intent.id);

  const made = (await standIn.stripe.events.list()).data.slice(0, -before).map(({ type }) => type);
  expect(made.sort()).toEqual(types);
});

it("tries again until it is answered 2xx, and notes every attempt", async () => {
  const endpoint = await openWebhookEndpoint((_webhook, index) => [500, 302][index] ?? 200);
  const standIn = await startForTest({ webhookUrl: endpoint.url });

  await standIn.stripe.customers.create({});
  await endpoint.whenReceived(3);
  await eventually(() => states(standIn)).toEqual(["delivered"]);

  const [delivery] = await standIn.deliveries();
  expect(delivery?.attempts.map(({ status }) => status)).toEqual([500, 302, 200]);
  expect(new Set(endpoint.received.map(({ event }) => event?.id)).size).toBe(1);
});

it("gives up after the last try, and sends again when asked", async () => {
  let healthy = false;
  const endpoint = await openWebhookEndpoint(() => (healthy ? 200 : 503));
  const standIn = await startForTest({ webhookUrl: endpoint.url, retryDelaysMs: [1, 1] });
  await standIn.stripe.customers.create({});
  await eventually(() => states(standIn)).toEqual(["failed"]);
  expect(endpoint.received).toHaveLength(3);

  healthy = true;
  const [event] = (await standIn.stripe.events.list()).data;
  await standIn.control("POST", `events/${event?.id}/resend`);
  await endpoint.whenReceived(4);
  await eventually(() => states(standIn)).toEqual(["delivered"]);

  expect(await standIn.control("POST", "events/evt_none/resend")).toEqual({ error: "no such event" });
});

it("counts an endpoint that says nothing in time as a failed attempt", async () => {
  const silent = createServer(() => undefined);
  await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    silent.close();
  });
  const { port } = silent.address() as AddressInfo;
  const webhookUrl = `http://127.0.0.1:${port}/`;
  const standIn = await startForTest({ webhookUrl, retryDelaysMs: [], webhookTimeoutMs: 300 });

  await standIn.stripe.customers.create({});
  await eventually(() => states(standIn)).toEqual(["failed"]);

  expect((await standIn.deliveries())[0]?.attempts).toMatchObject([{ status: null, error: "timeout" }]);
});

it("counts a refused connection as a failed attempt, naming the reason", async () => {
  const { url, close } = await openWebhookEndpoint();
  await close();
  const standIn = await startForTest({ webhookUrl: url, retryDelaysMs: [] });

  await standIn.stripe.customers.create({});
  await eventually(() => states(standIn)).toEqual(["failed"]);

  expect((await standIn.deliveries())[0]?.attempts).toMatchObject([{ status: null, error: "ECONNREFUSED" }]);
});

it("delivers after a restart what was undelivered before it, and nothing twice", async () => {
  const endpoint = await openWebhookEndpoint();
  const before = await startForTest({ webhookUrl: endpoint.url });
  await before.stripe.customers.create({ name: "delivered" });
  await endpoint.whenReceived(1);
  await eventually(() => states(before)).toEqual(["delivered"]);
  await before.fault({ kind: "webhook-delay", ms: 600_000 });
  await before.stripe.customers.create({ name: "undelivered" });
  await before.close();

  const after = await startForTest({ dataDir: before.dataDir, webhookUrl: endpoint.url });
  await endpoint.whenReceived(2);
  await eventually(() => states(after)).toEqual(["delivered", "delivered"]);

  expect(endpoint.received.map(({ event }) => (event?.data.object as Stripe.Customer).name)).toEqual([
    "delivered",
    "undelivered",
  ]);
});

it("does not count an attempt that its own end broke off", async () => {
  const { promise: connected, resolve } = Promise.withResolvers<void>();
  const silent = createServer(() => resolve());
  await new Promise<void>((listening) => silent.listen(0, "127.0.0.1", listening));
  onTestFinished(() => {
    silent.close();
  });
  const { port } = silent.address() as AddressInfo;
  const before = await startForTest({ webhookUrl: `http://127.0.0.1:${port}/` });
  await before.stripe.customers.create({});
  await connected;
  await before.close();

  const after = await startForTest({ dataDir: before.dataDir });

  expect(await after.deliveries()).toMatchObject([{ state: "pending", attempts: [] }]);
});
