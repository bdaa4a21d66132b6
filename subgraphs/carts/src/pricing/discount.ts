import { allocate } from "#platform/money/allocate.ts";
import type { CurrencyCode } from "#platform/money/currency.ts";
import { portionOf } from "#platform/money/round.ts";
import {
  type CartToPrice,
  type DeliveryToPrice,
  type Discount,
  type LineToPrice,
  type PromotionOutcome,
  type PromotionTarget,
  type PromotionToPrice,
  sumOf,
} from "./pricing.ts";

/** Something that money can be taken off: a line, or the delivery from one shop. */
interface Reducible {
  readonly key: string;
  left: bigint;
  readonly discounts: Discount[];
}

/** What a set of promotions takes off, by line id and by shop id. */
export interface Discounting {
  readonly ofLine: ReadonlyMap<string, readonly Discount[]>;
  readonly ofShop: ReadonlyMap<string, readonly Discount[]>;
  readonly amountOf: ReadonlyMap<string, bigint>;
}

/**
 * Applies `promotions` one after the other, each to what the ones before have left: percentages, then fixed amounts, then
 * free delivery, by id among equals. So the order of the input changes nothing, and no line goes below zero.
 */
export function discountBy(cart: CartToPrice, promotions: readonly PromotionToPrice[]): Discounting {
  const lines = new Map(cart.lines.map((line) => [line.id, toReducible(line.id, subtotalOf(line))]));
  const deliveries = new Map(cart.deliveries.map(({ shopId, price }) => [shopId, toReducible(shopId, price)]));
  const amountOf = new Map<string, bigint>();
  for (const promotion of [...promotions].sort(inOrder)) {
    const entitled = cart.lines.filter((line) => isTarget(promotion.target, line));
    const parts =
      promotion.benefit.kind === "FREE_SHIPPING"
        ? deliveriesOf(entitled, cart.deliveries).map(({ shopId }) => deliveries.get(shopId)!)
        : entitled.map(({ id }) => lines.get(id)!);
    amountOf.set(promotion.id, takeOff(promotion, parts, cart.currency));
  }
  return { ofLine: discountsOf(lines), ofShop: discountsOf(deliveries), amountOf };
}

/** Why a promotion cannot apply to the cart whatever else does; null when it can. */
export function obstacleOf(promotion: PromotionToPrice, cart: CartToPrice): PromotionOutcome | null {
  const entitled = cart.lines.filter((line) => isTarget(promotion.target, line));
  if (entitled.length === 0) return "NO_MATCHING_LINE";
  if (sumOf(entitled.map(subtotalOf)) < promotion.minimum) return "MINIMUM_NOT_REACHED";
  return null;
}

export const subtotalOf = ({ unitPrice, quantity }: { unitPrice: bigint; quantity: number }): bigint =>
  unitPrice * BigInt(quantity);

/**
 * The whole discount is rounded once, half-even, then split in proportion. Among lines with equal remainders the larger
 * one gets the odd unit, so that the order of the lines does not matter.
 */
function takeOff({ id, benefit, cap }: PromotionToPrice, parts: readonly Reducible[], currency: CurrencyCode): bigint {
  const left = sumOf(parts.map((part) => part.left));
  const wanted = wantedOf(benefit, left);
  const amount = [left, cap ?? left].reduce((least, limit) => (limit < least ? limit : least), wanted);
  if (amount <= 0n) return 0n;
  const ordered = [...parts].sort((a, b) => compare(b.left, a.left) || compare(a.key, b.key));
  const shares = allocate(
    { minor: amount, currency },
    ordered.map((part) => part.left),
  );
  shares.forEach((share, index) => {
    if (share.minor === 0n) return;
    ordered[index]!.left -= share.minor;
    ordered[index]!.discounts.push({ promotionId: id, amount: share.minor });
  });
  return amount;
}

function wantedOf(benefit: PromotionToPrice["benefit"], left: bigint): bigint {
  switch (benefit.kind) {
    case "PERCENTAGE":
      return portionOf(left, benefit.basisPoints);
    case "FIXED":
      return benefit.amount;
    case "FREE_SHIPPING":
      return left;
  }
}

const isTarget = ({ productIds, categoryIds, shopIds }: PromotionTarget, line: LineToPrice): boolean =>
  (productIds.length === 0 || (line.productId !== null && productIds.includes(line.productId))) &&
  (shopIds.length === 0 || (line.shopId !== null && shopIds.includes(line.shopId))) &&
  (categoryIds.length === 0 || line.categoryIds.some((id) => categoryIds.includes(id)));

const deliveriesOf = (lines: readonly LineToPrice[], deliveries: readonly DeliveryToPrice[]): DeliveryToPrice[] =>
  deliveries.filter(({ shopId }) => lines.some((line) => line.shopId === shopId));

const toReducible = (key: string, left: bigint): Reducible => ({ key, left, discounts: [] });

const discountsOf = (parts: ReadonlyMap<string, Reducible>) =>
  new Map([...parts].map(([key, { discounts }]) => [key, discounts] as const));

const RANK = { PERCENTAGE: 0, FIXED: 1, FREE_SHIPPING: 2 } as const;

const inOrder = (a: PromotionToPrice, b: PromotionToPrice): number =>
  RANK[a.benefit.kind] - RANK[b.benefit.kind] || compare(a.id, b.id);

const compare = <Value extends bigint | string>(a: Value, b: Value): number => (a < b ? -1 : a > b ? 1 : 0);
