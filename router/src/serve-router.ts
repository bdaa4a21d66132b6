import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { type ApolloServer, HeaderMap, type HTTPGraphQLResponse } from "@apollo/server";
import { AppError } from "#platform/errors/app-error.ts";
import {
  BodyTooLarge,
  flatHeaders,
  type HttpServer,
  readBody,
  sendJson,
  startHttpServer,
} from "#platform/http/http-server.ts";
import type { Logger } from "#platform/logging/logger.ts";
import type { RawRequest, RawResponse } from "#platform/neighbour/neighbour.ts";
import { authenticate, type VerifyToken } from "./authenticate.ts";
import { allowOrigin } from "./cors.ts";
import type { ServeExplorer } from "./explorer/serve-explorer.ts";
import { requestScope } from "./request-scope.ts";
import type { RouterContext } from "./router.ts";

const MAX_GRAPHQL_BYTES = 256 * 1024;
const MAX_FORWARDED_BYTES = 1024 * 1024;

export interface Readiness {
  ready: boolean;
  [detail: string]: unknown;
}

export interface ServeRouterOptions {
  server: ApolloServer<RouterContext>;
  verifyToken: VerifyToken;
  /** Public keys as a JSON Web Key Set, for others who check our access tokens. */
  publicKeys: () => Promise<object>;
  /** Paths that subgraphs answer themselves, e.g. a payment provider's webhook. */
  forward: ReadonlyMap<string, (request: RawRequest) => Promise<RawResponse>>;
  checkReady: () => Promise<Readiness>;
  explorer: ServeExplorer | null;
  /** Origins whose pages may call the graph; `*` for any. No cookies are used, so no credentials are allowed. */
  corsOrigins: readonly string[];
  host: string;
  port: number;
  logger: Logger;
}

/** The public port: GraphQL, explorer, health, keys and forwarded webhooks, on plain node:http. */
export function serveRouter(options: ServeRouterOptions): Promise<HttpServer> {
  const { host, port, logger } = options;
  return startHttpServer({
    host,
    port,
    logger,
    handle: async (request, response) => {
      const requestId = readRequestId(request);
      response.setHeader("x-request-id", requestId);
      response.setHeader("x-content-type-options", "nosniff");
      await requestScope.run({ requestId }, () => route(options, request, response, requestId));
    },
  });
}

async function route(
  options: ServeRouterOptions,
  request: IncomingMessage,
  response: ServerResponse,
  requestId: string,
) {
  const path = (request.url ?? "/").split("?")[0]!;
  allowOrigin(options.corsOrigins, request, response);
  if (request.method === "OPTIONS") return void response.writeHead(204).end();
  if (path === "/graphql") return answerGraphQL(options, request, response, requestId);
  const forward = options.forward.get(path);
  if (forward && request.method === "POST") return answerForwarded(forward, path, request, response, options.logger);
  if (request.method !== "GET" && request.method !== "HEAD") return sendJson(response, 404, { error: "not found" });
  if (path === "/health/live") return sendJson(response, 200, { status: "ok" });
  if (path === "/health/ready") {
    const readiness = await options.checkReady();
    return sendJson(response, readiness.ready ? 200 : 503, readiness);
  }
  if (path === "/.well-known/jwks.json") return sendJson(response, 200, await options.publicKeys());
  if (options.explorer && path === "/") return void response.writeHead(302, { location: "/explorer" }).end();
  if (options.explorer && /^\/explorer(\/|$)/.test(path)) return options.explorer(request, response);
  return sendJson(response, 404, { error: "not found" });
}

async function answerGraphQL(
  { server, verifyToken, logger }: ServeRouterOptions,
  request: IncomingMessage,
  response: ServerResponse,
  requestId: string,
) {
  const body = await readGraphQLBody(request, response);
  if (body === undefined) return;
  const headers = new HeaderMap(Object.entries(flatHeaders(request)));
  const answer = await server.executeHTTPGraphQLRequest({
    httpGraphQLRequest: {
      method: request.method ?? "GET",
      headers,
      search: new URL(request.url ?? "/", "http://internal").search,
      body,
    },
    context: async () => ({ viewer: await authenticate(headers.get("authorization"), verifyToken), requestId, logger }),
  });
  await sendAnswer(answer, response);
}

/** The parsed JSON body; undefined when the request has been answered with a refusal. */
async function readGraphQLBody(request: IncomingMessage, response: ServerResponse): Promise<unknown> {
  if (request.method !== "POST") return null;
  try {
    const text = await readBody(request, MAX_GRAPHQL_BYTES);
    if (!(request.headers["content-type"] ?? "").toLowerCase().startsWith("application/json")) {
      return refuse(response, 415, "POST a body of type application/json.");
    }
    const body: unknown = JSON.parse(text.toString("utf8"));
    if (typeof body === "object" && body !== null && !Array.isArray(body)) return body;
    return refuse(
      response,
      400,
      "The body must be one JSON object with `query` and `variables`; batches are not taken.",
    );
  } catch (error) {
    if (error instanceof BodyTooLarge) return refuse(response, 413, error.publicMessage);
    if (error instanceof SyntaxError) return refuse(response, 400, "The body is not valid JSON.");
    throw error;
  }
}

function refuse(response: ServerResponse, status: number, message: string): undefined {
  sendJson(response, status, { errors: [{ message, extensions: { code: "BAD_USER_INPUT" } }] });
}

async function sendAnswer(answer: HTTPGraphQLResponse, response: ServerResponse) {
  for (const [name, value] of answer.headers) response.setHeader(name, value);
  if (!answer.headers.has("cache-control")) response.setHeader("cache-control", "no-store");
  response.statusCode = answer.status ?? 200;
  if (answer.body.kind === "complete") return void response.end(answer.body.string);
  for await (const chunk of answer.body.asyncIterator) response.write(chunk);
  response.end();
}

async function answerForwarded(
  forward: (request: RawRequest) => Promise<RawResponse>,
  path: string,
  request: IncomingMessage,
  response: ServerResponse,
  logger: Logger,
) {
  try {
    const body = await readBody(request, MAX_FORWARDED_BYTES);
    const answer = await forward({ path, headers: flatHeaders(request), body });
    response.writeHead(answer.status, answer.headers).end(answer.body);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    logger.warn({ err: error, path }, error.message);
    sendJson(response, error instanceof BodyTooLarge ? 413 : 503, { error: error.publicMessage });
  }
}

/** A client's own id is kept when it is harmless, so that a trace can begin in the browser. */
function readRequestId(request: IncomingMessage): string {
  const given = request.headers["x-request-id"];
  return typeof given === "string" && /^[\w-]{8,64}$/.test(given) ? given : randomUUID();
}
