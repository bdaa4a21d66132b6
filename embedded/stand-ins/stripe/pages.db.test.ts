import { expect, it } from "vitest";
import { startForTest } from "./testing/test-stand-in.ts";

const hostile = `<script>alert(1)</script>"'><img src=x onerror=alert(2)>`;
const escaped = "&lt;script&gt;alert(1)&lt;/script&gt;&quot;&#39;&gt;&lt;img src=x onerror=alert(2)&gt;";

it("lets a person pay an intent by hand and shows what came of it", async () => {
  const standIn = await startForTest();
  const intent = await standIn.stripe.paymentIntents.create({ amount: 1_999, currency: "eur" });
  const client_secret = String(intent.client_secret);
  const press = (payment_method: string) => standIn.postForm(`/pay/${intent.id}`, { client_secret, payment_method });

  const page = await fetch(`${standIn.base}/pay/${intent.id}?client_secret=${client_secret}`);
  const declined = await press("pm_card_chargeDeclined");
  const paid = await press("pm_card_visa");
  const again = await press("pm_card_visa");

  expect(await page.text()).toContain("Pay 19.99 EUR");
  expect(declined.status).toBe(402);
  expect(await declined.text()).toContain("Your card was declined.");
  expect(paid.headers.get("location")).toBe(`/pay/${intent.id}?client_secret=${client_secret}`);
  expect(again.status).toBe(200);
  expect((await standIn.ledger()).sum).toEqual({ eur: 1_999 });
});

it("shows an intent to nobody without its client secret", async () => {
  const standIn = await startForTest();
  const intent = await standIn.stripe.paymentIntents.create({ amount: 1_999, currency: "eur" });

  const page = await fetch(`${standIn.base}/pay/${intent.id}`);
  const press = await standIn.postForm(`/pay/${intent.id}`, { client_secret: "wrong", payment_method: "pm_card_visa" });

  expect([page.status, press.status]).toEqual([404, 404]);
  expect((await standIn.ledger()).entries).toEqual([]);
});

it("shows payments, ledger, events with their deliveries, and switches in the console", async () => {
  const standIn = await startForTest();
  const intent = await standIn.stripe.paymentIntents.create({
    amount: 1_999,
    currency: "eur",
    payment_method: "pm_card_visa",
    confirm: true,
  });
  await standIn.stripe.refunds.create({ payment_intent: intent.id, amount: 500 });
  await standIn.fault({ kind: "429", match: "POST /v1/customers" });

  const response = await fetch(`${standIn.base}/`);
  const text = await response.text();

  for (const shown of [intent.id, "19.99 EUR", "14.99 EUR", "payment_intent.succeeded", "POST /v1/customers"])
    expect(text).toContain(shown);
  expect(response.headers.get("content-security-policy")).toContain("default-src 'none'");
  expect(text).not.toMatch(/<script|<link|src="http/);
});

it("escapes hostile input on every page", async () => {
  const standIn = await startForTest();
  const intent = await standIn.stripe.paymentIntents.create({
    amount: 1_999,
    currency: "eur",
    description: hostile,
    metadata: { note: hostile },
  });
  const session = await standIn.stripe.checkout.sessions.create({
    mode: "payment",
    success_url: "http://shop.example/",
    cancel_url: `http://shop.example/?q=${hostile}`,
    customer_email: hostile,
    line_items: [{ quantity: 1, price_data: { currency: "eur", unit_amount: 1_000, product_data: { name: hostile } } }],
  });
  await standIn.fault({ kind: "hang", match: hostile });

  const pages = await Promise.all(
    [
      `${standIn.base}/`,
      `${standIn.base}/pay/${intent.id}?client_secret=${intent.client_secret}`,
      String(session.url),
    ].map(async (url) => (await fetch(url)).text()),
  );

  for (const text of pages) expect(text).not.toMatch(/<script|<img/i);
  expect(pages[0]).toContain(escaped);
  expect(pages[1]).toContain(escaped);
  expect(pages[2]).toContain(escaped);
});

it("obeys the console's forms and refuses those of other sites", async () => {
  const standIn = await startForTest();
  const own = { origin: standIn.base };

  const set = await standIn.postForm("/_control/faults", { kind: "429", match: "", times: "3", ms: "", n: "" }, own);
  const foreign = await standIn.postForm("/_control/faults", { kind: "hang" }, { origin: "http://evil.example" });
  const sandboxed = await standIn.postForm("/_control/faults", { kind: "hang" }, { origin: "null" });

  expect([set.status, foreign.status, sandboxed.status]).toEqual([303, 403, 403]);
  expect(await standIn.control("GET", "faults")).toMatchObject({ faults: [{ kind: "429", times: 3, match: null }] });
  expect((await standIn.postForm("/_control/faults/clear", {}, own)).status).toBe(303);
  expect(await standIn.control("GET", "faults")).toMatchObject({ faults: [] });
});

it("answers 404 for pages and methods it does not have", async () => {
  const { base } = await startForTest();

  const answers = await Promise.all([
    fetch(`${base}/nothing`),
    fetch(`${base}/c/pay/cs_none`),
    fetch(`${base}/`, { method: "PUT" }),
    fetch(`${base}/_control/nothing`),
  ]);

  expect(answers.map(({ status }) => status)).toEqual([404, 404, 404, 404]);
});
