import type { LineProblem } from "#platform/text/read-line.ts";
import type { TextProblem } from "#platform/text/read-text.ts";

export type ShopErrorCode =
  | `NAME_${LineProblem}`
  | `DESCRIPTION_${TextProblem}`
  | "INVALID_HANDLE"
  | "HANDLE_RESERVED"
  | "HANDLE_TAKEN"
  | "EMAIL_NOT_VERIFIED"
  | "ALREADY_OWNS_SHOP"
  | "NOT_FOUND"
  | "CONFLICT"
  | "BLOCKED_BY_OPEN_ORDERS";

/** Something about a shop that its owner can mend. */
export interface ShopProblem {
  readonly code: ShopErrorCode;
  /** The path into the operation's input; null when no single field is wrong. */
  readonly field: readonly string[] | null;
  /** How many things stand in the way, where they can be counted. */
  readonly count?: number;
}
