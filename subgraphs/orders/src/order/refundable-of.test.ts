import fc from "fast-check";
import { expect, it } from "vitest";
import { refundableOf } from "./refundable-of.ts";

const RUNS = { numRuns: 10_000, seed: 20_261_125 };

const paidLine = fc
  .record({
    quantity: fc.integer({ min: 1, max: 60 }),
    paid: fc.oneof(fc.bigInt(0n, 100n), fc.bigInt(0n, 10n ** 15n)),
    percentOfTax: fc.bigInt(0n, 100n),
  })
  .map(({ quantity, paid, percentOfTax }) => ({ quantity, paid, tax: (paid * percentOfTax) / 100n }));

it("gives back exactly what was paid in whatever steps it goes back, and never a negative part", () => {
  const steps = fc.array(fc.integer({ min: 0, max: 20 }), { maxLength: 12 });
  fc.assert(
    fc.property(paidLine, steps, (line, wanted) => {
      let [refunded, amount, tax] = [0, 0n, 0n];
      for (const step of [...wanted, line.quantity]) {
        const quantity = Math.min(step, line.quantity - refunded);
        const part = refundableOf(line, refunded, quantity);
        if (part.amount < part.tax || part.tax < 0n) return false;
        refunded += quantity;
        amount += part.amount;
        tax += part.tax;
        if (amount > line.paid || tax > line.tax) return false;
      }
      return refunded === line.quantity && amount === line.paid && tax === line.tax;
    }),
    RUNS,
  );
});

it("gives a unit its share, to the nearest minor unit", () => {
  const line = { quantity: 3, paid: 100n, tax: 16n };
  expect([0, 1, 2].map((before) => refundableOf(line, before, 1))).toEqual([
    { amount: 33n, tax: 5n },
    { amount: 34n, tax: 6n },
    { amount: 33n, tax: 5n },
  ]);
});

it.each([
  [3, 1],
  [0, 4],
  [0, -1],
  [-1, 1],
  [0, 0.5],
  [Number.NaN, 1],
])("refuses after %s units %s more of three", (before, quantity) => {
  expect(() => refundableOf({ quantity: 3, paid: 100n, tax: 0n }, before, quantity)).toThrow(RangeError);
});
