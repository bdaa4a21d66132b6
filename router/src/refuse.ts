import type { ServerResponse } from "node:http";
import { sendJson } from "#platform/http/http-server.ts";
import type { ClientErrorCode } from "#platform/graphql/error-mapping.ts";

/** Answers a request that is not executed, in the shape of a GraphQL answer whatever was asked for. */
export function refuse(
  response: ServerResponse,
  status: number,
  message: string,
  extensions: { code: ClientErrorCode; requestId?: string } = { code: "BAD_USER_INPUT" },
): void {
  sendJson(response, status, { errors: [{ message, extensions }] });
}
