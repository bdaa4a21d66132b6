import { describe, expect, it } from "vitest";
import { divideHalfEven, portionOf } from "./round.ts";

describe("divideHalfEven", () => {
  it.each([
    [5n, 10n, 0n],
    [15n, 10n, 2n],
    [25n, 10n, 2n],
    [26n, 10n, 3n],
    [24n, 10n, 2n],
    [-5n, 10n, 0n],
    [-15n, 10n, -2n],
    [-25n, 10n, -2n],
    [-26n, 10n, -3n],
    [0n, 7n, 0n],
    [10n ** 30n + 1n, 2n, 5n * 10n ** 29n],
  ])("%s / %s is %s", (numerator, denominator, quotient) => {
    expect(divideHalfEven(numerator, denominator)).toBe(quotient);
  });

  it.each([0n, -1n])("refuses to divide by %s", (denominator) => {
    expect(() => divideHalfEven(1n, denominator)).toThrow(RangeError);
  });
});

it("takes basis points of an amount", () => {
  expect(portionOf(1_999n, 1_900)).toBe(380n);
  expect(portionOf(50n, 100)).toBe(0n);
});
