import Stripe from "stripe";
import { expect, it } from "vitest";
import { startForTest, stripeErrorOf } from "./testing/test-stand-in.ts";

it("charges a good card at once and shows the charge, its balance transaction and the card", async () => {
  const { stripe, ledger } = await startForTest();

  const intent = await stripe.paymentIntents.create({
    amount: 4_999,
    currency: "eur",
    payment_method: "pm_card_mastercard",
    confirm: true,
    automatic_payment_methods: { enabled: true, allow_redirects: "never" },
    metadata: { order_id: "order_1" },
    expand: ["latest_charge.balance_transaction", "payment_method"],
  });

  const charge = intent.latest_charge as Stripe.Charge;
  expect(intent).toMatchObject({
    status: "succeeded",
    amount_received: 4_999,
    amount_capturable: 0,
    metadata: { order_id: "order_1" },
  });
  expect(charge).toMatchObject({
    status: "succeeded",
    captured: true,
    amount_captured: 4_999,
    payment_intent: intent.id,
  });
  expect(charge.balance_transaction).toMatchObject({ amount: 4_999, net: 4_999, type: "charge", source: charge.id });
  expect(intent.payment_method).toMatchObject({ type: "card", card: { brand: "mastercard", last4: "4444" } });
  expect((await ledger()).entries).toEqual([
    expect.objectContaining({
      kind: "charge",
      amount: 4_999,
      currency: "eur",
      paymentIntent: intent.id,
      charge: charge.id,
    }),
  ]);
});

it("walks from creation over a payment method to confirmation", async () => {
  const { stripe } = await startForTest();

  const created = await stripe.paymentIntents.create({ amount: 1_000, currency: "usd" });
  const updated = await stripe.paymentIntents.update(created.id, { payment_method: "pm_card_visa", amount: 1_200 });
  const confirmed = await stripe.paymentIntents.confirm(created.id);

  expect([created.status, updated.status, confirmed.status]).toEqual([
    "requires_payment_method",
    "requires_confirmation",
    "succeeded",
  ]);
  expect(confirmed.amount_received).toBe(1_200);
  expect(await stripe.paymentIntents.retrieve(created.id)).toEqual({ ...confirmed, lastResponse: undefined });
});

it.each([
  ["pm_card_chargeDeclined", "card_declined", "generic_decline"],
  ["pm_card_visa_chargeDeclined", "card_declined", "generic_decline"],
  ["pm_card_chargeDeclinedInsufficientFunds", "card_declined", "insufficient_funds"],
  ["pm_card_chargeDeclinedExpiredCard", "expired_card", "expired_card"],
])("declines %s with Stripe's card error and takes nothing", async (payment_method, code, decline_code) => {
  const { stripe, ledger } = await startForTest();
  const intent = await stripe.paymentIntents.create({ amount: 1_000, currency: "usd" });

  const error = await stripeErrorOf(stripe.paymentIntents.confirm(intent.id, { payment_method }));

  expect(error).toBeInstanceOf(Stripe.errors.StripeCardError);
  expect(error).toMatchObject({
    statusCode: 402,
    code,
    decline_code,
    payment_intent: { id: intent.id, status: "requires_payment_method" },
  });
  expect(error.requestId).toMatch(/^req_/);
  const after = await stripe.paymentIntents.retrieve(intent.id, { expand: ["latest_charge"] });
  expect(after).toMatchObject({ status: "requires_payment_method", payment_method: null, amount_received: 0 });
  expect(after.last_payment_error).toMatchObject({ type: "card_error", code, decline_code });
  expect(after.latest_charge).toMatchObject({ status: "failed", paid: false, failure_code: code });
  expect((await ledger()).entries).toEqual([]);
});

it("lets a declined intent be paid by another card", async () => {
  const { stripe, ledger } = await startForTest();
  const intent = await stripe.paymentIntents.create({ amount: 1_000, currency: "usd" });
  await stripeErrorOf(stripe.paymentIntents.confirm(intent.id, { payment_method: "pm_card_chargeDeclined" }));

  const paid = await stripe.paymentIntents.confirm(intent.id, { payment_method: "pm_card_visa" });

  expect(paid).toMatchObject({ status: "succeeded", last_payment_error: null });
  expect((await ledger()).sum).toEqual({ usd: 1_000 });
});

it("takes raw test card numbers and refuses real and broken ones without keeping any", async () => {
  const { stripe } = await startForTest();
  const pay = (number: string) =>
    stripe.paymentIntents.create({
      amount: 1_000,
      currency: "usd",
      confirm: true,
      payment_method_data: { type: "card", card: { number, exp_month: 7, exp_year: 2031, cvc: "123" } } as never,
      expand: ["payment_method"],
    });

  const paid = await pay("4242424242424242");

  expect(paid.payment_method).toMatchObject({ card: { last4: "4242", exp_month: 7, exp_year: 2031 } });
  expect(await stripeErrorOf(pay("4000000000000002"))).toMatchObject({ code: "card_declined" });
  expect(await stripeErrorOf(pay("4012888888881881"))).toMatchObject({
    statusCode: 402,
    decline_code: "test_mode_live_card",
  });
  expect(await stripeErrorOf(pay("4242424242424241"))).toMatchObject({ statusCode: 402, code: "incorrect_number" });
});

it("refuses to pay, capture or cancel twice, naming the state", async () => {
  const { stripe, ledger } = await startForTest();
  const paid = await stripe.paymentIntents.create({
    amount: 1_000,
    currency: "usd",
    payment_method: "pm_card_visa",
    confirm: true,
  });

  for (const again of [
    stripe.paymentIntents.confirm(paid.id, { payment_method: "pm_card_visa" }),
    stripe.paymentIntents.capture(paid.id),
    stripe.paymentIntents.cancel(paid.id),
    stripe.paymentIntents.update(paid.id, { amount: 2_000 }),
  ]) {
    const error = await stripeErrorOf(again);
    expect(error).toMatchObject({
      statusCode: 400,
      code: "payment_intent_unexpected_state",
      payment_intent: { status: "succeeded" },
    });
  }
  expect((await ledger()).sum).toEqual({ usd: 1_000 });
});

it("holds with manual capture, then takes all", async () => {
  const { stripe, ledger } = await startForTest();
  const held = await stripe.paymentIntents.create({
    amount: 5_000,
    currency: "gbp",
    capture_method: "manual",
    payment_method: "pm_card_visa",
    confirm: true,
  });
  expect(held).toMatchObject({ status: "requires_capture", amount_capturable: 5_000, amount_received: 0 });
  expect((await ledger()).sum).toEqual({ gbp: 0 });

  const captured = await stripe.paymentIntents.capture(held.id);

  expect(captured).toMatchObject({ status: "succeeded", amount_capturable: 0, amount_received: 5_000 });
  expect(await ledger()).toMatchObject({
    sum: { gbp: 5_000 },
    totals: { gbp: { captured: 5_000, refunded: 0, held: 0 } },
  });
});

it("takes a part and gives the rest back, but never more than is held", async () => {
  const { stripe, ledger } = await startForTest();
  const held = await stripe.paymentIntents.create({
    amount: 5_000,
    currency: "gbp",
    capture_method: "manual",
    payment_method: "pm_card_visa",
    confirm: true,
  });

  const tooMuch = await stripeErrorOf(stripe.paymentIntents.capture(held.id, { amount_to_capture: 5_001 }));
  const captured = await stripe.paymentIntents.capture(held.id, {
    amount_to_capture: 3_000,
    expand: ["latest_charge"],
  });

  expect(tooMuch).toMatchObject({ statusCode: 400, param: "amount_to_capture" });
  expect(captured).toMatchObject({
    amount: 5_000,
    amount_received: 3_000,
    latest_charge: { amount: 5_000, amount_captured: 3_000, captured: true },
  });
  const { entries, totals } = await ledger();
  expect(entries.map(({ kind, amount }) => [kind, amount])).toEqual([
    ["authorization", 5_000],
    ["capture", 3_000],
    ["release", 2_000],
  ]);
  expect(totals).toEqual({ gbp: { captured: 3_000, refunded: 0, held: 0 } });
});

it("cancels an unpaid intent, and a held one by giving the money back", async () => {
  const { stripe, ledger } = await startForTest();
  const unpaid = await stripe.paymentIntents.create({ amount: 1_000, currency: "usd" });
  const held = await stripe.paymentIntents.create({
    amount: 1_000,
    currency: "usd",
    capture_method: "manual",
    payment_method: "pm_card_visa",
    confirm: true,
  });

  const first = await stripe.paymentIntents.cancel(unpaid.id, { cancellation_reason: "abandoned" });
  const second = await stripe.paymentIntents.cancel(held.id);

  expect(first).toMatchObject({ status: "canceled", cancellation_reason: "abandoned" });
  expect(second).toMatchObject({ status: "canceled", amount_capturable: 0 });
  expect((await ledger()).totals).toEqual({ usd: { captured: 0, refunded: 0, held: 0 } });
  expect(
    await stripeErrorOf(stripe.paymentIntents.confirm(unpaid.id, { payment_method: "pm_card_visa" })),
  ).toMatchObject({
    code: "payment_intent_unexpected_state",
  });
});

it.each([
  [{ currency: "usd" }, "amount", "parameter_missing"],
  [{ amount: 1_000 }, "currency", "parameter_missing"],
  [{ amount: 49, currency: "usd" }, "amount", "amount_too_small"],
  [{ amount: 100_000_000, currency: "usd" }, "amount", "amount_too_large"],
  [{ amount: -5, currency: "usd" }, "amount", "parameter_invalid_integer"],
  [{ amount: 10.5, currency: "usd" }, "amount", "parameter_invalid_integer"],
  [{ amount: 1_000, currency: "xyz" }, "currency", "parameter_invalid_string"],
  [{ amount: 1_000, currency: "usd", customer: "cus_none" }, "customer", "resource_missing"],
  [{ amount: 1_000, currency: "usd", payment_method: "pm_none" }, "payment_method", "resource_missing"],
  [{ amount: 1_000, currency: "usd", payment_method: "pm_card_createDispute" }, "payment_method", "resource_missing"],
  [{ amount: 1_000, currency: "usd", transfer_data: { destination: "acct_1" } }, "transfer_data", "parameter_unknown"],
  [
    { amount: 1_000, currency: "usd", payment_method_types: ["klarna"] },
    "payment_method_types",
    "parameter_unsupported",
  ],
])("refuses %j by its parameter and makes nothing", async (params, param, code) => {
  const { stripe } = await startForTest();

  const error = await stripeErrorOf(stripe.paymentIntents.create(params as Stripe.PaymentIntentCreateParams));

  expect(error).toBeInstanceOf(Stripe.errors.StripeInvalidRequestError);
  expect(error).toMatchObject({ statusCode: 400, param, code });
  expect((await stripe.paymentIntents.list()).data).toEqual([]);
  expect((await stripe.events.list()).data).toEqual([]);
});

it("refuses to use a card again that paid without a customer, and a card of another customer", async () => {
  const { stripe } = await startForTest();
  const [owner, other] = [await stripe.customers.create({}), await stripe.customers.create({})];
  const once = await stripe.paymentMethods.create({ type: "card", card: { token: "tok_visa" } });
  const saved = await stripe.paymentMethods.attach("pm_card_visa", { customer: owner.id });
  const pay = (payment_method: string, customer?: string) =>
    stripe.paymentIntents.create({
      amount: 1_000,
      currency: "usd",
      payment_method,
      confirm: true,
      ...(customer ? { customer } : {}),
    });

  await pay(once.id);
  const reused = await stripeErrorOf(pay(once.id));
  const stolen = await stripeErrorOf(pay(saved.id, other.id));

  expect(reused.message).toContain("may not be used again");
  expect(stolen).toMatchObject({ statusCode: 400, param: "payment_method" });
  expect((await pay(saved.id, owner.id)).status).toBe("succeeded");
  expect((await pay(saved.id, owner.id)).status).toBe("succeeded");
});

it("lists newest first and pages without gap or repetition", async () => {
  const { stripe } = await startForTest();
  const made: string[] = [];
  for (let amount = 1_000; amount < 1_007; amount += 1)
    made.push((await stripe.paymentIntents.create({ amount, currency: "usd" })).id);

  const first = await stripe.paymentIntents.list({ limit: 3 });
  const second = await stripe.paymentIntents.list({ limit: 3, starting_after: first.data[2]?.id ?? "" });
  const back = await stripe.paymentIntents.list({ limit: 2, ending_before: second.data[1]?.id ?? "" });
  const all: string[] = [];
  for await (const intent of stripe.paymentIntents.list({ limit: 2 })) all.push(intent.id);

  expect(first.has_more).toBe(true);
  expect([...first.data, ...second.data].map(({ id }) => id)).toEqual(made.toReversed().slice(0, 6));
  expect(back.data.map(({ id }) => id)).toEqual([first.data[2]?.id, second.data[0]?.id]);
  expect(all).toEqual(made.toReversed());
  expect(await stripeErrorOf(stripe.paymentIntents.list({ starting_after: "pi_none" }))).toMatchObject({
    code: "resource_missing",
  });
  expect(await stripeErrorOf(stripe.paymentIntents.list({ limit: 101 }))).toMatchObject({ param: "limit" });
});

it("expands inside lists and refuses what cannot be expanded", async () => {
  const { stripe } = await startForTest();
  const customer = await stripe.customers.create({ email: "a@example.com" });
  await stripe.paymentIntents.create({ amount: 1_000, currency: "usd", customer: customer.id });

  const list = await stripe.paymentIntents.list({ expand: ["data.customer"] });

  expect(list.data[0]?.customer).toMatchObject({ id: customer.id, email: "a@example.com" });
  expect(await stripeErrorOf(stripe.paymentIntents.list({ expand: ["data.nonsense"] }))).toMatchObject({
    statusCode: 400,
    param: "expand",
  });
});
