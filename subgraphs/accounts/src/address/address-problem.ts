import type { AddressDefault } from "./address.repository.ts";
import type { AddressFieldProblem } from "./read-address.ts";

/** Why an address book was not changed, with the path into the input; null when no single field is wrong. */
export interface AddressProblem {
  code: AddressFieldProblem["code"] | "NOT_FOUND" | "CONFLICT" | "TOO_MANY";
  field: readonly string[] | null;
}

export interface DefaultsInput {
  makeDefaultShipping?: boolean | null;
  makeDefaultBilling?: boolean | null;
}

/** Which defaults an address shall become. */
export const wantedDefaults = ({ makeDefaultShipping, makeDefaultBilling }: DefaultsInput): AddressDefault[] => [
  ...(makeDefaultShipping ? (["isDefaultShipping"] as const) : []),
  ...(makeDefaultBilling ? (["isDefaultBilling"] as const) : []),
];

export const addressNotFound: AddressProblem = { code: "NOT_FOUND", field: ["id"] };
