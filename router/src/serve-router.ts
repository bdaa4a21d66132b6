import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { z } from "zod";
import { AppError } from "#platform/errors/app-error.ts";
import { INTERNAL_MESSAGE } from "#platform/graphql/error-mapping.ts";
import { type HttpServer, sendJson, startHttpServer } from "#platform/http/http-server.ts";
import { isOnRoute } from "#platform/neighbour/public-route.ts";
import { type AnswerOptions, answerGraphQL } from "./answer-graphql.ts";
import { allowOrigin } from "./cors.ts";
import type { ServeExplorer } from "./explorer/serve-explorer.ts";
import { type ForwardedRoute, forwardRequest } from "./forward-request.ts";
import type { Readiness } from "./readiness.ts";
import { refuse } from "./refuse.ts";
import { requestScope } from "./request-scope.ts";

export interface ServeRouterOptions extends AnswerOptions {
  /** The issuer's public keys, for others who check our access tokens. @throws AppError when there are none to be had. */
  readKeys: () => Promise<readonly Record<string, unknown>[]>;
  /** What subgraphs answer themselves, e.g. a payment provider's webhook. */
  forwarded: readonly ForwardedRoute[];
  /** What `/health/ready` answers; anything besides `Readiness` is shown as it is. */
  checkReady: () => Promise<Readiness>;
  explorer: ServeExplorer | null;
  /** Origins whose pages may call the graph; `*` for any. No cookies are used, so no credentials are allowed. */
  corsOrigins: readonly string[];
  host: string;
  port: number;
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
      try {
        await requestScope.run({ requestId }, () => dispatch(options, request, response, requestId));
      } catch (error) {
        if (isCutOff(request)) {
          logger.debug({ requestId, err: error }, "the client left, or was too slow, before its request was read");
          return;
        }
        logger.error({ requestId, err: error }, "a request could not be answered");
        if (response.headersSent) response.destroy();
        else refuse(response, 500, INTERNAL_MESSAGE, { code: "INTERNAL", requestId });
      }
    },
  });
}

async function dispatch(
  options: ServeRouterOptions,
  request: IncomingMessage,
  response: ServerResponse,
  requestId: string,
): Promise<void> {
  allowOrigin(options.corsOrigins, request, response);
  const path = (request.url ?? "/").split("?")[0]!;
  const route = findRoute(options, path, requestId);
  if (!route) return refuse(response, 404, "There is nothing here; the graph is at /graphql.");
  const allow = [...route.methods, "OPTIONS"].join(", ");
  if (request.method === "OPTIONS") return void response.writeHead(204, { allow }).end();
  if (route.methods.includes(request.method ?? "")) return route.answer(request, response);
  response.setHeader("allow", allow);
  refuse(response, 405, `This address takes ${allow}.`);
}

interface Route {
  methods: readonly string[];
  answer: (request: IncomingMessage, response: ServerResponse) => Promise<void> | void;
}

const READ = ["GET", "HEAD"];

function findRoute(options: ServeRouterOptions, path: string, requestId: string): Route | null {
  const { forwarded, explorer, logger } = options;
  const read = (answer: Route["answer"]): Route => ({ methods: READ, answer });
  if (path === "/graphql") {
    const answer: Route["answer"] = (request, response) => answerGraphQL(options, request, response, requestId);
    return { methods: [...READ, "POST"], answer };
  }
  if (path === "/health/live") return read((_, response) => sendJson(response, 200, { status: "ok" }));
  if (path === "/health/ready") return read((_, response) => answerReadiness(options, response));
  if (path === "/.well-known/jwks.json") return read((_, response) => answerKeys(options, response));
  if (explorer && path === "/") return read((_, response) => redirect(response, "/explorer"));
  if (explorer && /^\/explorer(\/|$)/.test(path)) return read(explorer);
  const target = forwarded.find((route) => isOnRoute(route, path));
  if (!target) return null;
  const { forward, methods } = target;
  return {
    methods: methods.flatMap((method) => (method === "GET" ? READ : [method])),
    answer: (request, response) => forwardRequest({ forward, path, logger }, request, response, requestId),
  };
}

async function answerReadiness({ checkReady }: ServeRouterOptions, response: ServerResponse): Promise<void> {
  const readiness = await checkReady();
  sendJson(response, readiness.ready ? 200 : 503, readiness);
}

/** The public members of a JSON Web Key (RFC 7517, 7518, 8037). Whatever else the issuer names stays here. */
const publicKey = z.object({
  kty: z.string(),
  ...Object.fromEntries(["kid", "use", "alg", "crv", "x", "y", "n", "e"].map((name) => [name, z.string().optional()])),
});

/** Shorter by far than a new key is public before it signs, so that who keeps the keys so long knows every key in time. */
const KEYS_CACHE_CONTROL = "public, max-age=60";

async function answerKeys({ readKeys, logger }: ServeRouterOptions, response: ServerResponse): Promise<void> {
  try {
    sendJson(response, 200, { keys: z.array(publicKey).parse(await readKeys()) }, KEYS_CACHE_CONTROL);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    if (error.code !== "UNAVAILABLE") return refuse(response, 404, error.publicMessage);
    logger.warn({ err: error }, error.message);
    refuse(response, 503, error.publicMessage, { code: "SUBGRAPH_UNAVAILABLE" });
  }
}

const redirect = (response: ServerResponse, location: string): void => void response.writeHead(302, { location }).end();

/** The connection ended before the whole request had arrived: there is nobody to answer and nothing wrong here. */
const isCutOff = (request: IncomingMessage): boolean => request.errored !== null && !request.complete;

/** A client's own id is kept when it is harmless, so that a trace can begin in the browser. */
function readRequestId(request: IncomingMessage): string {
  const given = request.headers["x-request-id"];
  return typeof given === "string" && /^[\w-]{8,64}$/.test(given) ? given : randomUUID();
}
