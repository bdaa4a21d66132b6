import type Stripe from "stripe";
import { badParam } from "../wire/api-error.ts";
import type { Params } from "../wire/params.ts";

export function readAddress(params: Params | undefined): Stripe.Address | null {
  if (params === undefined) return null;
  return {
    city: params.text("city", null),
    country: params.text("country", null),
    line1: params.text("line1", null),
    line2: params.text("line2", null),
    postal_code: params.text("postal_code", null),
    state: params.text("state", null),
  };
}

/** Name, phone and address of a delivery, null when not sent. */
export function readShipping(params: Params | undefined): Stripe.PaymentIntent.Shipping | null {
  if (params === undefined) return null;
  const address = readAddress(params.object("address"));
  return {
    name: params.requiredText("name"),
    ...(address === null ? {} : { address }),
    carrier: params.text("carrier", null),
    phone: params.text("phone", null),
    tracking_number: params.text("tracking_number", null),
  };
}

export function readBillingDetails(params: Params | undefined): Stripe.PaymentMethod.BillingDetails {
  return {
    address: readAddress(params?.object("address")) ?? {
      city: null,
      country: null,
      line1: null,
      line2: null,
      postal_code: null,
      state: null,
    },
    email: params?.text("email", null) ?? null,
    name: params?.text("name", null) ?? null,
    phone: params?.text("phone", null) ?? null,
    tax_id: params?.text("tax_id", null) ?? null,
  };
}

const knownCurrencies = new Set(Intl.supportedValuesOf("currency").map((code) => code.toLowerCase()));

/** A currency in Stripe's lower case; upper case is accepted. */
export function readCurrency(params: Params): string {
  const currency = params.requiredText("currency").toLowerCase();
  if (!knownCurrencies.has(currency))
    throw badParam("currency", `Invalid currency: ${currency}.`, "parameter_invalid_string");
  return currency;
}

/** Smallest charge in minor units; other currencies: 1. @see https://docs.stripe.com/currencies */
const smallestCharge = new Map(
  Object.entries({
    usd: 50,
    eur: 50,
    gbp: 30,
    aud: 50,
    cad: 50,
    chf: 50,
    nzd: 50,
    sgd: 50,
    sek: 300,
    nok: 300,
    dkk: 250,
    pln: 200,
    czk: 1500,
    jpy: 50,
    mxn: 1000,
    hkd: 400,
  }),
);
const largestCharge = 99_999_999;

/** @throws ApiError 400 `amount_too_small` or `amount_too_large`, by Stripe's bounds for the currency. */
export function checkChargeable(amount: number, currency: string, param: string): void {
  const least = smallestCharge.get(currency) ?? 1;
  if (amount < 1) throw badParam(param, "Invalid positive integer", "parameter_invalid_integer");
  if (amount < least)
    throw badParam(param, `Amount must be at least ${least} ${currency} in the smallest unit`, "amount_too_small");
  if (amount > largestCharge)
    throw badParam(param, `Amount must be no more than ${largestCharge} in the smallest unit`, "amount_too_large");
}

/** A place to send a person to. */
export function readUrl(params: Params, name: string): string | null {
  const text = params.text(name, null);
  if (text === null) return null;
  const protocol = URL.canParse(text) ? new URL(text).protocol : "";
  if (protocol !== "http:" && protocol !== "https:") throw badParam(name, "Not a valid URL", "url_invalid");
  return text;
}
