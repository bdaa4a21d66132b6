import { expect, it } from "vitest";
import { plainText, searchableText, toSearchWords } from "./search-text.ts";

it("compares texts without case, accents and control characters", () => {
  expect(plainText("  Tarrazú ÅNGSTRÖM\u0000ﬁn ")).toBe("tarrazu angstrom fin");
});

it("keeps words of letters and digits of any script", () => {
  expect(searchableText("USB-C dock (90 W), 日本 – Größe: 42½")).toBe("usb c dock 90 w 日本 große 421 2");
});

it("takes the words of what was typed, each once, whatever operators it has", () => {
  expect(toSearchWords("Linen sh linen")).toEqual(["linen", "sh"]);
  expect(toSearchWords("a | !b:* <-> 'c'")).toEqual(["a", "b", "c"]);
  expect(toSearchWords("& | ! ' \u0000")).toEqual([]);
});

it("looks at a dozen words at most, and at 64 characters of each", () => {
  expect(toSearchWords(Array.from({ length: 100 }, (_, index) => `w${index}`).join(" "))).toHaveLength(12);
  expect(toSearchWords("ﷺ".repeat(40) + "a".repeat(200)).every((word) => word.length <= 64)).toBe(true);
});
