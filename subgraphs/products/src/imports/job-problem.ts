export const JOB_PROBLEM_CODES = [
  "NOT_FOUND",
  "FILE_NOT_FOUND",
  "FILE_NOT_READY",
  "FILE_IN_USE",
  "INVALID_IDEMPOTENCY_KEY",
  "IDEMPOTENCY_KEY_REUSED",
  "TOO_MANY_JOBS",
  "FINISHED",
] as const;
/** Why a job was not started or cancelled. */
export type JobProblemCode = (typeof JOB_PROBLEM_CODES)[number];

/** Something about a job that whoever starts it can mend. */
export interface JobProblem {
  readonly code: JobProblemCode;
  /** The path into the operation's input; null when no single field is wrong. */
  readonly field: readonly string[] | null;
}
