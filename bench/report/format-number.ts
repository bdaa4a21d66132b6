/** Three significant digits, thousands apart: `0.42`, `7.31`, `31.6`, `1,016`. A dash for what could not be measured. */
export function formatNumber(value: number): string {
  if (!Number.isFinite(value)) return "-";
  const size = Math.abs(Number(value.toPrecision(3)));
  const digits = size < 10 ? 2 : size < 100 ? 1 : 0;
  return value.toLocaleString("en-US", { minimumFractionDigits: digits, maximumFractionDigits: digits });
}

/** How many times `floor` fits into `value`: `25.4x`. A dash when either could not be measured. */
export function formatRatio(value: number, floor: number): string {
  if (!Number.isFinite(value) || !Number.isFinite(floor) || floor <= 0) return "-";
  const ratio = value / floor;
  return `${ratio < 0.1 ? ratio.toPrecision(2) : formatNumber(ratio)}x`;
}
