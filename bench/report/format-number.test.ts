import { expect, it } from "vitest";
import { formatNumber, formatRatio } from "./format-number.ts";

it("shows about three digits of any size", () => {
  expect([0.4249, 7.314, 31.64, 99.97, 101.6, 12_345.6].map(formatNumber)).toEqual([
    "0.42",
    "7.31",
    "31.6",
    "100",
    "102",
    "12,346",
  ]);
});

it("shows a dash for what could not be measured", () => {
  expect(formatNumber(NaN)).toBe("-");
  expect(formatNumber(Infinity)).toBe("-");
});

it("divides the value by its floor", () => {
  expect(formatRatio(812, 32)).toBe("25.4x");
  expect(formatRatio(90, 100)).toBe("0.90x");
  expect(formatRatio(1, 80)).toBe("0.013x");
});

it("has no ratio to a floor of nothing", () => {
  expect(formatRatio(5, 0)).toBe("-");
  expect(formatRatio(5, NaN)).toBe("-");
  expect(formatRatio(NaN, 5)).toBe("-");
});
