export const STAFF_ERROR_CODES = [
  "NOT_FOUND",
  "IS_ONESELF",
  "BEYOND_OWN_SCOPES",
  "REQUIRED",
  "TOO_LONG",
  "INVALID",
  "CONFLICT",
] as const;

export type StaffErrorCode = (typeof STAFF_ERROR_CODES)[number];

/** Why staff cannot do this to someone; `field` is the path into the input. */
export interface StaffProblem {
  readonly code: StaffErrorCode;
  readonly field: readonly string[];
}

export const staffProblem = (code: StaffErrorCode, ...field: string[]): StaffProblem => ({ code, field });
