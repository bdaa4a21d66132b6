import { allocate } from "#platform/money/allocate.ts";
import { BASIS_POINTS, divideHalfEven, portionOf } from "#platform/money/round.ts";
import { discountBy, type Discounting, obstacleOf, subtotalOf } from "./discount.ts";
import {
  type CartToPrice,
  type DeliveryToPrice,
  type Discount,
  type LineToPrice,
  type PromotionToPrice,
  type Quote,
  type QuotedDelivery,
  type QuotedLine,
  sumOf,
  type TaxToApply,
} from "./pricing.ts";

/**
 * What a cart costs. Pure: the same input gives the same quote, in whatever order lines and promotions come, so the cart, the
 * checkout and the order cannot differ.
 *
 * Of the promotions that apply, all combinable ones together compete with each of the others alone; the lowest total wins,
 * at equal totals the combinable ones, then the lower id. Rounding: half-even, a discount once per promotion and then split
 * over its lines, tax once per line and per part of a delivery (docs/adr/0033).
 */
export function priceCart(input: CartToPrice): Quote {
  const cart = input.tax?.isIncluded && input.tax.isReverseCharge ? atNetPrices(input, input.tax) : input;
  const obstacles = new Map(cart.promotions.map((promotion) => [promotion.id, obstacleOf(promotion, cart)]));
  const eligible = cart.promotions.filter(({ id }) => obstacles.get(id) === null);
  const { chosen, discounting, priced } = chooseBest(cart, eligible);

  const promotions = cart.promotions.map(({ id }) => {
    const amount = discounting.amountOf.get(id) ?? 0n;
    const outcome = chosen.has(id) ? (amount > 0n ? "APPLIED" : "NOTHING_TO_DISCOUNT") : "NOT_COMBINABLE";
    return { id, outcome: obstacles.get(id) ?? outcome, amount };
  });
  return { currency: cart.currency, taxIncluded: cart.tax?.isIncluded ?? true, promotions, ...priced };
}

type Priced = Pick<Quote, "lines" | "deliveries" | "sums">;

function chooseBest(cart: CartToPrice, eligible: readonly PromotionToPrice[]) {
  const alone = eligible.filter(({ isCombinable }) => !isCombinable).sort((a, b) => (a.id < b.id ? -1 : 1));
  const together = eligible.filter(({ isCombinable }) => isCombinable);
  const [first, ...others] = [together, ...alone.map((promotion) => [promotion])].map((promotions) => {
    const discounting = discountBy(cart, promotions);
    return { chosen: new Set(promotions.map(({ id }) => id)), discounting, priced: price(cart, discounting) };
  });
  return others.reduce((best, next) => (next.priced.sums.total < best.priced.sums.total ? next : best), first!);
}

function price(cart: CartToPrice, { ofLine, ofShop }: Discounting): Priced {
  const lines = cart.lines.map((line) => quoteLine(line, ofLine.get(line.id) ?? [], cart.tax));
  const deliveries = cart.deliveries.map((delivery) =>
    quoteDelivery(delivery, ofShop.get(delivery.shopId) ?? [], cart, lines),
  );
  const all = [...lines, ...deliveries];
  const tax = cart.tax && sumOf(all.map((part) => part.tax ?? 0n));
  return {
    lines,
    deliveries,
    sums: {
      subtotal: sumOf(lines.map(({ subtotal }) => subtotal)),
      discounts: sumOf(all.flatMap(({ discounts }) => discounts.map(({ amount }) => amount))),
      shipping: sumOf(deliveries.map((delivery) => delivery.price)),
      tax,
      total: sumOf(all.map(({ total }) => total)) + (cart.tax?.isIncluded ? 0n : (tax ?? 0n)),
    },
  };
}

function quoteLine(line: LineToPrice, discounts: readonly Discount[], tax: TaxToApply | null): QuotedLine {
  const { id, quantity, unitPrice } = line;
  const subtotal = subtotalOf(line);
  const total = subtotal - sumOf(discounts.map(({ amount }) => amount));
  const taxed = tax && taxOf(total, tax, tax.rates[line.taxClass]);
  return { id, quantity, unitPrice, subtotal, discounts, total, tax: taxed, net: netOf(total, taxed, tax) };
}

/** Delivery is taxed like what is delivered: its price is split over the lines of its shop, each part at the line's rate. */
function quoteDelivery(
  { shopId, methodId, price: charged }: DeliveryToPrice,
  discounts: readonly Discount[],
  { lines, tax, currency }: CartToPrice,
  quoted: readonly QuotedLine[],
): QuotedDelivery {
  const total = charged - sumOf(discounts.map(({ amount }) => amount));
  const ofShop = lines
    .flatMap((line, index) =>
      line.shopId === shopId ? [{ line, value: quoted[index]!.total, quantity: quoted[index]!.quantity }] : [],
    )
    .sort((a, b) => (a.value === b.value ? (a.line.id < b.line.id ? -1 : 1) : a.value > b.value ? -1 : 1));
  const values = ofShop.map(({ value }) => value);
  const weights = sumOf(values) > 0n ? values : ofShop.map(({ quantity }) => BigInt(quantity));
  const parts = tax && ofShop.length > 0 ? allocate({ minor: total, currency }, weights) : [];
  const taxed =
    tax && sumOf(parts.map(({ minor }, index) => taxOf(minor, tax, tax.rates[ofShop[index]!.line.taxClass])));
  return { shopId, methodId, price: charged, discounts, total, tax: taxed, net: netOf(total, taxed, tax) };
}

function taxOf(total: bigint, { isIncluded, isReverseCharge }: TaxToApply, rate: number): bigint {
  if (isReverseCharge) return 0n;
  return isIncluded ? divideHalfEven(total * BigInt(rate), BASIS_POINTS + BigInt(rate)) : portionOf(total, rate);
}

const netOf = (total: bigint, taxed: bigint | null, tax: TaxToApply | null): bigint =>
  tax?.isIncluded ? total - (taxed ?? 0n) : total;

/** Who accounts for the tax themselves buys at prices without it, unit by unit; everything else is computed on those. */
function atNetPrices(cart: CartToPrice, { rates }: TaxToApply): CartToPrice {
  const net = (price: bigint, rate: number) => divideHalfEven(price * BASIS_POINTS, BASIS_POINTS + BigInt(rate));
  return {
    ...cart,
    lines: cart.lines.map((line) => ({ ...line, unitPrice: net(line.unitPrice, rates[line.taxClass]) })),
    deliveries: cart.deliveries.map((delivery) => ({ ...delivery, price: net(delivery.price, rates.STANDARD) })),
  };
}
