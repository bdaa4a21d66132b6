import { expect, it } from "vitest";
import { decodeCached, encodeCached } from "./cache-codec.ts";

it("gives back bigints and dates as what they were, wherever they stand", () => {
  const value = {
    price: 9_007_199_254_740_993n,
    at: new Date("2026-11-22T10:00:00.123Z"),
    list: [-1n, null, true, 1.5, { nested: 0n }],
  };
  expect(decodeCached(encodeCached(value))).toEqual(value);
});

it("never takes a text for another type", () => {
  const value = ["~n1", "~d2026-11-22T10:00:00.000Z", "~", "~~", "a ~n1", ""];
  expect(decodeCached(encodeCached(value))).toEqual(value);
});

it("leaves undefined properties out and keeps null ones", () => {
  expect(decodeCached(encodeCached({ a: undefined, b: null }))).toEqual({ b: null });
});

it("refuses a text that it did not make", () => {
  expect(() => decodeCached('"~x"')).toThrow(SyntaxError);
});
