import { cp } from "node:fs/promises";
import { expect, it } from "vitest";
import { eventually, startForTest, temporaryFolder } from "./testing/test-stand-in.ts";

it("forgets nothing over a restart: objects, lists, ledger, and what is half done can be finished", async () => {
  const before = await startForTest();
  const customer = await before.stripe.customers.create({ email: "anna@example.com" });
  const card = await before.stripe.paymentMethods.attach("pm_card_mastercard", { customer: customer.id });
  const paid = await before.stripe.paymentIntents.create({
    amount: 3_000,
    currency: "eur",
    customer: customer.id,
    payment_method: card.id,
    confirm: true,
  });
  const asked = await before.stripe.paymentIntents.create({
    amount: 1_000,
    currency: "usd",
    payment_method: "pm_card_threeDSecure2Required",
    confirm: true,
  });
  const session = await before.stripe.checkout.sessions.create({
    mode: "payment",
    success_url: "http://shop.example/",
    line_items: [{ quantity: 1, price_data: { currency: "usd", unit_amount: 700, product_data: { name: "Cup" } } }],
  });
  const events = (await before.stripe.events.list({ limit: 100 })).data;
  await before.close();

  const { stripe, postForm, ledger } = await startForTest({ dataDir: before.dataDir });

  expect(await stripe.customers.retrieve(customer.id)).toMatchObject({ email: "anna@example.com" });
  expect((await stripe.paymentMethods.list({ customer: customer.id })).data.map(({ id }) => id)).toEqual([card.id]);
  expect(await stripe.paymentIntents.retrieve(paid.id)).toEqual({ ...paid, lastResponse: undefined });
  expect((await stripe.events.list({ limit: 100 })).data).toEqual(events);
  await stripe.refunds.create({ payment_intent: paid.id, amount: 500 });
  await postForm(`/3ds/${asked.id}`, { client_secret: String(asked.client_secret), outcome: "complete" });
  await postForm(`/c/pay/${session.id}`, { payment_method: "pm_card_visa" });
  expect((await ledger()).sum).toEqual({ eur: 2_500, usd: 1_700 });
});

it("has on disk whatever it answered, so that a kill at that moment loses nothing", async () => {
  const killed = await startForTest();
  const key = { idempotencyKey: "order-1" };
  const params = { amount: 3_000, currency: "eur", payment_method: "pm_card_visa", confirm: true } as const;
  const paid = await killed.stripe.paymentIntents.create(params, key);
  const dataDir = await temporaryFolder();
  await cp(killed.dataDir, dataDir, { recursive: true }); // what the next process would find

  const { stripe, ledger } = await startForTest({ dataDir });

  expect((await stripe.paymentIntents.create(params, key)).id).toBe(paid.id);
  expect((await ledger()).sum).toEqual({ eur: 3_000 });
});

it("frees its port and its folder when closed, and says when a port is taken", async () => {
  const first = await startForTest();

  await expect(startForTest({ port: first.port })).rejects.toMatchObject({ code: "EADDRINUSE" });
  await first.close();
  const second = await startForTest({ port: first.port, dataDir: first.dataDir });

  expect(second.port).toBe(first.port);
});

it("closes at once although clients and webhooks are being kept waiting", async () => {
  const standIn = await startForTest({ webhookUrl: "http://127.0.0.1:1/", retryDelaysMs: [600_000] });
  await standIn.stripe.customers.create({});
  await standIn.fault({ kind: "hang", times: 1 });
  await standIn.fault({ kind: "delay", ms: 600_000, times: 1 });
  const kept = Promise.allSettled([standIn.stripe.customers.create({}), standIn.stripe.customers.create({})]);
  await eventually(async () => ((await standIn.control("GET", "faults")) as { faults: object[] }).faults).toEqual([]);

  await standIn.close();

  expect((await kept).map(({ status }) => status)).toEqual(["rejected", "rejected"]);
});
