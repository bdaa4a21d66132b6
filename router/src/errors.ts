import { ApolloServerErrorCode } from "@apollo/server/errors";
import { GraphQLError, type GraphQLFormattedError } from "graphql";
import { CLIENT_ERROR_CODES, INTERNAL_MESSAGE } from "#platform/graphql/error-mapping.ts";
import type { Logger } from "#platform/logging/logger.ts";
import { requestScope } from "./request-scope.ts";

/** Apollo's words for a bad request. PERSISTED_QUERY_NOT_FOUND stays: clients of persisted queries wait for that very code. */
const BAD_REQUESTS: ReadonlySet<unknown> = new Set([
  ApolloServerErrorCode.GRAPHQL_PARSE_FAILED,
  ApolloServerErrorCode.GRAPHQL_VALIDATION_FAILED,
  ApolloServerErrorCode.BAD_REQUEST,
  ApolloServerErrorCode.OPERATION_RESOLUTION_FAILURE,
  ApolloServerErrorCode.PERSISTED_QUERY_NOT_SUPPORTED,
]);
const SHOWN: ReadonlySet<unknown> = new Set([
  ...CLIENT_ERROR_CODES.filter((code) => code !== "INTERNAL"),
  ApolloServerErrorCode.PERSISTED_QUERY_NOT_FOUND,
]);

/** What a client may see of an error: message, path, a code of the closed set. Everything else is masked and logged. */
export const createFormatError =
  ({ logger, exploration }: { logger: Logger; exploration: boolean }) =>
  (formatted: GraphQLFormattedError, error: unknown): GraphQLFormattedError => {
    const code = isBadRequest(formatted, error) ? "BAD_USER_INPUT" : formatted.extensions?.["code"];
    const place = {
      ...(formatted.locations ? { locations: formatted.locations } : {}),
      ...(formatted.path ? { path: formatted.path } : {}),
    };
    if (SHOWN.has(code)) {
      const message = exploration ? formatted.message : withoutSuggestion(formatted.message);
      return { message, ...place, extensions: { code } };
    }
    const requestId = requestScope.getStore()?.requestId ?? "none";
    // A subgraph that says INTERNAL has logged why, under this request id.
    if (code !== "INTERNAL") logger.error({ requestId, err: error }, "unexpected error in the router");
    return { message: INTERNAL_MESSAGE, ...place, extensions: { code: "INTERNAL", requestId } };
  };

/** Some of Apollo's refusals have no code of their own, only a status. */
function isBadRequest({ extensions }: GraphQLFormattedError, error: unknown): boolean {
  if (BAD_REQUESTS.has(extensions?.["code"])) return true;
  if (!(error instanceof GraphQLError) || error.extensions["code"] !== undefined) return false;
  const { status } = (error.extensions["http"] ?? {}) as { status?: number };
  return status !== undefined && status >= 400 && status < 500;
}

/** Suggestions tell the schema bit by bit to whoever is not shown it. */
const withoutSuggestion = (message: string): string => message.replace(/ ?Did you mean .+\?$/s, "");
