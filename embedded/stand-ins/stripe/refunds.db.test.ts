import { expect, it } from "vitest";
import { startForTest, stripeErrorOf } from "./testing/test-stand-in.ts";
import type { TestStandIn } from "./testing/test-stand-in.ts";

const pay = ({ stripe }: TestStandIn, amount = 5_000) =>
  stripe.paymentIntents.create({ amount, currency: "eur", payment_method: "pm_card_visa", confirm: true });

it("refunds all by default and says so on the charge", async () => {
  const standIn = await startForTest();
  const { stripe, ledger } = standIn;
  const intent = await pay(standIn);

  const refund = await stripe.refunds.create({
    payment_intent: intent.id,
    reason: "requested_by_customer",
    metadata: { return: "1" },
  });

  expect(refund).toMatchObject({
    amount: 5_000,
    currency: "eur",
    status: "succeeded",
    payment_intent: intent.id,
    metadata: { return: "1" },
  });
  const charge = await stripe.charges.retrieve(String(intent.latest_charge));
  expect(charge).toMatchObject({ amount_refunded: 5_000, refunded: true });
  expect(await stripe.refunds.retrieve(refund.id)).toMatchObject({ id: refund.id, charge: charge.id });
  expect(await stripe.balanceTransactions.retrieve(String(refund.balance_transaction))).toMatchObject({
    amount: -5_000,
    type: "refund",
  });
  expect(await ledger()).toMatchObject({ sum: { eur: 0 }, totals: { eur: { captured: 5_000, refunded: 5_000 } } });
});

it("refunds in parts up to what was captured and not a cent more", async () => {
  const standIn = await startForTest();
  const { stripe, ledger } = standIn;
  const intent = await pay(standIn);
  const refund = (amount?: number) =>
    stripe.refunds.create({ payment_intent: intent.id, ...(amount === undefined ? {} : { amount }) });

  await refund(2_000);
  const tooMuch = await stripeErrorOf(refund(3_001));
  const rest = await refund();
  const again = await stripeErrorOf(refund());

  expect(tooMuch).toMatchObject({ statusCode: 400, param: "amount" });
  expect(tooMuch.message).toContain("greater than unrefunded amount");
  expect(rest.amount).toBe(3_000);
  expect(again).toMatchObject({ statusCode: 400, code: "charge_already_refunded" });
  expect((await ledger()).sum).toEqual({ eur: 0 });
  expect((await stripe.refunds.list({ payment_intent: intent.id })).data.map(({ amount }) => amount)).toEqual([
    3_000, 2_000,
  ]);
});

it("bounds refunds by a partial capture", async () => {
  const { stripe } = await startForTest();
  const held = await stripe.paymentIntents.create({
    amount: 5_000,
    currency: "eur",
    capture_method: "manual",
    payment_method: "pm_card_visa",
    confirm: true,
  });
  const early = await stripeErrorOf(stripe.refunds.create({ payment_intent: held.id }));
  await stripe.paymentIntents.capture(held.id, { amount_to_capture: 1_500 });

  const tooMuch = await stripeErrorOf(stripe.refunds.create({ payment_intent: held.id, amount: 1_501 }));
  const refund = await stripe.refunds.create({ charge: String(held.latest_charge) });

  expect(early.message).toContain("has not been captured");
  expect(tooMuch.param).toBe("amount");
  expect(refund.amount).toBe(1_500);
});

it("lets exactly one of many simultaneous full refunds through", async () => {
  const standIn = await startForTest();
  const { stripe, ledger } = standIn;
  const intent = await pay(standIn);

  const outcomes = await Promise.allSettled(
    Array.from({ length: 10 }, () => stripe.refunds.create({ payment_intent: intent.id, amount: 5_000 })),
  );

  expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  expect((await ledger()).totals).toEqual({ eur: { captured: 5_000, refunded: 5_000, held: 0 } });
});

it("refuses what was never paid or does not exist", async () => {
  const { stripe } = await startForTest();
  const unpaid = await stripe.paymentIntents.create({ amount: 1_000, currency: "usd" });

  expect((await stripeErrorOf(stripe.refunds.create({ payment_intent: unpaid.id }))).message).toContain(
    "does not have a successful charge",
  );
  expect(await stripeErrorOf(stripe.refunds.create({ payment_intent: "pi_none" }))).toMatchObject({
    statusCode: 400,
    code: "resource_missing",
  });
  expect(await stripeErrorOf(stripe.refunds.create({ charge: "ch_none" }))).toMatchObject({ param: "charge" });
  expect(await stripeErrorOf(stripe.refunds.create({}))).toMatchObject({ code: "parameter_missing" });
  expect(await stripeErrorOf(stripe.refunds.retrieve("re_none"))).toMatchObject({
    statusCode: 404,
    code: "resource_missing",
  });
  expect((await stripe.refunds.list()).data).toEqual([]);
});
