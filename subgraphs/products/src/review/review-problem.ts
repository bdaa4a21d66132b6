import type { LineProblem } from "#platform/text/read-line.ts";
import type { TextProblem } from "#platform/text/read-text.ts";

export type ReviewErrorCode =
  | "RATING_OUT_OF_RANGE"
  | `TITLE_${Exclude<LineProblem, "EMPTY">}`
  | `COMMENT_${TextProblem}`
  | "TOO_MANY_IMAGES"
  | "IMAGE_REPEATED"
  | "IMAGE_NOT_FOUND"
  | "IMAGE_NOT_READY"
  | "IMAGE_TAKEN"
  | `REPLY_${TextProblem}`
  | `REASON_${TextProblem}`
  | "REASON_EMPTY"
  | "NOT_FOUND"
  | "ALREADY_REVIEWED"
  | "OWN_PRODUCT"
  | "OWN_REVIEW"
  | "ALREADY_REPORTED"
  | "CONFLICT"
  | "WRONG_STATUS"
  | "TOO_MANY_WRITES";

/** Something about a review that whoever writes can mend. */
export interface ReviewProblem {
  readonly code: ReviewErrorCode;
  /** The path into the operation's input; null when no single field is wrong. */
  readonly field: readonly string[] | null;
}

export const REVIEW_NOT_FOUND: ReviewProblem = { code: "NOT_FOUND", field: ["reviewId"] };
export const REVIEW_CONFLICT: ReviewProblem = { code: "CONFLICT", field: ["expectedVersion"] };
export const TOO_MANY_WRITES: ReviewProblem = { code: "TOO_MANY_WRITES", field: null };
