import { afterAll, describe, expect, it } from "vitest";
import {
  MAIL_TEMPLATE_NAMES,
  type MailContent,
  mailContent,
  mailTemplate,
  type MailTemplateName,
  subjectOf,
} from "../mail.ts";
import { createMjmlThread } from "../render/mjml-thread.ts";
import { createWriteMail } from "../write-mail.ts";

const storefrontUrl = "https://shop.example.test";
const token = "to-ken_1";

const mjml = createMjmlThread();
afterAll(() => mjml.close());
const writeMail = createWriteMail({ toHtml: mjml.toHtml, storefrontUrl, sender: "Plexus" });
const write = (content: MailContent, extras: { unsubscribeUrl?: string } = {}) =>
  writeMail(content, { token, ...extras });

const sampleOf = <Name extends MailTemplateName>(template: Name): Extract<MailContent, { template: Name }> =>
  mailContent.parse({ template, data: mailTemplate(template).sample }) as Extract<MailContent, { template: Name }>;

const order = sampleOf("order-paid").data;

/** The texts of an HTML page, without its markup. */
const wordsOf = (html: string) =>
  html
    .replace(/<(head|style)[\s>][\s\S]*?<\/\1>|<!--[\s\S]*?-->|<[^>]*>/g, " ")
    .replace(/&lt;/g, "<")
    .replace(/&gt;/g, ">")
    .replace(/&quot;/g, '"')
    .replace(/&#39;/g, "'")
    .replace(/&amp;/g, "&")
    .replace(/\s+/g, " ");

/** The data with every text in it made hostile, but for dates, amounts and currencies. */
function withHostileTexts(data: unknown, hostile: string): unknown {
  if (typeof data === "string") return /^(\d+|\d{4}-.*Z|[A-Z]{3})$/.test(data) ? data : hostile;
  if (Array.isArray(data)) return data.map((item) => withHostileTexts(item, hostile));
  if (data === null || typeof data !== "object") return data;
  return Object.fromEntries(Object.entries(data).map(([key, value]) => [key, withHostileTexts(value, hostile)]));
}

describe.each(MAIL_TEMPLATE_NAMES)("%s", (name) => {
  const { data, token: wantsToken } = mailTemplate(name);
  const sample = sampleOf(name);

  it("keeps its sample as it is stored", () => {
    expect(data.parse(JSON.parse(JSON.stringify(sample.data)))).toEqual(sample.data);
  });

  it("says the same in HTML and in text", async () => {
    const { subject, text, html } = await write(sample);
    const words = wordsOf(html);

    expect(words).toContain(subject);
    for (const line of text.split("\n").filter((each) => each !== "" && !/^(https?:|-- $)/.test(each))) {
      // A row of a table has no colon in HTML, nor has the label of a button.
      expect(
        [line, line.replace(/:$/, ""), line.replace(": ", " ")].some((same) => words.includes(same)),
        line,
      ).toBe(true);
    }
    for (const url of text.match(/^https?:.*$/gm) ?? []) expect(html).toContain(`href="${url.replace(/&/g, "&amp;")}"`);
    expect(text).toMatch(/\n-- \nPlexus\nhttps:\/\/shop\.example\.test\n$/);
  });

  it("brings its secret along when it declares one, and none otherwise", async () => {
    const { text, html, subject } = await write(sample);

    expect(text.split("\n").includes(token)).toBe(wantsToken !== undefined);
    expect(html.includes(token)).toBe(wantsToken !== undefined);
    expect(subject).not.toContain(token);
  });

  it("loads nothing from anywhere and runs nothing", async () => {
    const { html } = await write(sample);

    expect(html).not.toMatch(/<(img|script|link|iframe|object|form)\b|@import|@font-face|url\(|\bon[a-z]+=/i);
    expect(html).toContain('lang="en"');
    expect(html).toContain('content="light dark"');
    expect(Buffer.byteLength(html)).toBeLessThan(90_000); // mail programs cut at about 100 kB
  });

  it("shows a hostile text as text", async () => {
    const hostile = `"><img src=x onerror="alert('1')"></mj-text><mj-raw>&lt;{{x}}]]>`;
    const content = mailContent.parse({ template: name, data: withHostileTexts(sample.data, hostile) });
    const { html } = await write(content);

    expect(html).not.toMatch(/<img|<mj-|onerror="/);
    expect(
      html
        .match(/<[a-z]+/g)
        ?.toSorted()
        .filter((tag) => tag !== "<a"),
    ).toEqual(
      (await write(withoutUrl(sample))).html
        .match(/<[a-z]+/g)
        ?.toSorted()
        .filter((tag) => tag !== "<a"),
    );
  });

  it("lets a hostile text add no line to the text and none to the subject", async () => {
    const ends = "Mia\r\nBcc: all@example.test\u2028\u2029\u202eX\u0000\u0085";
    const content = mailContent.parse({ template: name, data: withHostileTexts(sample.data, ends) });
    const message = await write(content);

    expect(message.text.split("\n")).toHaveLength((await write(withoutUrl(sample))).text.split("\n").length);
    expect(message.text).not.toMatch(/[\r\u2028\u2029\u202e\u0000\u0085]/);
    expect(message.subject).toBe(subjectOf(content));
    expect(message.subject).not.toMatch(/[\p{Cc}\u2028\u2029\u202e]/u);
    expect(message.subject.length).toBeGreaterThan(5);
  });
});

/** A tracking address that is none is left out, with its button. */
const withoutUrl = (content: MailContent): MailContent =>
  content.template === "order-shipped" ? { ...content, data: { ...content.data, trackingUrl: "no address" } } : content;

it("carries a secret in a link and alone on a line, in text and HTML", async () => {
  const { text, html } = await write(sampleOf("verify-email"));

  expect(text.split("\n")).toContain("https://shop.example.test/verify?token=to-ken_1");
  expect(text.split("\n")).toContain("to-ken_1");
  expect(html).toContain('href="https://shop.example.test/verify?token=to-ken_1"');
  expect(html).toMatch(/>\s*to-ken_1\s*</);
});

it("leads whoever has an account to the sign-in", async () => {
  expect((await write(sampleOf("already-registered"))).text).toContain("https://shop.example.test/sign-in");
});

it("names an order's number, lines, total and the link with the order's key", async () => {
  const { subject, text, html } = await write(sampleOf("order-paid"));

  expect(subject).toBe("Your order P-1001 is paid");
  expect(text.split("\n")).toEqual(
    expect.arrayContaining([
      "Thank you, Mia Berg.",
      "2 x Linen shirt, Blue / M: 50.00 EUR",
      "1 x Gift card: 10.50 EUR",
      "Total: 60.50 EUR",
      "https://shop.example.test/orders/P-1001?key=key-of-order",
    ]),
  );
  expect(html).toContain('href="https://shop.example.test/orders/P-1001?key=key-of-order"');
});

it("writes amounts with the digits of their currency", async () => {
  const inCurrency = (currency: "JPY" | "KWD") =>
    write({ template: "order-paid", data: { ...order, lines: [], totalMinor: "1200", currency } });

  expect((await inCurrency("JPY")).text).toContain("Total: 1200 JPY");
  expect((await inCurrency("KWD")).text).toContain("Total: 1.200 KWD");
});

it("lets no key and no number change where a link leads", async () => {
  const data = { ...order, number: "../evil?x=", accessKey: "a&b=c#d e" };

  expect((await write({ template: "order-paid", data })).text).toContain(
    "https://shop.example.test/orders/..%2Fevil%3Fx%3D?key=a%26b%3Dc%23d%20e",
  );
});

it.each(["javascript:alert(1)", "data:text/html,x", "//evil.test", "nothing", ""])(
  "makes no link of the tracking address %j",
  async (trackingUrl) => {
    const content = sampleOf("order-shipped");
    const { html, text } = await write({ ...content, data: { ...content.data, trackingUrl } });

    expect(text).not.toContain("Follow the parcel");
    expect(html).not.toMatch(/javascript:|data:|evil/);
  },
);

it("offers to end mails of this kind where that can be done, in HTML and text", async () => {
  const unsubscribeUrl = "https://graph.example.test/mail/unsubscribe?token=a.b";
  const { html, text } = await write(sampleOf("low-stock"), { unsubscribeUrl });

  expect(text.split("\n")).toContain(unsubscribeUrl);
  expect(html).toContain(`href="${unsubscribeUrl}"`);
  expect(wordsOf(html)).toContain("No more mails of this kind");
});
