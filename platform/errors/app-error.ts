/** Stable codes for faults. `platform/graphql/error-mapping.ts` turns them into the closed set a client sees. */
export type ErrorCode = "UNAUTHENTICATED" | "FORBIDDEN" | "NOT_FOUND" | "BAD_USER_INPUT" | "CONFLICT" | "UNAVAILABLE";

/** A fault the caller did not plan for. `message` goes to the log; only `code` and `publicMessage` reach a client. */
export class AppError extends Error {
  override readonly name: string = "AppError";
  readonly code: ErrorCode;
  readonly publicMessage: string;

  constructor(code: ErrorCode, publicMessage: string, options: { logMessage?: string; cause?: unknown } = {}) {
    super(options.logMessage ?? publicMessage, { cause: options.cause });
    this.code = code;
    this.publicMessage = publicMessage;
  }
}
