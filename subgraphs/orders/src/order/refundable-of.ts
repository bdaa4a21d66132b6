import { divideHalfEven } from "#platform/money/round.ts";

/** What was paid for a line, in minor units: `paid` with tax, `tax` the part of it that is tax. */
export interface PaidLine {
  readonly quantity: number;
  readonly paid: bigint;
  readonly tax: bigint;
}

export interface Refundable {
  readonly amount: bigint;
  /** The part of `amount` that is tax. */
  readonly tax: bigint;
}

/**
 * What goes back for `quantity` more units of a line when `refundedQuantity` have gone back before. Computed as a difference of
 * running totals, so that the refunds of a line come to exactly what was paid, in whatever steps they are made.
 *
 * @throws RangeError when a quantity is not a whole number of 0 or more, or both together are more than was bought.
 */
export function refundableOf(line: PaidLine, refundedQuantity: number, quantity: number): Refundable {
  const isPossible = [refundedQuantity, quantity].every((count) => Number.isSafeInteger(count) && count >= 0);
  if (!isPossible || refundedQuantity + quantity > line.quantity) {
    throw new RangeError(`cannot refund ${quantity} after ${refundedQuantity} of ${line.quantity}`);
  }
  const before = upTo(line, refundedQuantity);
  const after = upTo(line, refundedQuantity + quantity);
  return { amount: after.amount - before.amount, tax: after.tax - before.tax };
}

/** The first `quantity` units. Tax follows the rounded amount: so it is never more than the amount, at any step. */
function upTo({ quantity: bought, paid, tax }: PaidLine, quantity: number): Refundable {
  const amount = divideHalfEven(paid * BigInt(quantity), BigInt(bought));
  return { amount, tax: paid === 0n ? 0n : divideHalfEven(amount * tax, paid) };
}
