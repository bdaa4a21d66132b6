import Stripe from "stripe";
import { expect, it } from "vitest";
import { eventually, startForTest, stripeErrorOf } from "./testing/test-stand-in.ts";
import type { TestStandIn } from "./testing/test-stand-in.ts";

const key = { idempotencyKey: "order-1" };
const pay = ({ stripe }: TestStandIn, options: Stripe.RequestOptions = key) =>
  stripe.paymentIntents.create(
    { amount: 1_000, currency: "eur", payment_method: "pm_card_visa", confirm: true },
    options,
  );

it("answers 500 before anything happened: the repeated request charges, once", async () => {
  const standIn = await startForTest();
  await standIn.fault({ kind: "500-before-commit", times: 1 });

  const error = await stripeErrorOf(pay(standIn));
  const between = await standIn.ledger();
  const intent = await pay(standIn);

  expect(error).toBeInstanceOf(Stripe.errors.StripeAPIError);
  expect(error.statusCode).toBe(500);
  expect(between.entries).toEqual([]);
  expect(intent.lastResponse.headers["idempotent-replayed"]).toBeUndefined();
  expect((await standIn.ledger()).sum).toEqual({ eur: 1_000 });
});

it("answers 500 after it charged: the repeated request gets the real answer and charges no more", async () => {
  const standIn = await startForTest();
  await standIn.fault({ kind: "500-after-commit", times: 1 });

  const error = await stripeErrorOf(pay(standIn));
  const between = await standIn.ledger();
  const intent = await pay(standIn);

  expect(error.statusCode).toBe(500);
  expect(between.sum).toEqual({ eur: 1_000 });
  expect(intent).toMatchObject({ status: "succeeded" });
  expect(intent.lastResponse.headers["idempotent-replayed"]).toBe("true");
  expect((await standIn.ledger()).sum).toEqual({ eur: 1_000 });
});

it("charges and then stays silent: the repeated request finds out", async () => {
  const standIn = await startForTest();
  await standIn.fault({ kind: "silence-after-commit", times: 1 });

  const error = await stripeErrorOf(pay(standIn, { ...key, timeout: 200 }));
  await eventually(async () => (await standIn.ledger()).sum).toEqual({ eur: 1_000 });
  const intent = await pay(standIn);

  expect(error).toBeInstanceOf(Stripe.errors.StripeConnectionError);
  expect(intent.lastResponse.headers["idempotent-replayed"]).toBe("true");
  expect((await standIn.ledger()).sum).toEqual({ eur: 1_000 });
});

it("hangs without having done anything", async () => {
  const standIn = await startForTest();
  await standIn.fault({ kind: "hang", times: 1 });

  const error = await stripeErrorOf(pay(standIn, { ...key, timeout: 200 }));
  await eventually(() => standIn.control("GET", "faults")).toMatchObject({ faults: [] });

  expect(error).toBeInstanceOf(Stripe.errors.StripeConnectionError);
  expect((await standIn.ledger()).entries).toEqual([]);
  expect((await pay(standIn)).status).toBe("succeeded");
});

it("resets the connection without having done anything", async () => {
  const standIn = await startForTest();
  await standIn.fault({ kind: "reset", times: 2 }); // the SDK tries a closed connection once more by itself

  const error = await stripeErrorOf(pay(standIn));

  expect(error).toBeInstanceOf(Stripe.errors.StripeConnectionError);
  expect((await standIn.ledger()).entries).toEqual([]);
  expect((await pay(standIn)).status).toBe("succeeded");
});

it("answers 429 in Stripe's shape", async () => {
  const standIn = await startForTest();
  await standIn.fault({ kind: "429", times: 1 });

  const error = await stripeErrorOf(pay(standIn));

  expect(error).toBeInstanceOf(Stripe.errors.StripeRateLimitError);
  expect((await standIn.ledger()).entries).toEqual([]);
});

it("delays: a client that gives up early is charged all the same", async () => {
  const standIn = await startForTest();
  await standIn.fault({ kind: "delay", ms: 300, times: 1 });

  const error = await stripeErrorOf(pay(standIn, { ...key, timeout: 50 }));
  await eventually(async () => (await standIn.ledger()).sum).toEqual({ eur: 1_000 });

  expect(error).toBeInstanceOf(Stripe.errors.StripeConnectionError);
});

it("declines a good card and asks a plain one for authentication when told to", async () => {
  const standIn = await startForTest();
  await standIn.fault({ kind: "decline", declineCode: "insufficient_funds", times: 1 });
  await standIn.fault({ kind: "requires-action", times: 1 });

  const declined = await stripeErrorOf(pay(standIn, {}));
  const asked = await pay(standIn, {});
  const paid = await pay(standIn, {});

  expect(declined).toMatchObject({ code: "card_declined", decline_code: "insufficient_funds" });
  expect([asked.status, paid.status]).toEqual(["requires_action", "succeeded"]);
});

it("strikes only the route it is told to, and reads never count as commits", async () => {
  const standIn = await startForTest();
  await standIn.fault({ kind: "500-before-commit", match: "POST /v1/refunds" });
  await standIn.fault({ kind: "500-after-commit", times: 1 });

  expect((await standIn.stripe.paymentIntents.list()).data).toEqual([]);
  expect((await stripeErrorOf(standIn.stripe.refunds.create({ payment_intent: "pi_none" }))).statusCode).toBe(500);
  expect(await standIn.control("GET", "faults")).toMatchObject({
    faults: [{ kind: "500-before-commit" }, { kind: "500-after-commit", times: 1 }],
  });
});

it("lists, removes one by one, clears and refuses wrong switches with every problem", async () => {
  const standIn = await startForTest();
  const { fault } = (await standIn.fault({ kind: "hang", match: "/v1/x" })) as { fault: { id: number } };
  await standIn.fault({ kind: "429" });

  const left = await standIn.control("DELETE", `faults/${fault.id}`);
  const refused = await standIn.fault({ kind: "explode", times: 0 });

  expect(left).toMatchObject({ faults: [{ kind: "429" }] });
  expect(await standIn.control("DELETE", `faults/${fault.id}`)).toEqual({ error: "no such fault" });
  expect((refused as { problems: string[] }).problems).toHaveLength(2);
  expect(await standIn.control("DELETE", "faults")).toEqual({ faults: [] });
  expect(await standIn.control("GET", "faults")).toMatchObject({ faults: [] });
});
