import Stripe from "stripe";
import { expect, it } from "vitest";
import { keys, startForTest, stripeErrorOf } from "./testing/test-stand-in.ts";
import type { TestStandIn } from "./testing/test-stand-in.ts";

const newIntent = ({ stripe }: TestStandIn) =>
  stripe.paymentIntents.create({ amount: 1_000, currency: "eur", metadata: { order: "1" } });
const errorIn = async (response: Response) => ((await response.json()) as { error: Record<string, unknown> }).error;

it("refuses a wrong key, no key, and a publishable key where the secret one is needed", async () => {
  const { base, stripeWith } = await startForTest();
  const get = (headers: Record<string, string>) => fetch(`${base}/v1/payment_intents`, { headers });

  const wrong = await get({ authorization: "Bearer sk_test_something_else_1234" });
  const none = await get({});
  const publishable = await get({ authorization: `Bearer ${keys.publishableKey}` });

  expect([wrong.status, none.status, publishable.status]).toEqual([401, 401, 401]);
  expect(await errorIn(wrong)).toMatchObject({
    code: "api_key_invalid",
    message: "Invalid API Key provided: sk_test_****1234",
  });
  expect(await errorIn(publishable)).toMatchObject({ code: "secret_key_required" });
  const basic = await get({ authorization: `Basic ${Buffer.from(`${keys.secretKey}:`).toString("base64")}` });
  expect(basic.status).toBe(200);
  expect(stripeWith({})).toBeInstanceOf(Stripe);
});

it.each([
  ["with the publishable key", { authorization: `Bearer ${keys.publishableKey}` }, {}],
  ["with the publishable key in the form", {}, { key: keys.publishableKey }],
  ["with no key at all", {}, {}],
])(
  "lets a browser confirm by client secret %s and shows it only its part",
  async (_how, headers: Record<string, string>, extra: object) => {
    const standIn = await startForTest();
    const intent = await newIntent(standIn);
    const fields = { client_secret: String(intent.client_secret), payment_method: "pm_card_visa", ...extra };

    const response = await standIn.postForm(`/v1/payment_intents/${intent.id}/confirm`, fields, headers);

    expect(response.status).toBe(200);
    expect(response.headers.get("access-control-allow-origin")).toBe("*");
    const body = (await response.json()) as object;
    expect(body).toMatchObject({ id: intent.id, status: "succeeded", amount: 1_000 });
    for (const hidden of ["metadata", "customer", "latest_charge"]) expect(body).not.toHaveProperty(hidden);
    expect((await standIn.ledger()).sum).toEqual({ eur: 1_000 });
  },
);

it("answers a wrong client secret exactly as a missing intent, and takes nothing", async () => {
  const standIn = await startForTest();
  const intent = await newIntent(standIn);
  const other = await newIntent(standIn);
  const confirm = (id: string, client_secret: string, headers = {}) =>
    standIn.postForm(`/v1/payment_intents/${id}/confirm`, { client_secret, payment_method: "pm_card_visa" }, headers);

  const wrong = await confirm(intent.id, String(other.client_secret));
  const missing = await confirm("pi_none", String(other.client_secret));
  const withSecretKey = await confirm(intent.id, "nonsense", { authorization: `Bearer ${keys.secretKey}` });

  expect([wrong.status, missing.status, withSecretKey.status]).toEqual([404, 404, 404]);
  expect(JSON.stringify(await errorIn(wrong))).toBe(
    JSON.stringify(await errorIn(missing)).replaceAll("pi_none", intent.id),
  );
  expect((await standIn.ledger()).entries).toEqual([]);
});

it("refuses a browser without a client secret, whatever the id", async () => {
  const standIn = await startForTest();
  const intent = await newIntent(standIn);
  const withKey = { authorization: `Bearer ${keys.publishableKey}` };

  const noKey = await standIn.postForm(`/v1/payment_intents/${intent.id}/confirm`, { payment_method: "pm_card_visa" });
  const noSecret = await standIn.postForm(
    `/v1/payment_intents/${intent.id}/confirm`,
    { payment_method: "pm_card_visa" },
    withKey,
  );
  const wrongKey = await standIn.postForm(
    `/v1/payment_intents/${intent.id}/confirm`,
    { client_secret: String(intent.client_secret), payment_method: "pm_card_visa" },
    { authorization: "Bearer pk_test_of_someone_else" },
  );

  expect([noKey.status, noSecret.status, wrongKey.status]).toEqual([401, 400, 401]);
  expect((await standIn.ledger()).entries).toEqual([]);
});

it("keeps the merchant's fields out of a browser's decline as well", async () => {
  const standIn = await startForTest();
  const intent = await newIntent(standIn);
  const fields = { client_secret: String(intent.client_secret), payment_method: "pm_card_chargeDeclined" };

  const response = await standIn.postForm(`/v1/payment_intents/${intent.id}/confirm`, fields);

  expect(response.status).toBe(402);
  const error = await errorIn(response);
  expect(error).toMatchObject({ type: "card_error", code: "card_declined", payment_intent: { id: intent.id } });
  expect(error["payment_intent"]).not.toHaveProperty("metadata");
});

it("lets a browser read its intent and nothing a browser must not do", async () => {
  const standIn = await startForTest();
  const intent = await newIntent(standIn);
  const secret = String(intent.client_secret);

  const read = await fetch(`${standIn.base}/v1/payment_intents/${intent.id}?client_secret=${secret}`);
  const update = await standIn.postForm(`/v1/payment_intents/${intent.id}`, { client_secret: secret, amount: "50" });
  const offSession = await standIn.postForm(`/v1/payment_intents/${intent.id}/confirm`, {
    client_secret: secret,
    payment_method: "pm_card_visa",
    off_session: "true",
  });

  expect(await read.json()).toMatchObject({ id: intent.id, status: "requires_payment_method" });
  expect([update.status, offSession.status]).toEqual([401, 400]);
  expect(await standIn.stripe.paymentIntents.retrieve(intent.id)).toMatchObject({
    amount: 1_000,
    status: "requires_payment_method",
  });
});

it("answers a browser's CORS question for any origin", async () => {
  const { base } = await startForTest();

  const response = await fetch(`${base}/v1/payment_intents/pi_1/confirm`, {
    method: "OPTIONS",
    headers: { origin: "http://shop.example", "access-control-request-headers": "authorization,content-type" },
  });

  expect(response.status).toBe(204);
  expect(response.headers.get("access-control-allow-origin")).toBe("*");
  expect(response.headers.get("access-control-allow-methods")).toContain("POST");
  expect(response.headers.get("access-control-allow-headers")).toBe("authorization,content-type");
});

it.each([
  ["GET", "/v1/subscriptions"],
  ["POST", "/v1/transfers"],
  ["PUT", "/v1/customers"],
  ["DELETE", "/v1/payment_intents/pi_1"],
  ["GET", "/v2/core/events"],
])("says clearly that it has no %s %s", async (method, path) => {
  const { base } = await startForTest();

  const response = await fetch(`${base}${path}`, { method, headers: { authorization: `Bearer ${keys.secretKey}` } });

  expect(response.status).toBe(404);
  expect(response.headers.get("request-id")).toMatch(/^req_/);
  const error = await errorIn(response);
  expect(error["type"]).toBe("invalid_request_error");
  expect(error["message"]).toContain(`Unrecognized request URL (${method}: ${path})`);
});

it("refuses bodies in another format, polluting names, and bodies without end", async () => {
  const { base, stripe } = await startForTest();
  const post = (body: string, type: string) =>
    fetch(`${base}/v1/customers`, {
      method: "POST",
      body,
      headers: { authorization: `Bearer ${keys.secretKey}`, "content-type": type },
    });
  const form = "application/x-www-form-urlencoded";

  const json = await post('{"name":"Anna"}', "application/json");
  const polluting = await post("metadata[__proto__]=x", form);
  const huge = await post(`name=${"x".repeat(1_000_001)}`, form);

  expect([json.status, polluting.status, huge.status]).toEqual([400, 400, 413]);
  expect((await stripe.customers.list()).data).toEqual([]);
  expect(await stripeErrorOf(stripe.customers.create({ surname: "B" } as never))).toMatchObject({
    code: "parameter_unknown",
    param: "surname",
  });
});
