import { expect, it } from "vitest";
import type { StockLevel } from "./stock.ts";
import { findMissing, holdIdOf, mergeLines, stockStatusOf } from "./stock.ts";
import { readStockHoldInput } from "./read-stock-hold-input.ts";

const level = (variantId: string, available: number): StockLevel => ({
  variantId: variantId as StockLevel["variantId"],
  productId: "prod_1",
  available,
  lowStockThreshold: 5,
});

it.each([
  [0, "OUT_OF_STOCK"],
  [1, "LOW_STOCK"],
  [5, "LOW_STOCK"],
  [6, "IN_STOCK"],
])("calls %i units of a variant %s when five are few", (available, status) => {
  expect(stockStatusOf(available, 5)).toBe(status);
});

it("merges lines of one variant and puts them in id order", () => {
  expect(
    mergeLines([
      { variantId: "b", quantity: 1 },
      { variantId: "a", quantity: 2 },
      { variantId: "b", quantity: 3 },
    ]),
  ).toEqual([
    { variantId: "a", quantity: 2 },
    { variantId: "b", quantity: 4 },
  ]);
});

it("finds every line that cannot be filled, one of an unknown variant too", () => {
  const lines = [
    { variantId: "a", quantity: 1 },
    { variantId: "b", quantity: 2 },
    { variantId: "c", quantity: 1 },
  ];
  expect(findMissing(lines, [level("a", 1), level("b", 1)])).toEqual([
    { variantId: "b", availableQuantity: 1 },
    { variantId: "c", availableQuantity: 0 },
  ]);
});

it("names the hold of an order after the order", () => {
  expect(holdIdOf("ord_01h455vb4pex5vsknk084sn02q")).toBe("hold_01h455vb4pex5vsknk084sn02q");
});

it("refuses a hold that makes no sense, naming everything that is wrong with it", () => {
  const input = {
    holdId: "ord_01h455vb4pex5vsknk084sn02q",
    lines: [
      { variantId: "var_01h455vb4pex5vsknk084sn02q", quantity: 0 },
      { variantId: "nonsense", quantity: 1 },
    ],
    expiresInSeconds: 86_401,
  };
  expect(() => readStockHoldInput(input)).toThrow(
    expect.objectContaining({
      code: "BAD_USER_INPUT",
      publicMessage:
        "holdId: not the id of a hold. expiresInSeconds: from 1 to 86400. " +
        "lines.1.variantId: not the id of a variant. lines.0.quantity: from 1 to 1000000.",
    }),
  );
});
