import type Stripe from "stripe";
import { expect, it } from "vitest";
import { startForTest, stripeErrorOf } from "./testing/test-stand-in.ts";
import type { TestStandIn } from "./testing/test-stand-in.ts";

const params = {
  mode: "payment",
  success_url: "http://shop.example/thanks?session={CHECKOUT_SESSION_ID}",
  cancel_url: "http://shop.example/cart",
  client_reference_id: "order_1",
  metadata: { order: "1" },
  payment_intent_data: { metadata: { order: "1" }, description: "Order 1" },
  line_items: [
    { quantity: 2, price_data: { currency: "eur", unit_amount: 1_500, product_data: { name: "Cup" } } },
    { quantity: 1, price_data: { currency: "eur", unit_amount: 499, product_data: { name: "Shipping" } } },
  ],
} as const satisfies Stripe.Checkout.SessionCreateParams;

const open = ({ stripe }: TestStandIn, extra: Partial<Stripe.Checkout.SessionCreateParams> = {}) =>
  stripe.checkout.sessions.create(
    { ...params, line_items: [...params.line_items], ...extra },
    { idempotencyKey: `session-${extra.mode ?? "1"}` },
  );

const pay = (standIn: TestStandIn, session: { id: string }, payment_method: string) =>
  standIn.postForm(`/c/pay/${session.id}`, { payment_method });

it("lets a person pay on the hosted page and sends them back to the shop", async () => {
  const standIn = await startForTest();
  const session = await open(standIn);
  expect(session).toMatchObject({
    status: "open",
    payment_status: "unpaid",
    amount_total: 3_499,
    currency: "eur",
    payment_intent: null,
  });

  const page = await fetch(String(session.url));
  const paid = await pay(standIn, session, "pm_card_visa");

  expect(await page.text()).toContain("34.99 EUR");
  expect(paid.status).toBe(303);
  expect(paid.headers.get("location")).toBe(`http://shop.example/thanks?session=${session.id}`);
  const done = await standIn.stripe.checkout.sessions.retrieve(session.id, {
    expand: ["payment_intent.latest_charge", "line_items"],
  });
  expect(done).toMatchObject({ status: "complete", payment_status: "paid", url: null, metadata: { order: "1" } });
  expect(done.payment_intent).toMatchObject({
    status: "succeeded",
    amount: 3_499,
    metadata: { order: "1" },
    description: "Order 1",
  });
  expect((done.payment_intent as Stripe.PaymentIntent).latest_charge).toMatchObject({ paid: true });
  expect(done.line_items?.data.map(({ description, amount_total }) => [description, amount_total])).toEqual([
    ["Cup", 3_000],
    ["Shipping", 499],
  ]);
  expect((await standIn.ledger()).entries).toEqual([
    expect.objectContaining({ amount: 3_499, idempotencyKey: null, createdWithKey: "session-1" }),
  ]);
});

it("shows a decline on the page and lets the person choose another card for the same intent", async () => {
  const standIn = await startForTest();
  const session = await open(standIn);

  const declined = await pay(standIn, session, "pm_card_chargeDeclinedInsufficientFunds");
  const text = await declined.text();
  const between = await standIn.stripe.checkout.sessions.retrieve(session.id);
  await pay(standIn, session, "pm_card_visa");

  expect(declined.status).toBe(402);
  expect(text).toContain("Your card has insufficient funds.");
  expect(text).toContain("<form");
  expect(between).toMatchObject({ status: "open", payment_status: "unpaid" });
  const done = await standIn.stripe.checkout.sessions.retrieve(session.id);
  expect(done).toMatchObject({ status: "complete", payment_intent: between.payment_intent });
  expect((await standIn.ledger()).sum).toEqual({ eur: 3_499 });
});

it("leads through 3D Secure and back, or to the page again after failing it", async () => {
  const standIn = await startForTest();
  const session = await open(standIn);
  const asked = await pay(standIn, session, "pm_card_threeDSecure2Required");
  const bank = new URL(asked.headers.get("location") ?? "");
  const answer = (outcome: string) =>
    standIn.postForm(bank.pathname, { client_secret: String(bank.searchParams.get("client_secret")), outcome });

  const failed = await answer("fail");
  await pay(standIn, session, "pm_card_threeDSecure2Required");
  const completed = await answer("complete");

  expect(failed.status).toBe(402);
  expect(await failed.text()).toContain("failed authentication");
  expect(completed.headers.get("location")).toBe(`http://shop.example/thanks?session=${session.id}`);
  expect((await standIn.stripe.checkout.sessions.retrieve(session.id)).payment_status).toBe("paid");
  expect((await standIn.ledger()).sum).toEqual({ eur: 3_499 });
});

it("pays once when the button is pressed twice", async () => {
  const standIn = await startForTest();
  const session = await open(standIn);

  const presses = await Promise.all([pay(standIn, session, "pm_card_visa"), pay(standIn, session, "pm_card_visa")]);

  expect(presses.map(({ status }) => status)).toEqual([303, 303]);
  expect((await standIn.ledger()).sum).toEqual({ eur: 3_499 });
});

it("takes no money after the merchant has expired the session", async () => {
  const standIn = await startForTest();
  const session = await open(standIn);
  await pay(standIn, session, "pm_card_chargeDeclined");

  const expired = await standIn.stripe.checkout.sessions.expire(session.id, { expand: ["payment_intent"] });
  const late = await pay(standIn, session, "pm_card_visa");

  expect(expired).toMatchObject({ status: "expired", url: null, payment_intent: { status: "canceled" } });
  expect(late.status).toBe(410);
  expect((await standIn.ledger()).entries).toEqual([]);
  expect((await stripeErrorOf(standIn.stripe.checkout.sessions.expire(session.id))).statusCode).toBe(400);
  expect((await standIn.stripe.events.list({ type: "checkout.session.expired" })).data).toHaveLength(1);
});

it("expires by the clock, once", async () => {
  let now = new Date("2026-11-22T10:00:00Z");
  const standIn = await startForTest({ now: () => now });
  const session = await open(standIn, { expires_at: now.getTime() / 1_000 + 1_800 });

  now = new Date("2026-11-22T10:30:00Z");
  const late = await pay(standIn, session, "pm_card_visa");

  expect(late.status).toBe(410);
  expect((await standIn.stripe.checkout.sessions.retrieve(session.id)).status).toBe("expired");
  expect((await standIn.stripe.events.list({ type: "checkout.session.expired" })).data).toHaveLength(1);
  expect((await standIn.ledger()).entries).toEqual([]);
});

it("holds the money when the intent captures manually", async () => {
  const standIn = await startForTest();
  const session = await open(standIn, { payment_intent_data: { capture_method: "manual" } });

  await pay(standIn, session, "pm_card_visa");

  const done = await standIn.stripe.checkout.sessions.retrieve(session.id, { expand: ["payment_intent"] });
  expect(done).toMatchObject({
    status: "complete",
    payment_status: "unpaid",
    payment_intent: { status: "requires_capture" },
  });
});

it("leaves the intent of an open session to the session", async () => {
  const standIn = await startForTest();
  const session = await open(standIn);
  await pay(standIn, session, "pm_card_chargeDeclined");
  const { payment_intent } = await standIn.stripe.checkout.sessions.retrieve(session.id);

  const error = await stripeErrorOf(standIn.stripe.paymentIntents.cancel(String(payment_intent)));

  expect(error.message).toContain("Expire the Checkout Session instead");
});

it("lists sessions by intent and status, and their lines in order", async () => {
  const standIn = await startForTest();
  const session = await open(standIn);
  await pay(standIn, session, "pm_card_visa");
  const { payment_intent } = await standIn.stripe.checkout.sessions.retrieve(session.id);

  const byIntent = await standIn.stripe.checkout.sessions.list({ payment_intent: String(payment_intent) });
  const openOnes = await standIn.stripe.checkout.sessions.list({ status: "open" });
  const lines = await standIn.stripe.checkout.sessions.listLineItems(session.id);

  expect(byIntent.data.map(({ id }) => id)).toEqual([session.id]);
  expect(openOnes.data).toEqual([]);
  expect(lines.data.map(({ description }) => description)).toEqual(["Cup", "Shipping"]);
});

it.each([
  [{ mode: "subscription" }, "mode"],
  [{ line_items: [] }, "line_items"],
  [{ line_items: [{ price: "price_1", quantity: 1 }] }, "line_items[price]"],
  [{ success_url: "javascript:alert(1)" }, "success_url"],
  [{ expires_at: 1 }, "expires_at"],
  [{ discounts: [{ coupon: "c" }] }, "discounts"],
])("refuses %j", async (extra, param) => {
  const standIn = await startForTest();

  const error = await stripeErrorOf(open(standIn, extra as Partial<Stripe.Checkout.SessionCreateParams>));

  expect(error).toMatchObject({ statusCode: 400, param });
  expect((await standIn.stripe.checkout.sessions.list()).data).toEqual([]);
});
