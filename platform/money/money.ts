import { CURRENCY_EXPONENTS, type CurrencyCode } from "./currency.ts";

/** An exact amount. `minor` is in the currency's minor unit: cents for EUR, whole yen for JPY, fils for KWD. */
export interface Money {
  readonly minor: bigint;
  readonly currency: CurrencyCode;
}

export const money = (minor: bigint, currency: CurrencyCode): Money => ({ minor, currency });

export const zero = (currency: CurrencyCode): Money => ({ minor: 0n, currency });

/** @throws RangeError when the currencies differ: there is no exchange rate in this system. */
export function add(left: Money, right: Money): Money {
  assertSameCurrency(left, right);
  return { minor: left.minor + right.minor, currency: left.currency };
}

/** @throws RangeError when the currencies differ. The result may be negative. */
export function subtract(left: Money, right: Money): Money {
  assertSameCurrency(left, right);
  return { minor: left.minor - right.minor, currency: left.currency };
}

/** `unit` taken `quantity` times. */
export const times = (unit: Money, quantity: number): Money => ({
  minor: unit.minor * BigInt(quantity),
  currency: unit.currency,
});

/** The sum of `amounts`, zero of `currency` for none. @throws RangeError when one is in another currency. */
export const sum = (amounts: readonly Money[], currency: CurrencyCode): Money => amounts.reduce(add, zero(currency));

export const isSame = (left: Money, right: Money): boolean =>
  left.minor === right.minor && left.currency === right.currency;

/** The amount in major units with exactly the currency's digits, e.g. `-0.05`, `12.50`, `1200` (JPY), `1.250` (KWD). */
export function toDecimal({ minor, currency }: Money): string {
  const digits = CURRENCY_EXPONENTS[currency];
  const sign = minor < 0n ? "-" : "";
  const absolute = (minor < 0n ? -minor : minor).toString().padStart(digits + 1, "0");
  return digits === 0 ? sign + absolute : `${sign}${absolute.slice(0, -digits)}.${absolute.slice(-digits)}`;
}

function assertSameCurrency(left: Money, right: Money): void {
  if (left.currency !== right.currency) throw new RangeError(`cannot combine ${left.currency} and ${right.currency}`);
}
