import { createHash } from "node:crypto";
import { type CartId, parseId } from "#platform/ids/id.ts";
import type { ShippingAddress } from "../order/order.ts";
import { cartNotFound, type CheckoutProblem, invalid, required, tooLong } from "./checkout-problem.ts";
import { isCountryCode, needsPostalCode } from "#platform/country/country.ts";

/** What a client sends; nothing about it is known yet but the types. */
export interface CheckoutInput {
  cartId: string;
  idempotencyKey: string;
  email: string;
  shippingAddress: { [Name in keyof ShippingAddress]?: string | null | undefined };
}

/** A checked request: trimmed, with nothing but what is needed. */
export interface CheckoutRequest {
  cartId: CartId;
  idempotencyKey: string;
  email: string;
  shippingAddress: ShippingAddress;
  /** SHA-256 of everything above but the key: two requests ask for the same exactly when it is equal. */
  inputHash: string;
}

export type ReadCheckoutInput =
  { kind: "valid"; request: CheckoutRequest } | { kind: "invalid"; problems: CheckoutProblem[] };

const IDEMPOTENCY_KEY = /^[A-Za-z0-9._:-]{8,64}$/;
/** Deliberately wide: only the mail itself proves an address. No spaces, quotes or control characters. */
const EMAIL =
  /^[^\s@"<>(),:;\\[\]\p{Cc}\p{Cs}]{1,64}@(?:[\p{L}\p{N}](?:[\p{L}\p{N}-]{0,61}[\p{L}\p{N}])?\.)+\p{L}[\p{L}\p{N}-]{0,61}[\p{L}\p{N}]$/u;
const PHONE = /^\+?[0-9 ()./-]{4,}$/;
/** Control characters and halves of surrogate pairs: no name has them, and neither JSON in a database nor a mail takes them. */
const UNPRINTABLE = /[\p{Cc}\p{Cs}]/u;
const MAX_EMAIL = 254;

type AddressField = keyof ShippingAddress;

const ADDRESS_FIELDS: Record<AddressField, { max: number; isRequired: boolean }> = {
  fullName: { max: 100, isRequired: true },
  line1: { max: 200, isRequired: true },
  line2: { max: 200, isRequired: false },
  city: { max: 100, isRequired: true },
  region: { max: 100, isRequired: false },
  postalCode: { max: 16, isRequired: false },
  countryCode: { max: 2, isRequired: true },
  phone: { max: 32, isRequired: false },
};

/** Checks everything and returns all violations at once, each with its path into the input. */
export function readCheckoutInput(input: CheckoutInput): ReadCheckoutInput {
  const problems: CheckoutProblem[] = [];
  const cartId = parseId("cart", input.cartId);
  if (cartId === null) problems.push(cartNotFound());
  if (!IDEMPOTENCY_KEY.test(input.idempotencyKey)) {
    problems.push(invalid("Takes 8 to 64 letters, digits, dots, colons, dashes and underscores.", "idempotencyKey"));
  }
  const email = input.email.trim();
  if (email === "") problems.push(required("email"));
  else if (email.length > MAX_EMAIL) problems.push(tooLong(MAX_EMAIL, "email"));
  else if (!EMAIL.test(email)) problems.push(invalid("Is not an e-mail address.", "email"));
  const shippingAddress = readAddress(input.shippingAddress, problems);
  if (cartId === null || problems.length > 0) return { kind: "invalid", problems };
  const asked = { cartId, email, shippingAddress };
  return { kind: "valid", request: { ...asked, idempotencyKey: input.idempotencyKey, inputHash: hashOf(asked) } };
}

function readAddress(input: CheckoutInput["shippingAddress"], problems: CheckoutProblem[]): ShippingAddress {
  const text = (name: AddressField): string | null => {
    const value = input[name]?.trim() ?? "";
    const { max, isRequired } = ADDRESS_FIELDS[name];
    if (value === "" && isRequired) problems.push(required("shippingAddress", name));
    else if ([...value].length > max) problems.push(tooLong(max, "shippingAddress", name));
    else if (UNPRINTABLE.test(value))
      problems.push(invalid("Has characters that cannot be printed.", "shippingAddress", name));
    else return value === "" ? null : value;
    return null;
  };
  const address = {
    fullName: text("fullName") ?? "",
    line1: text("line1") ?? "",
    line2: text("line2"),
    city: text("city") ?? "",
    region: text("region"),
    postalCode: text("postalCode"),
    countryCode: text("countryCode")?.toUpperCase() ?? "",
    phone: text("phone"),
  };
  const isClean = (name: AddressField) =>
    !problems.some(({ field }) => field[0] === "shippingAddress" && field[1] === name);
  if (isClean("countryCode") && !isCountryCode(address.countryCode)) {
    problems.push(invalid("Is no ISO 3166 country code of two letters.", "shippingAddress", "countryCode"));
  }
  if (
    isClean("countryCode") &&
    isClean("postalCode") &&
    address.postalCode === null &&
    needsPostalCode(address.countryCode)
  ) {
    problems.push(required("shippingAddress", "postalCode"));
  }
  if (isClean("phone") && address.phone !== null && !PHONE.test(address.phone)) {
    problems.push(invalid("Is not a phone number.", "shippingAddress", "phone"));
  }
  return address;
}

/** Canonical because the object is built here, always with the same keys in the same order. */
const hashOf = (asked: { cartId: string; email: string; shippingAddress: ShippingAddress }): string =>
  createHash("sha256").update(JSON.stringify(asked)).digest("hex");
