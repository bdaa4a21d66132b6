import type { CartToPrice, LineToPrice, PromotionToPrice } from "./pricing.ts";

/**
 * The promises of `priceCart` once more, as simply as can be said and sharing no code with it, for its tests: it tries every
 * allowed set of promotions and hands out discounts one minor unit after the other.
 */
export interface NaivePrice {
  lineTotals: Record<string, bigint>;
  shipping: Record<string, bigint>;
  tax: bigint;
  total: bigint;
}

export function naivePrice(cart: CartToPrice): NaivePrice {
  const possible = cart.promotions.filter((promotion) => {
    const target = cart.lines.filter((line) => hits(promotion, line));
    return target.length > 0 && target.reduce((sum, line) => sum + worth(line), 0n) >= promotion.minimum;
  });
  const sets = [
    possible.filter((promotion) => promotion.isCombinable),
    ...possible
      .filter((promotion) => !promotion.isCombinable)
      .sort((a, b) => a.id.localeCompare(b.id))
      .map((promotion) => [promotion]),
  ];
  let best: NaivePrice | null = null;
  for (const set of sets) {
    const found = priceWith(cart, set);
    if (best === null || found.total < best.total) best = found;
  }
  return best!;
}

function priceWith(cart: CartToPrice, promotions: PromotionToPrice[]): NaivePrice {
  const lineTotals: Record<string, bigint> = {};
  for (const line of cart.lines) lineTotals[line.id] = worth(line);
  const shipping: Record<string, bigint> = {};
  for (const { shopId, price } of cart.deliveries) shipping[shopId] = price;

  for (const kind of ["PERCENTAGE", "FIXED", "FREE_SHIPPING"]) {
    const ofKind = promotions.filter(({ benefit }) => benefit.kind === kind).sort((a, b) => a.id.localeCompare(b.id));
    for (const promotion of ofKind) {
      const target = cart.lines.filter((line) => hits(promotion, line));
      if (kind === "FREE_SHIPPING") {
        const shops = Object.keys(shipping).filter((shop) => target.some((line) => line.shopId === shop));
        handOut(shipping, shops, promotion, 10_000n);
      } else {
        const basisPoints = promotion.benefit.kind === "PERCENTAGE" ? BigInt(promotion.benefit.basisPoints) : null;
        handOut(
          lineTotals,
          target.map(({ id }) => id),
          promotion,
          basisPoints,
        );
      }
    }
  }

  let tax = 0n;
  for (const line of cart.lines) tax += taxOn(cart, lineTotals[line.id]!, line);
  for (const { shopId } of cart.deliveries) tax += taxOnDelivery(cart, shopId, shipping[shopId]!, lineTotals);
  const paid = [...Object.values(lineTotals), ...Object.values(shipping)].reduce((sum, part) => sum + part, 0n);
  return { lineTotals, shipping, tax, total: paid + (cart.tax?.isIncluded === false ? tax : 0n) };
}

function handOut(left: Record<string, bigint>, keys: string[], promotion: PromotionToPrice, bp: bigint | null): void {
  const before = { ...left };
  const whole = keys.reduce((sum, key) => sum + before[key]!, 0n);
  let amount = bp === null ? (promotion.benefit as { amount: bigint }).amount : half(whole * bp, 10_000n);
  if (promotion.cap !== null && amount > promotion.cap) amount = promotion.cap;
  if (amount > whole) amount = whole;
  const given: Record<string, bigint> = {};
  for (const key of keys) given[key] = (amount * before[key]!) / (whole || 1n);
  let rest = amount - keys.reduce((sum, key) => sum + given[key]!, 0n);
  const owed = (key: string) => amount * before[key]! - given[key]! * whole;
  for (; rest > 0n; rest--) {
    let next = keys[0]!;
    for (const key of keys) {
      const ahead = owed(key) - owed(next) || before[key]! - before[next]!;
      if (ahead > 0n || (ahead === 0n && key < next)) next = key;
    }
    given[next]! += 1n;
  }
  for (const key of keys) left[key] = before[key]! - given[key]!;
}

function taxOn({ tax }: CartToPrice, amount: bigint, { taxClass }: LineToPrice): bigint {
  if (!tax || tax.isReverseCharge) return 0n;
  const rate = BigInt(tax.rates[taxClass]);
  return half(amount * rate, tax.isIncluded ? 10_000n + rate : 10_000n);
}

function taxOnDelivery(cart: CartToPrice, shop: string, amount: bigint, totals: Record<string, bigint>): bigint {
  const lines = cart.lines.filter(({ shopId }) => shopId === shop);
  const isFree = lines.every(({ id }) => totals[id] === 0n);
  const left: Record<string, bigint> = {};
  for (const { id, quantity } of lines) left[id] = isFree ? BigInt(quantity) : totals[id]!;
  const parts = { ...left };
  // The part of each line is what `handOut` gives for a fixed amount, were the weights as large as needed.
  const whole = Object.values(left).reduce((sum, weight) => sum + weight, 0n);
  for (const id of Object.keys(left)) parts[id] = (amount * left[id]!) / (whole || 1n);
  let rest = amount - Object.values(parts).reduce((sum, part) => sum + part, 0n);
  const order = Object.keys(left).sort((a, b) => {
    const [x, y] = [(amount * left[a]!) % whole, (amount * left[b]!) % whole];
    return Number(y - x) || (isFree ? a.localeCompare(b) : Number(left[b]! - left[a]!) || a.localeCompare(b));
  });
  for (const id of order) {
    if (rest === 0n) break;
    parts[id]! += 1n;
    rest--;
  }
  return lines.reduce((sum, line) => sum + taxOn(cart, parts[line.id]!, line), 0n);
}

function hits({ target: { productIds, shopIds, categoryIds } }: PromotionToPrice, line: LineToPrice): boolean {
  if (productIds.length > 0 && !productIds.includes(line.productId ?? "")) return false;
  if (shopIds.length > 0 && !shopIds.includes(line.shopId ?? "")) return false;
  return categoryIds.length === 0 || categoryIds.some((id) => line.categoryIds.includes(id));
}

const worth = (line: LineToPrice): bigint => line.unitPrice * BigInt(line.quantity);

/** Half-even, for what is not negative. */
function half(numerator: bigint, denominator: bigint): bigint {
  const doubled = (2n * numerator) / denominator;
  const isTie = (2n * numerator) % denominator === 0n && doubled % 2n === 1n;
  const floor = numerator / denominator;
  if (isTie) return floor % 2n === 0n ? floor : floor + 1n;
  return doubled % 2n === 1n ? floor + 1n : floor;
}
