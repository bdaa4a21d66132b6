import { ApolloServerErrorCode } from "@apollo/server/errors";
import type { GraphQLFormattedError } from "graphql";
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
const SHOWN: ReadonlySet<unknown> = new Set([...CLIENT_ERROR_CODES, ApolloServerErrorCode.PERSISTED_QUERY_NOT_FOUND]);

/** What a client may see of an error: message, path, a code of the closed set. Everything else is masked and logged. */
export const createFormatError =
  (logger: Logger) =>
  (formatted: GraphQLFormattedError, error: unknown): GraphQLFormattedError => {
    const code = formatted.extensions?.["code"];
    const place = {
      ...(formatted.locations ? { locations: formatted.locations } : {}),
      ...(formatted.path ? { path: formatted.path } : {}),
    };
    if (BAD_REQUESTS.has(code)) return { message: formatted.message, ...place, extensions: { code: "BAD_USER_INPUT" } };
    if (SHOWN.has(code) && code !== "INTERNAL") return { message: formatted.message, ...place, extensions: { code } };
    const requestId = requestScope.getStore()?.requestId ?? "none";
    if (code !== "INTERNAL") logger.error({ requestId, err: error }, "unexpected error in the router");
    return { message: INTERNAL_MESSAGE, ...place, extensions: { code: "INTERNAL", requestId } };
  };
