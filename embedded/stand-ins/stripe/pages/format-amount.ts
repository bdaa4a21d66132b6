/** "49.90 EUR" for 4990 eur; currencies without or with three decimals are right as well. */
export function formatAmount(minor: number, currency: string): string {
  const digits =
    new Intl.NumberFormat("en", { style: "currency", currency }).resolvedOptions().maximumFractionDigits ?? 2;
  const padded = String(Math.abs(minor)).padStart(digits + 1, "0");
  const whole = digits === 0 ? padded : `${padded.slice(0, -digits)}.${padded.slice(-digits)}`;
  return `${minor < 0 ? "-" : ""}${whole} ${currency.toUpperCase()}`;
}
