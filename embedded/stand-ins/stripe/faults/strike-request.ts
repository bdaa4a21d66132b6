import { errorReply } from "../wire/api-reply.ts";
import type { HttpReply } from "../../web/http-types.ts";
import type { Faults } from "./faults.ts";

const serverError = (requestId: string): HttpReply =>
  errorReply(500, { type: "api_error", message: "An unknown error occurred. (fault switch)" }, requestId);

/** The fault that keeps a request from being looked at, if one is switched on. */
export function strikeBefore(faults: Faults, subjects: readonly string[], requestId: string): HttpReply | null {
  if (faults.take("hang", ...subjects) !== null) return { kind: "silence" };
  if (faults.take("reset", ...subjects) !== null) return { kind: "reset" };
  if (faults.take("429", ...subjects) !== null) {
    return errorReply(
      429,
      { type: "invalid_request_error", code: "rate_limit", message: "Too many requests. (fault switch)" },
      requestId,
    );
  }
  return faults.take("500-before-commit", ...subjects) === null ? null : serverError(requestId);
}

/** The fault that hides the answer of a write that happened, if one is switched on. */
export function strikeAfter(faults: Faults, subjects: readonly string[], requestId: string): HttpReply | null {
  if (faults.take("500-after-commit", ...subjects) !== null) return serverError(requestId);
  return faults.take("silence-after-commit", ...subjects) === null ? null : { kind: "silence" };
}
