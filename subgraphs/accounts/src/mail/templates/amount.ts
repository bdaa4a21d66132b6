import { z } from "zod";
import { type CurrencyCode, isCurrencyCode } from "#platform/money/currency.ts";
import { money, toDecimal } from "#platform/money/money.ts";

/** Minor units as a decimal string: JSON has no number that is large enough. */
export const minorAmount = z.string().regex(/^\d+$/);

export const currencyCode = z.custom<CurrencyCode>((code) => typeof code === "string" && isCurrencyCode(code));

/** `12.50 EUR`, with the digits of the currency. */
export const amount = (minor: string, currency: CurrencyCode): string =>
  `${toDecimal(money(BigInt(minor), currency))} ${currency}`;
