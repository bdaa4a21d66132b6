import Stripe from "stripe";
import { expect, it } from "vitest";
import { startForTest, stripeErrorOf } from "./testing/test-stand-in.ts";

it("creates, finds, changes, lists by e-mail and deletes customers", async () => {
  const { stripe } = await startForTest();
  const anna = await stripe.customers.create({
    email: "anna@example.com",
    name: "Anna",
    metadata: { user: "1", old: "x" },
  });
  await stripe.customers.create({ email: "ben@example.com" });

  const changed = await stripe.customers.update(anna.id, { name: "Anna B.", metadata: { old: "" } });
  const found = await stripe.customers.list({ email: "anna@example.com" });

  expect(changed).toMatchObject({ email: "anna@example.com", name: "Anna B.", metadata: { user: "1" } });
  expect(changed.metadata).not.toHaveProperty("old");
  expect(found.data.map(({ id }) => id)).toEqual([anna.id]);
  await stripe.customers.del(anna.id);
  expect(await stripe.customers.retrieve(anna.id)).toMatchObject({ id: anna.id, deleted: true });
  expect((await stripe.customers.list()).data).toHaveLength(1);
  expect(await stripeErrorOf(stripe.customers.update(anna.id, { name: "Ghost" }))).toMatchObject({ statusCode: 404 });
  expect(await stripeErrorOf(stripe.customers.retrieve("cus_none"))).toMatchObject({
    statusCode: 404,
    code: "resource_missing",
  });
});

it("saves cards to a customer and lists only theirs", async () => {
  const { stripe } = await startForTest();
  const [anna, ben] = [await stripe.customers.create({}), await stripe.customers.create({})];
  const visa = await stripe.paymentMethods.attach("pm_card_visa", { customer: anna.id });
  const mastercard = await stripe.paymentMethods.attach("pm_card_mastercard", { customer: anna.id });
  await stripe.paymentMethods.attach("pm_card_visa", { customer: ben.id });

  const listed = await stripe.paymentMethods.list({ customer: anna.id, type: "card" });
  const same = await stripe.customers.listPaymentMethods(anna.id);

  expect(listed.data.map(({ id }) => id)).toEqual([mastercard.id, visa.id]);
  expect(same.data.map(({ id }) => id)).toEqual([mastercard.id, visa.id]);
  expect(await stripe.paymentMethods.retrieve(visa.id)).toMatchObject({ customer: anna.id, card: { last4: "4242" } });
});

it("finds a customer's card through them, and no other's", async () => {
  const { stripe } = await startForTest();
  const [anna, ben] = [await stripe.customers.create({}), await stripe.customers.create({})];
  const card = await stripe.paymentMethods.attach("pm_card_visa", { customer: anna.id });

  expect((await stripe.customers.retrievePaymentMethod(anna.id, card.id)).id).toBe(card.id);
  const error = await stripeErrorOf(stripe.customers.retrievePaymentMethod(ben.id, card.id));
  expect(error).toMatchObject({ statusCode: 404, code: "resource_missing" });
});

it("never uses the cards of a deleted customer again", async () => {
  const { stripe } = await startForTest();
  const customer = await stripe.customers.create({});
  const card = await stripe.paymentMethods.attach("pm_card_visa", { customer: customer.id });
  await stripe.customers.del(customer.id);

  const error = await stripeErrorOf(
    stripe.paymentIntents.create({ amount: 1_000, currency: "usd", payment_method: card.id, confirm: true }),
  );

  expect(error.message).toContain("may not be used again");
  expect((await stripe.paymentIntents.list()).data).toEqual([]);
});

it("never uses a detached card again", async () => {
  const { stripe } = await startForTest();
  const customer = await stripe.customers.create({});
  const card = await stripe.paymentMethods.attach("pm_card_visa", { customer: customer.id });

  const detached = await stripe.paymentMethods.detach(card.id);

  expect(detached.customer).toBeNull();
  expect((await stripe.paymentMethods.list({ customer: customer.id })).data).toEqual([]);
  expect((await stripeErrorOf(stripe.paymentMethods.attach(card.id, { customer: customer.id }))).message).toContain(
    "may not be used again",
  );
  expect((await stripeErrorOf(stripe.paymentMethods.detach(card.id))).statusCode).toBe(400);
});

it("refuses to save a declined card, and saves one that only fails to pay", async () => {
  const { stripe } = await startForTest();
  const customer = await stripe.customers.create({});

  const declined = await stripeErrorOf(
    stripe.paymentMethods.attach("pm_card_chargeDeclined", { customer: customer.id }),
  );
  const card = await stripe.paymentMethods.attach("pm_card_chargeCustomerFail", { customer: customer.id });
  const unpaid = await stripeErrorOf(
    stripe.paymentIntents.create({
      amount: 1_000,
      currency: "usd",
      customer: customer.id,
      payment_method: card.id,
      confirm: true,
    }),
  );

  expect(declined).toBeInstanceOf(Stripe.errors.StripeCardError);
  expect(unpaid).toMatchObject({ code: "card_declined" });
  expect((await stripe.paymentMethods.list({ customer: customer.id })).data.map(({ id }) => id)).toEqual([card.id]);
});

it("saves the card of a payment that asks for it", async () => {
  const { stripe } = await startForTest();
  const customer = await stripe.customers.create({});

  const paid = await stripe.paymentIntents.create({
    amount: 1_000,
    currency: "usd",
    customer: customer.id,
    payment_method: "pm_card_visa",
    setup_future_usage: "off_session",
    confirm: true,
  });

  expect((await stripe.paymentMethods.list({ customer: customer.id })).data.map(({ id }) => id)).toEqual([
    paid.payment_method,
  ]);
});
