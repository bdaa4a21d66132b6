import { createHash } from "node:crypto";
import { expect, it } from "vitest";
import { html, renderPage } from "./html.ts";

it("escapes every value, in text and in attributes", () => {
  const hostile = `<script>alert("1")</script>' & more`;

  expect(html`<a title="${hostile}">${hostile}</a>`.text).toBe(
    '<a title="&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;&#39; &amp; more">&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;&#39; &amp; more</a>',
  );
});

it("nests markup without escaping it twice and leaves out null", () => {
  const items = [1, 2].map((item) => html`<i>${item}</i>`);

  expect(html`<b>${items}${null}</b>`.text).toBe("<b><i>1</i><i>2</i></b>");
});

it("allows no script and exactly its own style", () => {
  const reply = renderPage(200, { title: "T", note: "N", body: html`<p>B</p>` });
  if (reply.kind !== "reply") throw new Error("expected a reply");
  const style = /<style>(.*?)<\/style>/s.exec(reply.body)?.[1] ?? "";
  const policy = reply.headers["content-security-policy"] ?? "";

  expect(policy).toContain("default-src 'none'");
  expect(policy).not.toContain("script-src");
  expect(policy).toContain(`style-src 'sha256-${createHash("sha256").update(style).digest("base64")}'`);
  expect(style.length).toBeGreaterThan(100);
});
