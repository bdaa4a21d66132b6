import { expect, it } from "vitest";
import { plainText, searchableText, toPrefixQuery } from "./search-text.ts";

it("compares texts without case, accents and control characters", () => {
  expect(plainText("  Tarrazú ÅNGSTRÖM\u0000ﬁn ")).toBe("tarrazu angstrom fin");
});

it("keeps words of letters and digits of any script", () => {
  expect(searchableText("USB-C dock (90 W), 日本 – Größe: 42½")).toBe("usb c dock 90 w 日本 große 421 2");
});

it("turns what was typed into prefixes that must all occur, whatever operators it has", () => {
  expect(toPrefixQuery("Linen sh")).toBe("linen:* & sh:*");
  expect(toPrefixQuery("a | !b:* <-> 'c'")).toBe("a:* & b:* & c:*");
  expect(toPrefixQuery("& | ! ' \u0000")).toBeNull();
});

it("looks at a dozen words at most", () => {
  expect(toPrefixQuery("w ".repeat(100))?.split(" & ")).toHaveLength(12);
});
