/** The middle value; of an even number of values the mean of the two in the middle. NaN of no values. */
export function median(values: readonly number[]): number {
  const sorted = sortedCopy(values);
  const middle = sorted.length / 2;
  if (sorted.length === 0) return NaN;
  if (sorted.length % 2 === 1) return sorted[Math.floor(middle)]!;
  return (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/**
 * The smallest value that at least `percent` of the values do not exceed (the nearest-rank method, so always one of them).
 * `percent` is above 0 and at most 100. NaN of no values.
 */
export function percentile(values: readonly number[], percent: number): number {
  const rank = Math.ceil((percent / 100) * values.length);
  return sortedCopy(values)[Math.max(rank, 1) - 1] ?? NaN;
}

const sortedCopy = (values: readonly number[]): number[] => values.toSorted((left, right) => left - right);
