import type { IncomingMessage, ServerResponse } from "node:http";
import { z } from "zod";
import { AppError } from "#platform/errors/app-error.ts";
import { eventEnvelope } from "#platform/events/envelope.ts";
import {
  BodyTooLarge,
  flatHeaders,
  type HttpServer,
  readBody,
  sendJson,
  startHttpServer,
} from "#platform/http/http-server.ts";
import type { Logger } from "#platform/logging/logger.ts";
import type { Subgraph } from "./subgraph.ts";

const MAX_BODY_BYTES = 5 * 1024 * 1024;
const MAX_WEBHOOK_BYTES = 1024 * 1024;

const graphqlRequest = z.object({
  query: z.string(),
  operationName: z.string().nullish(),
  variables: z.record(z.string(), z.unknown()).nullish(),
});

/** Puts subgraphs that share a process behind one internal port: `/graphql`, `/events`, `/health/*`, public routes. */
export function serveSubgraph(options: {
  subgraph: Subgraph;
  /** False for a process that only runs the jobs: it answers `/health/*` alone. */
  api: boolean;
  host: string;
  port: number;
  logger: Logger;
}): Promise<HttpServer> {
  const { subgraph, api, host, port, logger } = options;
  return startHttpServer({
    host,
    port,
    logger,
    handle: async (request, response) => {
      try {
        await route(subgraph, api, request, response);
      } catch (error) {
        if (!(error instanceof AppError)) throw error;
        const status = error instanceof BodyTooLarge ? 413 : error.code === "UNAUTHENTICATED" ? 401 : 400;
        sendJson(response, status, { errors: [{ message: error.publicMessage, extensions: { code: error.code } }] });
      }
    },
  });
}

async function route(subgraph: Subgraph, api: boolean, request: IncomingMessage, response: ServerResponse) {
  const [path, query] = splitTarget(request.url ?? "/");
  const target = `${request.method} ${path}`;
  if (target === "GET /health/live") return sendJson(response, 200, { status: "ok" });
  if (target === "GET /health/ready") return answerReadiness(subgraph, response);
  if (!api) return sendJson(response, 404, { error: "not found" });
  if (target === "POST /graphql") {
    const body = parseJson(await readBody(request, MAX_BODY_BYTES), graphqlRequest);
    const { query, operationName, variables } = body;
    const answer = await subgraph.graphql(
      { query, operationName: operationName ?? undefined, variables: variables ?? undefined },
      flatHeaders(request),
    );
    const refused = answer.data === undefined && answer.errors?.[0]?.extensions?.["code"] === "UNAUTHENTICATED";
    return sendJson(response, refused ? 401 : 200, answer);
  }
  if (target === "POST /events") {
    await subgraph.accept(parseJson(await readBody(request, MAX_BODY_BYTES), eventEnvelope), flatHeaders(request));
    return void response.writeHead(204).end();
  }
  const { method } = request;
  if (method !== "GET" && method !== "POST") return sendJson(response, 404, { error: "not found" });
  const answer = await subgraph.handle({
    method,
    path,
    query,
    headers: flatHeaders(request),
    body: await readBody(request, MAX_WEBHOOK_BYTES),
  });
  response.writeHead(answer.status, answer.headers).end(answer.body);
}

/** The path and, as it came, the query of a request's target. */
function splitTarget(target: string): [path: string, query: string] {
  const { pathname } = new URL(target, "http://internal");
  const mark = target.indexOf("?");
  return [pathname, mark < 0 ? "" : target.slice(mark + 1)];
}

async function answerReadiness(subgraph: Subgraph, response: ServerResponse) {
  try {
    await subgraph.checkReady();
    sendJson(response, 200, { status: "ready" });
  } catch {
    sendJson(response, 503, { status: "unready" });
  }
}

function parseJson<Shape>(body: Buffer, shape: z.ZodType<Shape>): Shape {
  try {
    return shape.parse(JSON.parse(body.toString("utf8")));
  } catch (cause) {
    throw new AppError("BAD_USER_INPUT", "The body is not the expected JSON.", { cause });
  }
}
