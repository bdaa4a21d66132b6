import type { LineProblem } from "#platform/text/read-line.ts";
import type { TextProblem } from "#platform/text/read-text.ts";

export type CategoryErrorCode =
  | `NAME_${LineProblem}`
  | `DESCRIPTION_${TextProblem}`
  | "INVALID_HANDLE"
  | "HANDLE_TAKEN"
  | "PARENT_NOT_FOUND"
  | "CYCLE"
  | "TOO_DEEP"
  | "INVALID_POSITION"
  | "INVALID_ATTRIBUTE_KEY"
  | "ATTRIBUTE_KEY_TAKEN"
  | "INVALID_ATTRIBUTE_NAME"
  | "INVALID_UNIT"
  | "INVALID_CHOICES"
  | "TOO_MANY"
  | "SHOP_NOT_FOUND"
  | "NOT_FOUND"
  | "HAS_CHILDREN"
  | "CONFLICT";

/** Something about a category that whoever keeps it can mend. */
export interface CategoryProblem {
  readonly code: CategoryErrorCode;
  /** The path into the operation's input; null when no single field is wrong. */
  readonly field: readonly string[] | null;
}

export const problem = (code: CategoryErrorCode, ...field: readonly string[]): CategoryProblem => ({ code, field });
