import Stripe from "stripe";
import { expect, it } from "vitest";
import { eventually, keys, startForTest, stripeErrorOf } from "./testing/test-stand-in.ts";

const params = { amount: 1_000, currency: "eur", payment_method: "pm_card_visa", confirm: true } as const;
const keyed = (idempotencyKey: string) => ({ idempotencyKey });

it("answers a repeated request with the first answer, says so, and charges once", async () => {
  const { stripe, ledger } = await startForTest();

  const first = await stripe.paymentIntents.create(params, keyed("order-1"));
  const second = await stripe.paymentIntents.create(params, keyed("order-1"));

  expect(second).toEqual(first);
  expect(first.lastResponse.headers["idempotent-replayed"]).toBeUndefined();
  expect(second.lastResponse.headers["idempotent-replayed"]).toBe("true");
  expect(second.lastResponse.headers["original-request"]).toBe(first.lastResponse.requestId);
  expect((await ledger()).entries).toEqual([
    expect.objectContaining({ idempotencyKey: "order-1", createdWithKey: "order-1", amount: 1_000 }),
  ]);
  expect((await stripe.events.list({ type: "payment_intent.succeeded" })).data).toHaveLength(1);
});

it("refuses the key with other parameters or for another endpoint, and changes nothing", async () => {
  const { stripe, ledger } = await startForTest();
  await stripe.paymentIntents.create(params, keyed("order-1"));

  const otherAmount = await stripeErrorOf(stripe.paymentIntents.create({ ...params, amount: 1_001 }, keyed("order-1")));
  const otherEndpoint = await stripeErrorOf(stripe.customers.create({}, keyed("order-1")));

  for (const error of [otherAmount, otherEndpoint]) {
    expect(error).toBeInstanceOf(Stripe.errors.StripeIdempotencyError);
    expect(error).toMatchObject({ statusCode: 400, rawType: "idempotency_error" });
  }
  expect(otherEndpoint.message).toContain("('/v1/customers' vs '/v1/payment_intents')");
  expect((await ledger()).sum).toEqual({ eur: 1_000 });
  expect((await stripe.customers.list()).data).toEqual([]);
});

it("refuses a key whose first request is still running with 409, and answers it afterwards", async () => {
  const { base, stripe, fault, control } = await startForTest();
  await fault({ kind: "delay", ms: 60_000, times: 1 });
  const abort = new AbortController();
  const running = fetch(`${base}/v1/customers`, {
    method: "POST",
    headers: { authorization: `Bearer ${keys.secretKey}`, "idempotency-key": "customer-1" },
    body: new URLSearchParams({ name: "Anna" }),
    signal: abort.signal,
  }).catch(() => "aborted");
  // The switch is used up when the first request has been taken in hand.
  await eventually(async () => ((await control("GET", "faults")) as { faults: object[] }).faults).toEqual([]);

  const error = await stripeErrorOf(stripe.customers.create({ name: "Anna" }, keyed("customer-1")));

  expect(error).toMatchObject({ statusCode: 409, code: "idempotency_key_in_use" });
  abort.abort();
  await running;
});

it("gives simultaneous repetitions one charge between them", async () => {
  const { stripeWith, ledger } = await startForTest();
  const stripe = stripeWith({ maxNetworkRetries: 3 });

  const intents = await Promise.all(
    Array.from({ length: 20 }, () => stripe.paymentIntents.create(params, keyed("order-1"))),
  );

  expect(new Set(intents.map(({ id }) => id)).size).toBe(1);
  expect((await ledger()).sum).toEqual({ eur: 1_000 });
});

it("repeats a decline without trying the card again", async () => {
  const { stripe } = await startForTest();
  const intent = await stripe.paymentIntents.create({ amount: 1_000, currency: "eur" });
  const confirm = () =>
    stripe.paymentIntents.confirm(intent.id, { payment_method: "pm_card_chargeDeclined" }, keyed("confirm-1"));

  const [first, second] = [await stripeErrorOf(confirm()), await stripeErrorOf(confirm())];

  expect(second).toMatchObject({ code: "card_declined", charge: first.charge });
  expect((await stripe.charges.list()).data).toHaveLength(1);
});

it("does not keep a refusal by parameters: the corrected request may use the key", async () => {
  const { stripe } = await startForTest();
  await stripeErrorOf(stripe.paymentIntents.create({ amount: 1, currency: "eur" }, keyed("order-1")));

  expect((await stripe.paymentIntents.create(params, keyed("order-1"))).status).toBe("succeeded");
});

it("keeps keys over a restart", async () => {
  const before = await startForTest();
  const first = await before.stripe.paymentIntents.create(params, keyed("order-1"));
  await before.close();

  const after = await startForTest({ dataDir: before.dataDir });

  expect(await after.stripe.paymentIntents.create(params, keyed("order-1"))).toEqual(first);
  expect((await after.ledger()).sum).toEqual({ eur: 1_000 });
});

it("never answers a browser with what the server was answered for the same key", async () => {
  const { stripe, postForm } = await startForTest();
  const { id, client_secret } = await stripe.paymentIntents.create({
    amount: 1_000,
    currency: "eur",
    metadata: { note: "internal" },
  });
  const fields = { client_secret: String(client_secret), payment_method: "pm_card_visa" };
  const asServer = { authorization: `Bearer ${keys.secretKey}`, "idempotency-key": "confirm-1" };
  await postForm(`/v1/payment_intents/${id}/confirm`, fields, asServer);

  const browser = await postForm(`/v1/payment_intents/${id}/confirm`, fields, { "idempotency-key": "confirm-1" });

  expect(browser.status).toBe(400);
  expect(browser.headers.get("idempotent-replayed")).toBeNull();
  expect(await browser.text()).not.toContain("internal");
});

it("forgets a key after a day", async () => {
  let now = new Date("2026-11-22T10:00:00Z");
  const { stripe } = await startForTest({ now: () => now });
  const first = await stripe.customers.create({}, keyed("customer-1"));

  now = new Date("2026-11-23T10:00:01Z");

  expect((await stripe.customers.create({}, keyed("customer-1"))).id).not.toBe(first.id);
});

it("refuses a key that is too long", async () => {
  const { stripe } = await startForTest();

  expect(await stripeErrorOf(stripe.customers.create({}, keyed("k".repeat(256))))).toMatchObject({
    rawType: "idempotency_error",
  });
});
