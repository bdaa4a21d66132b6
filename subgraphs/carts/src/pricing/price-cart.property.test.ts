import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CURRENCY_CODES } from "#platform/money/currency.ts";
import { naivePrice } from "./naive-price.ts";
import { priceCart } from "./price-cart.ts";
import type { CartToPrice, DeliveryToPrice, LineToPrice, PromotionToPrice } from "./pricing.ts";

/** A fixed seed: the same ten thousand carts on every run. */
const RUNS = { numRuns: 10_000, seed: 20_261_125 };

const SHOPS = ["shop_1", "shop_2", "shop_3"];
const PRODUCTS = ["prod_1", "prod_2", "prod_3", "prod_4"];
const CATEGORIES = ["cat_1", "cat_2", "cat_3"];
/** Mostly small, where rounding shows, and now and then beyond what a float can hold. */
const amount = (max: bigint) =>
  fc.oneof(
    { weight: 4, arbitrary: fc.bigInt(0n, 40n) },
    { weight: 8, arbitrary: fc.bigInt(0n, max) },
    { weight: 1, arbitrary: fc.bigInt(0n, 10n ** 17n) },
  );

const line: fc.Arbitrary<Omit<LineToPrice, "id">> = fc.record({
  shopId: fc.oneof({ weight: 9, arbitrary: fc.constantFrom(...SHOPS) }, { weight: 1, arbitrary: fc.constant(null) }),
  productId: fc.constantFrom(...PRODUCTS),
  categoryIds: fc.subarray(CATEGORIES),
  taxClass: fc.constantFrom("STANDARD", "REDUCED", "ZERO"),
  quantity: fc.integer({ min: 1, max: 40 }),
  unitPrice: amount(20_000n),
});

const promotion: fc.Arbitrary<Omit<PromotionToPrice, "id">> = fc.record({
  benefit: fc.oneof(
    fc.record({ kind: fc.constant("PERCENTAGE" as const), basisPoints: fc.integer({ min: 1, max: 10_000 }) }),
    fc.record({ kind: fc.constant("FIXED" as const), amount: amount(5_000n) }),
    fc.record({ kind: fc.constant("FREE_SHIPPING" as const) }),
  ),
  target: fc.record({
    productIds: fc.oneof(fc.constant([]), fc.subarray(PRODUCTS)),
    categoryIds: fc.oneof(fc.constant([]), fc.subarray(CATEGORIES)),
    shopIds: fc.oneof(fc.constant([]), fc.subarray(SHOPS)),
  }),
  minimum: fc.oneof(fc.constant(0n), amount(50_000n)),
  cap: fc.option(amount(3_000n)),
  isCombinable: fc.boolean(),
});

const tax = fc.option(
  fc.record({
    isIncluded: fc.boolean(),
    isReverseCharge: fc.constant(false),
    rates: fc.record({
      STANDARD: fc.integer({ min: 0, max: 2_700 }),
      REDUCED: fc.integer({ min: 0, max: 1_400 }),
      ZERO: fc.constant(0),
    }),
  }),
);

const cart: fc.Arbitrary<CartToPrice> = fc
  .record({
    currency: fc.constantFrom(...CURRENCY_CODES),
    lines: fc.array(line, { maxLength: 7 }),
    promotions: fc.array(promotion, { maxLength: 4 }),
    prices: fc.array(amount(2_000n), { minLength: 3, maxLength: 3 }),
    withDelivery: fc.subarray(SHOPS),
    tax,
  })
  .map(({ currency, lines, promotions, prices, withDelivery, tax: rates }) => ({
    currency,
    lines: lines.map((part, index) => ({ ...part, id: `cln_${index}` })),
    promotions: promotions.map((part, index) => ({ ...part, id: `promo_${index}` })),
    deliveries: SHOPS.flatMap((shopId, index): DeliveryToPrice[] =>
      withDelivery.includes(shopId) && lines.some((part) => part.shopId === shopId)
        ? [{ shopId, methodId: `dlv_${index}`, price: prices[index]! }]
        : [],
    ),
    tax: rates,
  }));

const sum = (amounts: readonly bigint[]) => amounts.reduce((left, right) => left + right, 0n);

describe("of ten thousand carts", () => {
  it("each costs what the naive calculation says", () => {
    fc.assert(
      fc.property(cart, (input) => {
        const { lines, deliveries, sums } = priceCart(input);
        const naive = naivePrice(input);
        expect(Object.fromEntries(lines.map(({ id, total }) => [id, total]))).toEqual(naive.lineTotals);
        expect(Object.fromEntries(deliveries.map(({ shopId, total }) => [shopId, total]))).toEqual(naive.shipping);
        expect([sums.tax ?? 0n, sums.total]).toEqual([naive.tax, naive.total]);
      }),
      RUNS,
    );
  });

  it("each adds up, takes off no more than there is and no more than the cap, and goes nowhere below zero", () => {
    fc.assert(
      fc.property(cart, (input) => {
        const { lines, deliveries, promotions, sums } = priceCart(input);
        const parts = [...lines, ...deliveries];
        for (const { total, tax: taxed, net, discounts } of parts) {
          expect(total >= 0n && net >= 0n && (taxed ?? 0n) >= 0n).toBe(true);
          expect(discounts.every((discount) => discount.amount > 0n)).toBe(true);
          expect(net + (taxed ?? 0n)).toBe(input.tax?.isIncluded === false ? total + taxed! : total);
        }
        for (const part of lines) {
          expect(part.subtotal).toBe(part.unitPrice * BigInt(part.quantity));
          expect(part.total).toBe(part.subtotal - sum(part.discounts.map((discount) => discount.amount)));
        }
        expect(sums.discounts <= sums.subtotal + sums.shipping).toBe(true);
        expect(sums.discounts).toBe(sum(promotions.map((promotion) => promotion.amount)));
        expect(sums.subtotal - sums.discounts + sums.shipping).toBe(sum(parts.map(({ total }) => total)));
        const added = input.tax?.isIncluded === false ? sums.tax! : 0n;
        expect(sums.total).toBe(sums.subtotal - sums.discounts + sums.shipping + added);
        expect(sums.tax).toBe(input.tax && sum(parts.map((part) => part.tax!)));
        for (const { id, amount: taken, outcome } of promotions) {
          const cap = input.promotions.find((promotion) => promotion.id === id)!.cap;
          const allocated = parts.flatMap(({ discounts }) => discounts.filter(({ promotionId }) => promotionId === id));
          expect(sum(allocated.map((discount) => discount.amount))).toBe(taken);
          expect(cap === null || taken <= cap).toBe(true);
          expect(taken > 0n).toBe(outcome === "APPLIED");
        }
      }),
      RUNS,
    );
  });

  it("none depends on the order of lines, promotions or deliveries", () => {
    const shuffled = cart.chain((input) =>
      fc.record({
        input: fc.constant(input),
        lines: fc.shuffledSubarray([...input.lines], { minLength: input.lines.length }),
        promotions: fc.shuffledSubarray([...input.promotions], { minLength: input.promotions.length }),
      }),
    );
    fc.assert(
      fc.property(shuffled, ({ input, lines, promotions }) => {
        const straight = priceCart(input);
        const mixed = priceCart({ ...input, lines, promotions, deliveries: [...input.deliveries].reverse() });
        expect(mixed.sums).toEqual(straight.sums);
        expect(byId(mixed.lines)).toEqual(byId(straight.lines));
        expect(byId(mixed.promotions)).toEqual(byId(straight.promotions));
        expect([...mixed.deliveries].reverse()).toEqual(straight.deliveries);
      }),
      RUNS,
    );
  });

  it("none costs more with another promotion", () => {
    fc.assert(
      fc.property(cart, promotion, (input, extra) => {
        const before = priceCart(input).sums;
        const after = priceCart({
          ...input,
          promotions: [...input.promotions, { ...extra, id: "promo_9", isCombinable: false }],
        }).sums;
        expect(after.total <= before.total).toBe(true);
      }),
      RUNS,
    );
  });
});

const byId = (parts: readonly { id: string }[]) => Object.fromEntries(parts.map((part) => [part.id, part]));
