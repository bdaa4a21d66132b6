import { expect, it } from "vitest";
import { canonicalText, parseForm } from "./form-body.ts";
import type { ParamMap } from "./form-body.ts";

const plain = (params: ParamMap): object =>
  Object.fromEntries([...params].map(([name, value]) => [name, typeof value === "string" ? value : plain(value)]));

it("reads plain, nested, indexed and pushed names, decoding them", () => {
  const params = parseForm(
    "amount=100&metadata[order%20no]=a%26b+c&line_items[0][quantity]=2&expand[]=x&expand[]=y&empty=",
  );

  expect(plain(params)).toEqual({
    amount: "100",
    metadata: { "order no": "a&b c" },
    line_items: { 0: { quantity: "2" } },
    expand: { 0: "x", 1: "y" },
    empty: "",
  });
});

it("lets the last of two values count", () => {
  expect(plain(parseForm("a=1&a=2"))).toEqual({ a: "2" });
});

it.each([
  "__proto__=1",
  "__proto__[polluted]=1",
  "metadata[__proto__]=1",
  "metadata[constructor][prototype][polluted]=1",
  "a[prototype]=1",
])("refuses %s and pollutes nothing", (text) => {
  expect(() => parseForm(text)).toThrow("Invalid parameter name");
  expect(Object.hasOwn(Object.prototype, "polluted")).toBe(false);
});

it.each(["a=1&a[b]=2", "a[b]=2&a=1", "a[b]=1&a[b][c]=2"])("refuses %s: a value cannot be an object as well", (text) => {
  expect(() => parseForm(text)).toThrow("as a value and as an object");
});

it.each(["[a]=1", "a[b=1", "a]b=1", "=1"])("refuses the malformed name of %s", (text) => {
  expect(() => parseForm(text)).toThrow("Invalid parameter name");
});

it("refuses what is too deep or too much", () => {
  expect(() => parseForm(`a${"[b]".repeat(8)}=1`)).toThrow("nested too deeply");
  expect(() => parseForm(Array.from({ length: 1_001 }, (_, index) => `p${index}=1`).join("&"))).toThrow(
    "Too many parameters",
  );
});

it("gives the same canonical text for the same parameters in another order, and only for those", () => {
  const text = (body: string) => canonicalText(parseForm(body));

  expect(text("a=1&b[x]=2&b[y]=3")).toBe(text("b[y]=3&b[x]=2&a=1"));
  expect(text("a=1")).not.toBe(text("a=2"));
  expect(text("a[b]=c")).not.toBe(text("a[b][c]="));
});
