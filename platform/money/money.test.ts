import { describe, expect, it } from "vitest";
import { allocate } from "./allocate.ts";
import { CURRENCY_CODES, type CurrencyCode } from "./currency.ts";
import { add, money, subtract, sum, times, toDecimal } from "./money.ts";
import { toMoneyType } from "./money.type.ts";

describe("toDecimal", () => {
  it.each<[bigint, CurrencyCode, string]>([
    [1_250n, "EUR", "12.50"],
    [5n, "EUR", "0.05"],
    [-5n, "EUR", "-0.05"],
    [0n, "EUR", "0.00"],
    [1_200n, "JPY", "1200"],
    [-7n, "JPY", "-7"],
    [1_250n, "KWD", "1.250"],
    [1n, "KWD", "0.001"],
    [9_007_199_254_740_993n, "EUR", "90071992547409.93"],
  ])("writes %s minor units of %s as %s", (minor, currency, text) => {
    expect(toDecimal(money(minor, currency))).toBe(text);
  });
});

describe("arithmetic", () => {
  it("is exact far beyond what a float can hold", () => {
    expect(times(money(9_007_199_254_740_993n, "EUR"), 3).minor).toBe(27_021_597_764_222_979n);
    expect(sum([money(1n, "EUR"), money(2n, "EUR")], "EUR")).toEqual(money(3n, "EUR"));
    expect(sum([], "JPY")).toEqual(money(0n, "JPY"));
    expect(subtract(money(1n, "EUR"), money(3n, "EUR"))).toEqual(money(-2n, "EUR"));
  });

  it("refuses to mix currencies", () => {
    expect(() => add(money(1n, "EUR"), money(1n, "USD"))).toThrow(RangeError);
    expect(() => sum([money(1n, "USD")], "EUR")).toThrow(RangeError);
  });
});

describe("toMoneyType", () => {
  it("refuses an amount that a JSON number cannot carry, instead of rounding it", () => {
    expect(toMoneyType(money(9_007_199_254_740_991n, "EUR")).minorUnits).toBe(Number.MAX_SAFE_INTEGER);
    expect(() => toMoneyType(money(9_007_199_254_740_992n, "EUR"))).toThrow(RangeError);
  });
});

describe("allocate", () => {
  const parts = (minor: bigint, weights: bigint[]) => allocate(money(minor, "EUR"), weights).map((part) => part.minor);

  it("gives the left-over units to the largest remainders, the earlier part first", () => {
    expect(parts(100n, [1n, 1n, 1n])).toEqual([34n, 33n, 33n]);
    expect(parts(5n, [3n, 7n])).toEqual([2n, 3n]);
    expect(parts(-100n, [1n, 1n, 1n])).toEqual([-34n, -33n, -33n]);
    expect(parts(7n, [0n, 5n])).toEqual([0n, 7n]);
  });

  it("loses and invents nothing, and stays within one unit of each share, for any total and weights", () => {
    let state = 42;
    const random = (limit: number) => {
      state = (state * 1_103_515_245 + 12_345) % 2 ** 31; // a fixed sequence: the same cases on every run
      return state % limit;
    };
    for (let round = 0; round < 2_000; round++) {
      const weights = Array.from({ length: 1 + random(20) }, () => BigInt(random(10_000)));
      const weightSum = weights.reduce((left, right) => left + right, 0n);
      if (weightSum === 0n) continue;
      const total = BigInt(random(1_000_000) - 500_000);
      const found = parts(total, weights);
      expect(found.reduce((left, right) => left + right, 0n)).toBe(total);
      found.forEach((part, index) => {
        const error = part * weightSum - total * weights[index]!;
        expect(error < weightSum && error > -weightSum).toBe(true);
      });
    }
  });

  it.each([[[]], [[0n, 0n]], [[-1n, 2n]]])("refuses the weights %s", (weights) => {
    expect(() => parts(1n, weights)).toThrow(RangeError);
  });
});

it("knows only currencies with zero to three digits", () => {
  for (const code of CURRENCY_CODES) expect(toDecimal(money(1n, code))).toMatch(/^(0\.0{0,2}1|1)$/);
});
