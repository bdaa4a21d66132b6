/**
 * The currencies prices can be in, with the number of decimal digits of their minor unit.
 * @see ISO 4217:2015, column "Minor unit".
 */
// prettier-ignore
export const CURRENCY_EXPONENTS = {
  AED: 2, AUD: 2, BGN: 2, BHD: 3, BRL: 2, CAD: 2, CHF: 2, CLP: 0, CNY: 2, CZK: 2, DKK: 2, EUR: 2, GBP: 2, HKD: 2,
  HUF: 2, ILS: 2, INR: 2, ISK: 0, JOD: 3, JPY: 0, KRW: 0, KWD: 3, MXN: 2, MYR: 2, NOK: 2, NZD: 2, OMR: 3, PHP: 2,
  PLN: 2, RON: 2, SAR: 2, SEK: 2, SGD: 2, THB: 2, TND: 3, TRY: 2, TWD: 2, UAH: 2, USD: 2, VND: 0, ZAR: 2,
} as const;

/** ISO 4217 alphabetic code of a supported currency. */
export type CurrencyCode = keyof typeof CURRENCY_EXPONENTS;

export const CURRENCY_CODES = Object.keys(CURRENCY_EXPONENTS) as CurrencyCode[];

export const isCurrencyCode = (value: string): value is CurrencyCode => Object.hasOwn(CURRENCY_EXPONENTS, value);
