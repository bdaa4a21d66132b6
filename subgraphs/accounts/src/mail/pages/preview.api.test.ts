import { afterAll, beforeAll, expect, it } from "vitest";
import type { RawResponse } from "#platform/neighbour/neighbour.ts";
import { startAccounts, STOREFRONT_URL, type TestAccounts } from "../../testing/start-accounts.ts";
import { MAIL_TEMPLATE_NAMES } from "../mail.ts";

let accounts: TestAccounts;
beforeAll(async () => {
  accounts = await startAccounts();
});
afterAll(() => accounts.close());

const get = (path: string, { subgraph } = accounts): Promise<RawResponse> =>
  subgraph.handle({ method: "GET", path, query: "", headers: {}, body: new Uint8Array() });

it("lists every kind of mail with links to its HTML and its text", async () => {
  const { status, headers, body } = await get("/mail/preview");

  expect([status, headers["content-type"]]).toEqual([200, "text/html; charset=utf-8"]);
  for (const name of MAIL_TEMPLATE_NAMES) {
    expect(body).toContain(`href="/mail/preview/${name}"`);
    expect(body).toContain(`href="/mail/preview/${name}.txt"`);
  }
});

it.each(MAIL_TEMPLATE_NAMES)("shows %s as it goes out, as HTML and as text", async (name) => {
  const page = await get(`/mail/preview/${name}`);
  const text = await get(`/mail/preview/${name}.txt`);

  expect([page.status, page.headers["content-type"]]).toEqual([200, "text/html; charset=utf-8"]);
  expect([text.status, text.headers["content-type"]]).toEqual([200, "text/plain; charset=utf-8"]);
  expect(page.body).toContain(STOREFRONT_URL);
  expect(text.body).toContain(STOREFRONT_URL);
});

it("allows its pages no script and nothing from elsewhere", async () => {
  for (const path of ["/mail/preview", "/mail/preview/order-paid", "/mail/preview/none"]) {
    const { headers } = await get(path);
    expect(headers["content-security-policy"]).toMatch(/^default-src 'none'; style-src 'unsafe-inline';/);
    expect(headers["content-security-policy"]).not.toMatch(/script|https?:|\*/);
    expect(headers["x-content-type-options"]).toBe("nosniff");
  }
});

it.each(["none", "constructor", "order-paid.html", "order-paid/x"])("knows no mail called %s", async (name) => {
  expect((await get(`/mail/preview/${name}`)).status).toBe(404);
});

it("is not there in production", async () => {
  const production = await startAccounts(undefined, { NODE_ENV: "production" });
  try {
    for (const path of ["/mail/preview", "/mail/preview/order-paid", "/mail/preview/order-paid.txt"]) {
      expect(await get(path, production)).toMatchObject({ status: 404, body: "Not found." });
    }
  } finally {
    await production.close();
  }
});
