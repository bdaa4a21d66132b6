import type Stripe from "stripe";
import { expect, it } from "vitest";
import { startForTest, stripeErrorOf } from "./testing/test-stand-in.ts";
import type { TestStandIn } from "./testing/test-stand-in.ts";

const create = (
  { stripe }: TestStandIn,
  payment_method: string,
  extra: Partial<Stripe.PaymentIntentCreateParams> = {},
) =>
  stripe.paymentIntents.create({
    amount: 2_500,
    currency: "eur",
    payment_method,
    confirm: true,
    return_url: "http://shop.example/return?o=1",
    ...extra,
  });

const pageOf = (intent: Stripe.PaymentIntent | Stripe.SetupIntent) =>
  new URL(intent.next_action?.redirect_to_url?.url ?? "http://none");

it.each(["pm_card_threeDSecure2Required", "pm_card_authenticationRequired"])(
  "sends %s to a page, where completing it pays",
  async (card) => {
    const standIn = await startForTest();
    const intent = await create(standIn, card);
    expect(intent).toMatchObject({
      status: "requires_action",
      amount_received: 0,
      next_action: { type: "redirect_to_url" },
    });
    expect((await standIn.ledger()).entries).toEqual([]);

    const page = await fetch(pageOf(intent));
    const done = await standIn.postForm(`/3ds/${intent.id}`, {
      client_secret: String(intent.client_secret),
      outcome: "complete",
    });

    expect([page.status, done.status]).toEqual([200, 303]);
    const back = new URL(done.headers.get("location") ?? "");
    expect(back.origin + back.pathname).toBe("http://shop.example/return");
    expect(Object.fromEntries(back.searchParams)).toEqual({
      o: "1",
      payment_intent: intent.id,
      payment_intent_client_secret: intent.client_secret,
      redirect_status: "succeeded",
    });
    const paid = await standIn.stripe.paymentIntents.retrieve(intent.id, { expand: ["latest_charge"] });
    expect(paid).toMatchObject({ status: "succeeded", next_action: null });
    expect((paid.latest_charge as Stripe.Charge).payment_method_details?.card?.three_d_secure?.result).toBe(
      "authenticated",
    );
    expect((await standIn.ledger()).sum).toEqual({ eur: 2_500 });
  },
);

it("lets a person fail authentication: nothing is taken and another card may pay", async () => {
  const standIn = await startForTest();
  const intent = await create(standIn, "pm_card_threeDSecure2Required");

  const failed = await standIn.postForm(`/3ds/${intent.id}`, {
    client_secret: String(intent.client_secret),
    outcome: "fail",
  });

  expect(new URL(failed.headers.get("location") ?? "").searchParams.get("redirect_status")).toBe("failed");
  expect(await standIn.stripe.paymentIntents.retrieve(intent.id)).toMatchObject({
    status: "requires_payment_method",
    last_payment_error: { code: "payment_intent_authentication_failure" },
  });
  expect((await standIn.ledger()).entries).toEqual([]);
  expect((await standIn.stripe.paymentIntents.confirm(intent.id, { payment_method: "pm_card_visa" })).status).toBe(
    "succeeded",
  );
});

it("pays once however often the button is pressed", async () => {
  const standIn = await startForTest();
  const intent = await create(standIn, "pm_card_threeDSecure2Required");
  const press = () =>
    standIn.postForm(`/3ds/${intent.id}`, { client_secret: String(intent.client_secret), outcome: "complete" });

  const presses = await Promise.all([press(), press(), press()]);

  expect(presses.map(({ status }) => status)).toEqual([303, 303, 303]);
  expect((await standIn.ledger()).sum).toEqual({ eur: 2_500 });
});

it("can decline after authentication", async () => {
  const standIn = await startForTest();
  const intent = await create(standIn, "pm_card_authenticationRequiredChargeDeclinedInsufficientFunds");

  await standIn.postForm(`/3ds/${intent.id}`, { client_secret: String(intent.client_secret), outcome: "complete" });

  expect(await standIn.stripe.paymentIntents.retrieve(intent.id)).toMatchObject({
    status: "requires_payment_method",
    last_payment_error: { decline_code: "insufficient_funds" },
  });
});

it("declines instead of asking when the customer is away or the caller says so", async () => {
  const standIn = await startForTest();

  const away = await stripeErrorOf(create(standIn, "pm_card_authenticationRequired", { off_session: true }));
  const told = await stripeErrorOf(
    create(standIn, "pm_card_authenticationRequired", { error_on_requires_action: true }),
  );

  for (const error of [away, told]) expect(error).toMatchObject({ statusCode: 402, code: "authentication_required" });
  expect((await standIn.ledger()).entries).toEqual([]);
});

it("shows the page to nobody without the client secret, and changes nothing for them", async () => {
  const standIn = await startForTest();
  const intent = await create(standIn, "pm_card_threeDSecure2Required");

  const page = await fetch(`${standIn.base}/3ds/${intent.id}?client_secret=wrong`);
  const press = await standIn.postForm(`/3ds/${intent.id}`, { client_secret: "wrong", outcome: "complete" });
  const foreign = await standIn.postForm(
    `/3ds/${intent.id}`,
    { client_secret: String(intent.client_secret), outcome: "complete" },
    { origin: "http://evil.example" },
  );

  expect([page.status, press.status, foreign.status]).toEqual([404, 404, 403]);
  expect((await standIn.stripe.paymentIntents.retrieve(intent.id)).status).toBe("requires_action");
});

it("sets up a card for later, asking for authentication where the card wants it, once", async () => {
  const { stripe, postForm } = await startForTest();
  const customer = await stripe.customers.create({});
  const setup = await stripe.setupIntents.create({
    customer: customer.id,
    payment_method: "pm_card_authenticationRequiredOnSetup",
    confirm: true,
  });
  expect(setup.status).toBe("requires_action");

  await postForm(`/3ds/${setup.id}`, { client_secret: String(setup.client_secret), outcome: "complete" });

  const done = await stripe.setupIntents.retrieve(setup.id, { expand: ["payment_method"] });
  const card = done.payment_method as Stripe.PaymentMethod;
  expect(done).toMatchObject({ status: "succeeded", next_action: null });
  expect(card.customer).toBe(customer.id);
  const later = await stripe.paymentIntents.create({
    amount: 1_000,
    currency: "eur",
    customer: customer.id,
    payment_method: card.id,
    off_session: true,
    confirm: true,
  });
  expect(later.status).toBe("succeeded");
});

it("walks a setup intent by browser, by decline and by failed authentication", async () => {
  const { stripe, postForm } = await startForTest();
  const customer = await stripe.customers.create({});
  const setup = await stripe.setupIntents.create({ customer: customer.id });
  const confirm = (payment_method: string, client_secret = String(setup.client_secret)) =>
    postForm(`/v1/setup_intents/${setup.id}/confirm`, { client_secret, payment_method });

  const stranger = await confirm("pm_card_visa", "wrong");
  const declined = await confirm("pm_card_chargeDeclined");
  const asked = await confirm("pm_card_threeDSecure2Required");
  await postForm(`/3ds/${setup.id}`, { client_secret: String(setup.client_secret), outcome: "fail" });
  const afterFailure = await stripe.setupIntents.retrieve(setup.id);
  const saved = await confirm("pm_card_visa");

  expect([stranger.status, declined.status, asked.status, saved.status]).toEqual([404, 402, 200, 200]);
  expect(afterFailure).toMatchObject({
    status: "requires_payment_method",
    last_setup_error: { code: "setup_intent_authentication_failure" },
  });
  expect((await stripe.paymentMethods.list({ customer: customer.id })).data).toHaveLength(1);
  expect(await stripeErrorOf(stripe.setupIntents.confirm(setup.id))).toMatchObject({
    code: "setup_intent_unexpected_state",
  });
  expect(await stripeErrorOf(stripe.setupIntents.cancel(setup.id))).toMatchObject({
    code: "setup_intent_unexpected_state",
  });
});
