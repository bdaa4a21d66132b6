import { describe, expect, it } from "vitest";
import { type Cart, isEmptyChange } from "./cart.ts";
import { planAddition, planMerge, planRemoval, planUpdate } from "./plan-lines.ts";
import { offerOf, toOffers, variantIdOf } from "./sample-offers.ts";

/** A cart of one line per pair of example variant and quantity, each at 9.00 EUR when it was last seen. */
const cartOf = (...lines: readonly (readonly [variant: number, quantity: number])[]): Cart => ({
  id: "cart_x",
  customerId: null,
  currency: "EUR",
  status: "ACTIVE",
  version: 1,
  lockedByOrderId: null,
  lines: lines.map(([variant, quantity], index) => ({
    id: `cln_${variant}`,
    variantId: variantIdOf(variant),
    quantity,
    position: index + 1,
    unitPrice: { minor: 900n, currency: "EUR" },
  })),
});

const adding = (variant: number, quantity: number) => ({ variantId: variantIdOf(variant), quantity });
const numbered = () => {
  let next = 0;
  return () => `cln_new${++next}`;
};
const summary = (lines: readonly { id: string; quantity: number; position: number }[]) =>
  lines.map(({ id, quantity, position }) => [id, quantity, position]);

describe("adding", () => {
  it("sums up the same variant within the input and with the line that is there", () => {
    const plan = planAddition(
      cartOf([1, 2]),
      [adding(1, 3), adding(2, 1), adding(1, 4), adding(2, 5)],
      toOffers(offerOf(1), offerOf(2)),
      numbered(),
    );

    expect(plan.problems).toEqual([]);
    expect(summary(plan.change.updated)).toEqual([["cln_1", 9, 1]]);
    expect(summary(plan.change.added)).toEqual([["cln_new1", 6, 2]]);
    expect(plan.warnings).toEqual([]);
  });

  it("names every variant that is not there and every one that is not sold in the currency", () => {
    const plan = planAddition(
      cartOf(),
      [adding(1, 1), adding(2, 1), adding(3, 1), adding(2, 1)],
      toOffers(offerOf(1), offerOf(3, { price: null })),
      numbered(),
    );

    expect(plan.problems).toEqual([
      { code: "VARIANT_NOT_FOUND", field: ["lines", "1", "variantId"] },
      { code: "CURRENCY_NOT_AVAILABLE", field: ["lines", "2", "variantId"] },
      { code: "VARIANT_NOT_FOUND", field: ["lines", "3", "variantId"] },
    ]);
  });

  it("clamps to the stock, what is in the cart included, and names the line", () => {
    const offers = toOffers(offerOf(1, { availableQuantity: 5 }), offerOf(2, { availableQuantity: 3 }));
    const plan = planAddition(cartOf([1, 4]), [adding(1, 2), adding(2, 4)], offers, numbered());

    expect(summary(plan.change.updated)).toEqual([["cln_1", 5, 1]]);
    expect(summary(plan.change.added)).toEqual([["cln_new1", 3, 2]]);
    expect(plan.warnings).toEqual([
      { code: "QUANTITY_CLAMPED", field: ["lines", "0", "quantity"], lineId: "cln_1", variantId: variantIdOf(1) },
      { code: "QUANTITY_CLAMPED", field: ["lines", "1", "quantity"], lineId: "cln_new1", variantId: variantIdOf(2) },
    ]);
  });

  it("clamps to 10,000 however much there is", () => {
    const offers = toOffers(offerOf(1, { availableQuantity: 1_000_000 }));
    const plan = planAddition(cartOf([1, 9_000]), [adding(1, 1_001)], offers, numbered());

    expect(summary(plan.change.updated)).toEqual([["cln_1", 10_000, 1]]);
    expect(plan.warnings.map(({ code }) => code)).toEqual(["QUANTITY_CLAMPED"]);
  });

  it("makes no line of what is out of stock, leaves a line that is there alone, and does the rest", () => {
    const none = { availableQuantity: 0 };
    const plan = planAddition(
      cartOf([1, 2]),
      [adding(1, 1), adding(2, 1), adding(3, 1)],
      toOffers(offerOf(1, none), offerOf(2, none), offerOf(3)),
      numbered(),
    );

    expect(plan.problems).toEqual([]);
    expect(plan.change.updated.map(({ quantity }) => quantity)).toEqual([2]);
    expect(summary(plan.change.added)).toEqual([["cln_new1", 1, 2]]);
    expect(plan.warnings.map(({ code, lineId }) => [code, lineId])).toEqual([
      ["OUT_OF_STOCK", "cln_1"],
      ["OUT_OF_STOCK", null],
    ]);
  });

  it("is no change when nothing is in stock, even if prices have moved", () => {
    const offers = toOffers(offerOf(1, { availableQuantity: 0 }));

    expect(isEmptyChange(planAddition(cartOf([1, 2]), [adding(1, 1)], offers, numbered()).change)).toBe(true);
  });

  it("refuses a 101st line but not a 100th", () => {
    const full = cartOf(...Array.from({ length: 99 }, (_, index) => [index + 1, 1] as const));
    const offers = toOffers(...Array.from({ length: 101 }, (_, index) => offerOf(index + 1)));

    expect(planAddition(full, [adding(100, 1)], offers, numbered()).problems).toEqual([]);
    expect(planAddition(full, [adding(100, 1), adding(101, 1)], offers, numbered()).problems).toEqual([
      { code: "TOO_MANY_LINES", field: ["lines"] },
    ]);
  });

  it("stores the offered price with the lines it touches and with those it does not", () => {
    const plan = planAddition(
      cartOf([1, 2], [2, 1], [3, 1]),
      [adding(1, 1)],
      toOffers(offerOf(1), offerOf(2)),
      numbered(),
    );

    expect(plan.change.updated.map(({ id, unitPrice }) => [id, unitPrice.minor])).toEqual([
      ["cln_1", 1_000n],
      ["cln_2", 1_000n],
      ["cln_3", 900n],
    ]);
  });
});

describe("updating", () => {
  it("sets the quantity, clamped to the stock", () => {
    const plan = planUpdate(
      cartOf([1, 2], [2, 8]),
      [
        { id: "cln_1", quantity: 7 },
        { id: "cln_2", quantity: 9 },
      ],
      toOffers(offerOf(1), offerOf(2, { availableQuantity: 4 })),
    );

    expect(summary(plan.change.updated)).toEqual([
      ["cln_1", 7, 1],
      ["cln_2", 4, 2],
    ]);
    expect(plan.warnings.map(({ code, lineId }) => [code, lineId])).toEqual([["QUANTITY_CLAMPED", "cln_2"]]);
  });

  it.each([
    [5, 2, 2],
    [2, 5, 2],
  ])("of %i to %i with none in stock leaves %i: a line may shrink but not grow", (held, wanted, left) => {
    const offers = toOffers(offerOf(1, { availableQuantity: 0 }));
    const plan = planUpdate(cartOf([1, held]), [{ id: "cln_1", quantity: wanted }], offers);

    expect(plan.problems).toEqual([]);
    expect(plan.change.updated.map(({ quantity }) => quantity)).toEqual(held === left ? [] : [left]);
    expect(plan.warnings.map(({ code }) => code)).toEqual(["OUT_OF_STOCK"]);
  });

  it("names every line that is not in the cart, is named twice, or cannot be bought any more", () => {
    const plan = planUpdate(
      cartOf([1, 1], [2, 1]),
      [
        { id: "cln_9", quantity: 1 },
        { id: "cln_1", quantity: 1 },
        { id: "cln_1", quantity: 2 },
        { id: "cln_2", quantity: 2 },
      ],
      toOffers(offerOf(1)),
    );

    expect(plan.problems).toEqual([
      { code: "LINE_NOT_FOUND", field: ["lines", "0", "id"] },
      { code: "DUPLICATE_LINE", field: ["lines", "2", "id"] },
      { code: "VARIANT_NOT_FOUND", field: ["lines", "3", "id"] },
    ]);
  });
});

describe("removing", () => {
  it("takes each named line once and names every one that is not there", () => {
    expect(planRemoval(cartOf([1, 1], [2, 1]), ["cln_2", "cln_2"]).change.removedIds).toEqual(["cln_2"]);
    expect(planRemoval(cartOf([1, 1]), ["cln_9", "cln_1", "cln_8"]).problems).toEqual([
      { code: "LINE_NOT_FOUND", field: ["lineIds", "0"] },
      { code: "LINE_NOT_FOUND", field: ["lineIds", "2"] },
    ]);
  });
});

describe("merging", () => {
  it("sums up to 10,000 and appends what is new up to 100 lines", () => {
    const target = cartOf(...Array.from({ length: 99 }, (_, index) => [index + 1, 9_999] as const));
    const change = planMerge(target, cartOf([1, 1], [2, 5], [101, 3], [102, 4]), numbered());

    expect(summary(change.updated)).toEqual([
      ["cln_1", 10_000, 1],
      ["cln_2", 10_000, 2],
    ]);
    expect(summary(change.added)).toEqual([["cln_new1", 3, 100]]);
    expect(change.removedIds).toEqual([]);
  });
});
