import { describe, expect, it } from "vitest";
import { priceCart } from "./price-cart.ts";
import type { CartToPrice, LineToPrice, PromotionToPrice, TaxToApply } from "./pricing.ts";

const aLine = (part: Partial<LineToPrice> = {}): LineToPrice => ({
  id: "cln_1",
  shopId: "shop_1",
  productId: "prod_1",
  categoryIds: [],
  taxClass: "STANDARD",
  quantity: 1,
  unitPrice: 1_000n,
  ...part,
});

const aPromotion = (part: Partial<PromotionToPrice> = {}): PromotionToPrice => ({
  id: "promo_1",
  benefit: { kind: "PERCENTAGE", basisPoints: 1_000 },
  target: { productIds: [], categoryIds: [], shopIds: [] },
  minimum: 0n,
  cap: null,
  isCombinable: true,
  ...part,
});

const GERMANY: TaxToApply = {
  isIncluded: true,
  isReverseCharge: false,
  rates: { STANDARD: 1_900, REDUCED: 700, ZERO: 0 },
};

const price = (part: Partial<CartToPrice>) =>
  priceCart({ currency: "EUR", lines: [aLine()], promotions: [], deliveries: [], tax: null, ...part });

const outcomes = (part: Partial<CartToPrice>) => price(part).promotions.map(({ outcome }) => outcome);

describe("without anything chosen", () => {
  it("costs the sum of its lines, and knows no tax", () => {
    expect(price({ lines: [aLine({ quantity: 3 }), aLine({ id: "cln_2", unitPrice: 5n })] }).sums).toEqual({
      subtotal: 3_005n,
      discounts: 0n,
      shipping: 0n,
      tax: null,
      total: 3_005n,
    });
  });
});

describe("discounts", () => {
  it("take a percentage of many small lines once, not rounded away line by line", () => {
    const lines = Array.from({ length: 3 }, (_, index) => aLine({ id: `cln_${index}`, unitPrice: 5n }));
    expect(price({ lines, promotions: [aPromotion()] }).sums.discounts).toBe(2n); // 1.5, half-even
  });

  it("give the odd unit to the larger line, at equal remainders", () => {
    const lines = [aLine({ id: "cln_1", unitPrice: 1n }), aLine({ id: "cln_2", unitPrice: 3n })];
    const fixed = aPromotion({ benefit: { kind: "FIXED", amount: 2n } });
    expect(price({ lines, promotions: [fixed] }).lines.map(({ total }) => total)).toEqual([1n, 1n]);
  });

  it("of a fixed amount take no more than the lines cost, and leave the lines alone that they are not for", () => {
    const lines = [aLine(), aLine({ id: "cln_2", shopId: "shop_2" })];
    const promotions = [
      aPromotion({
        benefit: { kind: "FIXED", amount: 5_000n },
        target: { productIds: [], categoryIds: [], shopIds: ["shop_2"] },
      }),
    ];
    expect(price({ lines, promotions }).lines.map(({ total }) => total)).toEqual([1_000n, 0n]);
  });

  it("stand together when combinable: percentages first, then fixed amounts of what is left", () => {
    const promotions = [
      aPromotion({ id: "promo_1", benefit: { kind: "FIXED", amount: 100n } }),
      aPromotion({ id: "promo_2", benefit: { kind: "PERCENTAGE", basisPoints: 1_000 } }),
      aPromotion({ id: "promo_3", benefit: { kind: "PERCENTAGE", basisPoints: 1_000 } }),
    ];
    expect(price({ promotions }).lines[0]).toMatchObject({
      discounts: [
        { promotionId: "promo_2", amount: 100n },
        { promotionId: "promo_3", amount: 90n },
        { promotionId: "promo_1", amount: 100n },
      ],
      total: 710n,
    });
  });

  it("let the best for the buyer win when they cannot stand together", () => {
    const weak = aPromotion({ id: "promo_1", isCombinable: false });
    const strong = aPromotion({ id: "promo_2", benefit: { kind: "FIXED", amount: 101n }, isCombinable: false });
    const together = aPromotion({ id: "promo_3", benefit: { kind: "FIXED", amount: 102n } });

    expect(outcomes({ promotions: [weak, strong] })).toEqual(["NOT_COMBINABLE", "APPLIED"]);
    expect(outcomes({ promotions: [weak, strong, together] })).toEqual(["NOT_COMBINABLE", "NOT_COMBINABLE", "APPLIED"]);
  });

  it("say why they do not apply", () => {
    const nobodys = { productIds: ["prod_9"], categoryIds: [], shopIds: [] };
    const promotions = [
      aPromotion({ id: "promo_1", minimum: 1_001n }),
      aPromotion({ id: "promo_2", target: nobodys }),
      aPromotion({ id: "promo_3", benefit: { kind: "FREE_SHIPPING" } }),
      aPromotion({ id: "promo_4", minimum: 1_000n }),
    ];
    expect(outcomes({ promotions })).toEqual([
      "MINIMUM_NOT_REACHED",
      "NO_MATCHING_LINE",
      "NOTHING_TO_DISCOUNT",
      "APPLIED",
    ]);
  });

  it("make the delivery of the shops free that they are for, up to the cap", () => {
    const lines = [aLine(), aLine({ id: "cln_2", shopId: "shop_2" })];
    const deliveries = ["shop_1", "shop_2"].map((shopId) => ({ shopId, methodId: "dlv_1", price: 490n }));
    const free = aPromotion({ benefit: { kind: "FREE_SHIPPING" }, cap: 400n });
    const ofOne = { ...free, target: { productIds: [], categoryIds: [], shopIds: ["shop_1"] } };

    expect(price({ lines, deliveries, promotions: [ofOne] }).deliveries.map(({ total }) => total)).toEqual([90n, 490n]);
    expect(price({ lines, deliveries, promotions: [free] }).sums).toEqual({
      subtotal: 2_000n,
      discounts: 400n,
      shipping: 980n,
      tax: null,
      total: 2_580n,
    });
  });
});

describe("tax", () => {
  const added = { ...GERMANY, isIncluded: false };

  it("is the part that the price contains, or comes on top, by the class of each line", () => {
    const lines = [aLine({ unitPrice: 1_190n }), aLine({ id: "cln_2", unitPrice: 1_070n, taxClass: "REDUCED" })];
    expect(price({ lines, tax: GERMANY }).sums).toMatchObject({ tax: 190n + 70n, total: 2_260n });
    expect(price({ lines, tax: added }).sums).toMatchObject({ tax: 226n + 75n, total: 2_561n });
  });

  it("is charged on what is left after discounts", () => {
    const promotions = [aPromotion({ benefit: { kind: "FIXED", amount: 500n } })];
    expect(price({ promotions, tax: added }).sums).toMatchObject({ discounts: 500n, tax: 95n, total: 595n });
  });

  it("of a delivery follows the lines that are delivered", () => {
    const lines = [aLine({ unitPrice: 300n }), aLine({ id: "cln_2", unitPrice: 700n, taxClass: "REDUCED" })];
    const deliveries = [{ shopId: "shop_1", methodId: "dlv_1", price: 1_000n }];
    expect(price({ lines, deliveries, tax: added }).deliveries[0]).toMatchObject({ tax: 57n + 49n, net: 1_000n });
  });

  it("is accounted for by a business in another country, which pays the net price", () => {
    const lines = [aLine({ unitPrice: 1_190n, quantity: 2 })];
    const deliveries = [{ shopId: "shop_1", methodId: "dlv_1", price: 595n }];
    const quote = price({ lines, deliveries, tax: { ...GERMANY, isReverseCharge: true } });

    expect(quote.lines[0]).toMatchObject({ unitPrice: 1_000n, total: 2_000n, tax: 0n, net: 2_000n });
    expect(quote.sums).toEqual({ subtotal: 2_000n, discounts: 0n, shipping: 500n, tax: 0n, total: 2_500n });
    expect(price({ lines, tax: { ...added, isReverseCharge: true } }).sums).toMatchObject({ tax: 0n, total: 2_380n });
  });
});
