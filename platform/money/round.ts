/** Basis points in a whole: 1,900 of them are 19 %. */
export const BASIS_POINTS = 10_000n;

/**
 * The quotient rounded to the nearest whole, ties to the even one (banker's rounding), so that many roundings do not drift.
 * @throws RangeError unless `denominator` is positive.
 */
export function divideHalfEven(numerator: bigint, denominator: bigint): bigint {
  if (denominator <= 0n) throw new RangeError("the denominator must be positive");
  const truncated = numerator / denominator;
  const remainder = numerator % denominator;
  const twice = 2n * (remainder < 0n ? -remainder : remainder);
  if (twice < denominator || (twice === denominator && truncated % 2n === 0n)) return truncated;
  return truncated + (numerator < 0n ? -1n : 1n);
}

/** `basisPoints` of `amount`, rounded half-even. */
export const portionOf = (amount: bigint, basisPoints: number): bigint =>
  divideHalfEven(amount * BigInt(basisPoints), BASIS_POINTS);
