import { isCountryCode, needsPostalCode } from "#platform/country/country.ts";
import { readLine } from "#platform/text/read-line.ts";
import type { PostalAddress } from "./address.ts";

type AddressField = keyof PostalAddress;

/** What a client sends: on creating, absent and null are the same; on a change, absent stays. */
export type AddressInput = { [Field in AddressField]?: string | null };

export interface AddressFieldProblem {
  code: "REQUIRED" | "TOO_LONG" | "INVALID";
  field: [AddressField];
}

/** As at checkout, so that what is in the book can be sent to. */
const FIELDS: Record<AddressField, { max: number; isRequired: boolean }> = {
  fullName: { max: 100, isRequired: true },
  line1: { max: 200, isRequired: true },
  line2: { max: 200, isRequired: false },
  city: { max: 100, isRequired: true },
  region: { max: 100, isRequired: false },
  postalCode: { max: 16, isRequired: false },
  countryCode: { max: 2, isRequired: true },
  phone: { max: 32, isRequired: false },
};
const PHONE = /^\+?[0-9 ()./-]{4,}$/;

export type ReadAddress =
  { kind: "good"; address: PostalAddress } | { kind: "bad"; problems: readonly AddressFieldProblem[] };

/**
 * `input` laid over `former` (nothing, for a new address) and checked as a whole: a good address, or everything that is wrong
 * with it, each with its path.
 */
export function readAddress(input: AddressInput, former: PostalAddress | null): ReadAddress {
  const problems: AddressFieldProblem[] = [];
  const refuse = (field: AddressField, code: AddressFieldProblem["code"]): null => {
    problems.push({ code, field: [field] });
    return null;
  };
  const text = (field: AddressField): string | null => {
    if (input[field] === undefined && former !== null) return former[field];
    const { max, isRequired } = FIELDS[field];
    const value = input[field] ?? "";
    if (value.trim() === "" && !isRequired) return null;
    const line = readLine(value, { max });
    if (line.kind === "good") return line.text;
    return refuse(field, line.problem === "EMPTY" ? "REQUIRED" : line.problem === "TOO_LONG" ? "TOO_LONG" : "INVALID");
  };
  const address: PostalAddress = {
    fullName: text("fullName") ?? "",
    line1: text("line1") ?? "",
    line2: text("line2"),
    city: text("city") ?? "",
    region: text("region"),
    postalCode: text("postalCode"),
    countryCode: text("countryCode")?.toUpperCase() ?? "",
    phone: text("phone"),
  };
  const { countryCode, postalCode, phone } = address;
  const isClean = (name: AddressField) => !problems.some(({ field }) => field[0] === name);
  if (isClean("countryCode") && !isCountryCode(countryCode)) refuse("countryCode", "INVALID");
  else if (isClean("countryCode") && isClean("postalCode") && postalCode === null && needsPostalCode(countryCode)) {
    refuse("postalCode", "REQUIRED");
  }
  if (phone !== null && !PHONE.test(phone)) refuse("phone", "INVALID");
  return problems.length === 0 ? { kind: "good", address } : { kind: "bad", problems };
}
