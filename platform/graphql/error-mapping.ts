import { GraphQLError } from "graphql";
import { AppError, type ErrorCode } from "#platform/errors/app-error.ts";
import type { Logger } from "#platform/logging/logger.ts";
import type { GraphQLResponseError } from "#platform/neighbour/neighbour.ts";

/** Every `extensions.code` a client can meet at the top level of an answer. */
// prettier-ignore
export const CLIENT_ERROR_CODES = [
  "UNAUTHENTICATED", "FORBIDDEN", "BAD_USER_INPUT", "RATE_LIMITED", "COST_LIMIT", "PERSISTED_QUERY_REQUIRED",
  "SUBGRAPH_UNAVAILABLE", "INTERNAL",
] as const;

export type ClientErrorCode = (typeof CLIENT_ERROR_CODES)[number];

/** Faults in the client's words. A mutation answers NOT_FOUND and CONFLICT as user errors; here they are bad input. */
const CLIENT_CODE: Record<ErrorCode, ClientErrorCode> = {
  UNAUTHENTICATED: "UNAUTHENTICATED",
  FORBIDDEN: "FORBIDDEN",
  NOT_FOUND: "BAD_USER_INPUT",
  BAD_USER_INPUT: "BAD_USER_INPUT",
  CONFLICT: "BAD_USER_INPUT",
  UNAVAILABLE: "SUBGRAPH_UNAVAILABLE",
};

/**
 * What leaves a subgraph for an error met while executing. Faults of ours (`AppError`) show code and public text; errors of
 * GraphQL itself (wrong variables) their message; anything else is a bug: logged whole, shown as INTERNAL with the request id.
 */
export function toResponseError(error: GraphQLError, requestId: string, logger: Logger): GraphQLResponseError {
  const cause = error.originalError;
  const path = error.path ? { path: error.path } : {};
  // Without a path nothing has run yet: a variable's value was refused, and graphql keeps the scalar's error as the cause.
  if (cause === undefined || cause === null || error.path === undefined) {
    return { message: error.message, ...path, extensions: { code: "BAD_USER_INPUT" } };
  }
  if (cause instanceof AppError) {
    if (cause.code === "UNAVAILABLE") logger.warn({ requestId, err: cause, path: error.path }, cause.message);
    return { message: cause.publicMessage, ...path, extensions: { code: CLIENT_CODE[cause.code] } };
  }
  if (cause instanceof GraphQLError && cause.extensions["code"] === "BAD_USER_INPUT") {
    return { message: cause.message, ...path, extensions: { code: "BAD_USER_INPUT" } };
  }
  logger.error({ requestId, err: cause, path: error.path }, "unexpected error in a resolver");
  return { message: INTERNAL_MESSAGE, ...path, extensions: { code: "INTERNAL", requestId } };
}

export const INTERNAL_MESSAGE = "Something went wrong on our side.";
