import type { ErrorBody } from "./api-error.ts";
import { header } from "../../web/http-types.ts";
import type { HttpReply, HttpRequest } from "../../web/http-types.ts";

// A browser may confirm an intent from any page, as with Stripe.js.
const cors = {
  "access-control-allow-origin": "*",
  "access-control-expose-headers": "Request-Id, Idempotent-Replayed",
};

export const apiReply = (
  status: number,
  body: string,
  requestId: string,
  headers: Record<string, string> = {},
): HttpReply => ({
  kind: "reply",
  status,
  headers: {
    "content-type": "application/json",
    "request-id": requestId,
    "cache-control": "no-store",
    ...cors,
    ...headers,
  },
  body,
});

export const errorReply = (status: number, error: ErrorBody, requestId: string): HttpReply =>
  apiReply(status, JSON.stringify({ error }, null, 2), requestId);

/** Answers a browser's CORS question: every origin may send what it asked for. */
export function preflight(request: HttpRequest): HttpReply {
  const allow = {
    "access-control-allow-methods": "GET, POST, DELETE, OPTIONS",
    "access-control-allow-headers":
      header(request, "access-control-request-headers") ?? "authorization, content-type, idempotency-key",
    "access-control-max-age": "300",
  };
  return { kind: "reply", status: 204, headers: { ...cors, ...allow }, body: "" };
}
