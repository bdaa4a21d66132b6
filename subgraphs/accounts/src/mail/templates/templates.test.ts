import { expect, it } from "vitest";
import type { OrderPaidContent } from "../mail.ts";
import { alreadyRegistered } from "./already-registered.ts";
import { orderPaid } from "./order-paid.ts";
import { verifyEmail } from "./verify-email.ts";

const storefrontUrl = "https://shop.example.test";

const order: OrderPaidContent = {
  number: "1001",
  accessKey: "key-of-order",
  fullName: "Mia Berg",
  lines: [
    { title: "Linen shirt", variantTitle: "Blue / M", quantity: 2, totalMinor: "5000" },
    { title: "Gift card", variantTitle: "", quantity: 1, totalMinor: "1050" },
  ],
  totalMinor: "6050",
  currency: "EUR",
};

it("the verification carries the token in its link and alone on a line, in text and HTML", () => {
  const message = verifyEmail({ token: "to-ken_1", storefrontUrl });

  expect(message.text.split("\n")).toContain("https://shop.example.test/verify?token=to-ken_1");
  expect(message.text.split("\n")).toContain("to-ken_1");
  expect(message.html).toContain('href="https://shop.example.test/verify?token=to-ken_1"');
  expect(message.html).toContain(">to-ken_1<");
});

it("the answer to a second registration holds no token and leads to the sign-in", () => {
  const message = alreadyRegistered({ storefrontUrl });

  expect(message.text).toContain("https://shop.example.test/sign-in");
  expect(message.text + message.html).not.toContain("token");
});

it("the confirmation names number, lines, total and the link with the order's key", () => {
  const message = orderPaid(order, { storefrontUrl });

  expect(message.subject).toBe("Your order 1001 is paid");
  expect(message.text.split("\n")).toEqual(
    expect.arrayContaining([
      "Thank you, Mia Berg.",
      "2 x Linen shirt, Blue / M: 50.00 EUR",
      "1 x Gift card: 10.50 EUR",
      "Total: 60.50 EUR",
      "See your order: https://shop.example.test/orders/1001?key=key-of-order",
    ]),
  );
  expect(message.html).toContain('href="https://shop.example.test/orders/1001?key=key-of-order"');
  expect(message.html).toContain("60.50 EUR");
});

it("writes amounts with the digits of their currency", () => {
  const inCurrency = (currency: "JPY" | "KWD") =>
    orderPaid({ ...order, lines: [], totalMinor: "1200", currency }, { storefrontUrl });

  expect(inCurrency("JPY").text).toContain("Total: 1200 JPY");
  expect(inCurrency("KWD").text).toContain("Total: 1.200 KWD");
});

it("a hostile name or title stays text in the HTML", () => {
  const hostile = `<img src=x onerror="alert('1')">&`;
  const { html } = orderPaid(
    {
      ...order,
      fullName: hostile,
      lines: [{ title: hostile, variantTitle: "</td><script>", quantity: 1, totalMinor: "1" }],
    },
    { storefrontUrl },
  );

  expect(html).not.toMatch(/<img|<script|onerror="/);
  expect(html.split("&lt;img src=x onerror=&quot;alert(&#39;1&#39;)&quot;&gt;&amp;")).toHaveLength(3);
  expect(html).toContain("&lt;/td&gt;&lt;script&gt;");
});

it("a hostile name, title or number adds no line to the text and none to the subject", () => {
  const ends = "Mia\r\nBcc: all@example.test\u2028\u202eX";
  const lineCount = orderPaid(order, { storefrontUrl }).text.split(/\r?\n|\u2028/).length;
  const message = orderPaid(
    {
      ...order,
      number: "1001\r\nBcc: all@example.test",
      fullName: ends,
      lines: order.lines.map((line) => ({ ...line, title: ends })),
    },
    { storefrontUrl },
  );

  expect(message.subject).toBe("Your order 1001 Bcc: all@example.test is paid");
  expect(message.text.split(/\r?\n|\u2028/)).toHaveLength(lineCount);
  expect(message.text).not.toMatch(/[\r\u2028\u202e]/);
});

it("a key or number with characters of its own cannot change where the link leads", () => {
  const { text } = orderPaid({ ...order, number: "../evil?x=", accessKey: "a&b=c#d e" }, { storefrontUrl });

  expect(text).toContain("https://shop.example.test/orders/..%2Fevil%3Fx%3D?key=a%26b%3Dc%23d%20e");
});
