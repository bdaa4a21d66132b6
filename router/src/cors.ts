import type { IncomingMessage, ServerResponse } from "node:http";

/** Sets the CORS fields for an allowed origin; a page of any other origin gets none and its browser keeps the answer. */
export function allowOrigin(allowed: readonly string[], request: IncomingMessage, response: ServerResponse): void {
  const isAnyAllowed = allowed.includes("*");
  if (!isAnyAllowed) response.setHeader("vary", "Origin");
  const { origin } = request.headers;
  if (origin === undefined || !(isAnyAllowed || allowed.includes(origin))) return;
  response.setHeader("access-control-allow-origin", isAnyAllowed ? "*" : origin);
  response.setHeader("access-control-expose-headers", "x-request-id, retry-after");
  if (request.method !== "OPTIONS") return;
  response.setHeader("access-control-allow-methods", "GET, POST, OPTIONS");
  response.setHeader(
    "access-control-allow-headers",
    "authorization, content-type, apollo-require-preflight, x-apollo-operation-name, apollographql-client-name, apollographql-client-version, x-request-id",
  );
  response.setHeader("access-control-max-age", "600");
}
