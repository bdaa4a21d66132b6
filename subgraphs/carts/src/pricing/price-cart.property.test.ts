import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CURRENCY_CODES } from "#platform/money/currency.ts";
import { naivePrice } from "./naive-price.ts";
import { priceCart } from "./price-cart.ts";
import type { CartToPrice, DeliveryToPrice, LineToPrice, PromotionToPrice, Quote } from "./pricing.ts";

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

describe("of ten thousand carts", { timeout: 180_000 }, () => {
  it("each costs what the naive calculation says", () => {
    fc.assert(
      fc.property(cart, (input) => {
        const { lines, deliveries, sums } = priceCart(input);
        const naive = naivePrice(input);
        return (
          lines.every(({ id, total }) => total === naive.lineTotals[id]) &&
          deliveries.every(({ shopId, total }) => total === naive.shipping[shopId]) &&
          (sums.tax ?? 0n) === naive.tax &&
          sums.total === naive.total
        );
      }),
      RUNS,
    );
  });

  it("each adds up, takes off no more than there is and no more than the cap, and goes nowhere below zero", () => {
    fc.assert(
      fc.property(cart, (input) => {
        expect(brokenPromises(input, priceCart(input))).toEqual([]);
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
        const mixed = priceCart({ ...input, lines, promotions, deliveries: [...input.deliveries].reverse() });
        expect(inOneOrder(mixed)).toEqual(inOneOrder(priceCart(input)));
      }),
      RUNS,
    );
  });

  it("none costs more with another promotion", () => {
    fc.assert(
      fc.property(cart, promotion, (input, extra) => {
        const promotions = [...input.promotions, { ...extra, id: "promo_9", isCombinable: false }];
        return priceCart({ ...input, promotions }).sums.total <= priceCart(input).sums.total;
      }),
      RUNS,
    );
  });
});

/** The names of the promises that a quote breaks. */
function brokenPromises(input: CartToPrice, { lines, deliveries, promotions, sums }: Quote): string[] {
  const parts = [...lines, ...deliveries];
  const isAdded = input.tax?.isIncluded === false;
  const takenBy = (id: string) =>
    sum(parts.flatMap(({ discounts }) => discounts.filter((one) => one.promotionId === id)).map(amountOf));
  const promises: Record<string, boolean> = {
    "nothing is negative": parts.every(({ total, tax: taxed, net }) => total >= 0n && net >= 0n && (taxed ?? 0n) >= 0n),
    "no discount is empty": parts.every(({ discounts }) => discounts.every((one) => one.amount > 0n)),
    "net and tax make what is paid": parts.every(
      ({ total, tax: taxed, net }) => net + (taxed ?? 0n) === total + (isAdded ? taxed! : 0n),
    ),
    "a line's discounts lead to its total": lines.every(
      ({ unitPrice, quantity, subtotal, discounts, total }) =>
        subtotal === unitPrice * BigInt(quantity) && total === subtotal - sum(discounts.map(amountOf)),
    ),
    "a delivery's discounts lead to its total": deliveries.every(
      ({ price, discounts, total }) => total === price - sum(discounts.map(amountOf)),
    ),
    "the parts make the sums":
      sums.subtotal === sum(lines.map(({ subtotal }) => subtotal)) &&
      sums.shipping === sum(deliveries.map(({ price }) => price)) &&
      sums.discounts === sum(promotions.map(amountOf)) &&
      sums.tax === (input.tax && sum(parts.map((part) => part.tax!))),
    "the sums make the total":
      sums.total === sums.subtotal - sums.discounts + sums.shipping + (isAdded ? sums.tax! : 0n),
    "the discounts are no more than there is": sums.discounts <= sums.subtotal + sums.shipping,
    "a promotion takes what it says": promotions.every(({ id, amount: taken }) => taken === takenBy(id)),
    "a promotion keeps to its cap": promotions.every(({ id, amount: taken }) => {
      const cap = input.promotions.find((one) => one.id === id)?.cap ?? null;
      return cap === null || taken <= cap;
    }),
    "a promotion is applied when it takes something off": promotions.every(
      ({ amount: taken, outcome }) => taken > 0n === (outcome === "APPLIED"),
    ),
  };
  return Object.keys(promises).filter((name) => !promises[name]);
}

const amountOf = ({ amount: taken }: { amount: bigint }): bigint => taken;

const inOneOrder = ({ lines, promotions, deliveries, sums }: Quote) => ({
  lines: byId(lines),
  promotions: byId(promotions),
  deliveries: Object.fromEntries(deliveries.map((delivery) => [delivery.shopId, delivery])),
  sums,
});

const byId = (parts: readonly { id: string }[]) => Object.fromEntries(parts.map((part) => [part.id, part]));
