import type { Money } from "./money.ts";

/**
 * Splits `total` over `weights` without losing or inventing a minor unit: the parts always add up to `total`.
 *
 * Units: `total.minor` is in the currency's minor unit and may be negative for a refund. `weights` are unitless, usually
 * line subtotals; only their ratio matters, and a zero weight gets zero.
 *
 * Rounding: largest remainder (Hamilton); ties go to the earlier part. Each part is within one minor unit of its share.
 *
 * @throws RangeError if `weights` is empty, has a negative entry, or sums to zero.
 * @see M. Fowler, Patterns of Enterprise Application Architecture, "Money": the allocation problem.
 */
export function allocate(total: Money, weights: readonly bigint[]): Money[] {
  const weightSum = weights.reduce((left, right) => left + right, 0n);
  if (weights.some((weight) => weight < 0n)) throw new RangeError("weights must not be negative");
  if (weightSum === 0n) throw new RangeError("weights must not sum to zero");

  const sign = total.minor < 0n ? -1n : 1n;
  const amount = total.minor * sign;
  const shares = weights.map((weight, index) => ({
    index,
    floor: (amount * weight) / weightSum,
    remainder: (amount * weight) % weightSum,
  }));
  const left = amount - shares.reduce((parts, share) => parts + share.floor, 0n);
  const byRemainder = [...shares].sort((a, b) => compare(b.remainder, a.remainder) || a.index - b.index);
  const rounded = new Set(byRemainder.slice(0, Number(left)).map((share) => share.index));
  return shares.map(({ index, floor }) => ({
    minor: sign * (floor + (rounded.has(index) ? 1n : 0n)),
    currency: total.currency,
  }));
}

const compare = (left: bigint, right: bigint): number => (left < right ? -1 : left > right ? 1 : 0);
