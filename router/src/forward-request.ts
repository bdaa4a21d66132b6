import type { IncomingMessage, ServerResponse } from "node:http";
import { AppError } from "#platform/errors/app-error.ts";
import { BodyTooLarge, flatHeaders, readBody } from "#platform/http/http-server.ts";
import { IDENTITY_HEADER, REQUEST_ID_HEADER } from "#platform/identity/credential.ts";
import type { Logger } from "#platform/logging/logger.ts";
import type { RawRequest, RawResponse } from "#platform/neighbour/neighbour.ts";
import type { PublicRoute } from "#platform/neighbour/public-route.ts";
import { refuse } from "./refuse.ts";

/** A public route and the subgraph behind it. */
export interface ForwardedRoute extends PublicRoute {
  forward: (request: RawRequest) => Promise<RawResponse>;
}

const MAX_BODY_BYTES = 1024 * 1024;
/** What is said to the router alone, about its own connection (RFC 9110 section 7.6.1), and the body's length, known anew. */
// prettier-ignore
const OF_THIS_HOP = new Set([
  "connection", "keep-alive", "proxy-authenticate", "proxy-authorization", "proxy-connection", "te", "trailer",
  "transfer-encoding", "upgrade", "expect", "host", "content-length", IDENTITY_HEADER, REQUEST_ID_HEADER,
]);
/** What a stranger is told of a subgraph's answer. */
const SHOWN_HEADERS = ["content-type", "retry-after", "content-security-policy", "referrer-policy"];

/** Hands a stranger's request with its very bytes to the subgraph that knows what they mean. */
export async function forwardRequest(
  { forward, path, logger }: Pick<ForwardedRoute, "forward"> & { path: string; logger: Logger },
  request: IncomingMessage,
  response: ServerResponse,
  requestId: string,
): Promise<void> {
  try {
    const body = await readBody(request, MAX_BODY_BYTES);
    const answer = await forward({
      // A HEAD is asked as a GET; node leaves the body of the answer out.
      method: request.method === "POST" ? "POST" : "GET",
      path,
      query: queryOf(request),
      headers: { ...passedOn(request), [REQUEST_ID_HEADER]: requestId },
      body,
    });
    for (const name of SHOWN_HEADERS) {
      const value = answer.headers[name];
      if (value !== undefined) response.setHeader(name, value);
    }
    response.writeHead(answer.status, { "cache-control": "no-store" }).end(answer.body);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    if (error instanceof BodyTooLarge) return refuse(response, 413, error.publicMessage);
    logger.warn({ err: error, path, requestId }, error.message);
    refuse(response, 503, error.publicMessage, { code: "SUBGRAPH_UNAVAILABLE" });
  }
}

function queryOf({ url = "/" }: IncomingMessage): string {
  const mark = url.indexOf("?");
  return mark < 0 ? "" : url.slice(mark + 1);
}

const passedOn = (request: IncomingMessage): Record<string, string> =>
  Object.fromEntries(Object.entries(flatHeaders(request)).filter(([name]) => !OF_THIS_HOP.has(name)));
