import type { IncomingMessage, ServerResponse } from "node:http";
import type { BlockList } from "node:net";
import { type ApolloServer, HeaderMap, type HTTPGraphQLResponse } from "@apollo/server";
import { BodyTooLarge, flatHeaders, readBody } from "#platform/http/http-server.ts";
import type { Logger } from "#platform/logging/logger.ts";
import { authenticate } from "./authenticate.ts";
import { clientOf } from "./client-of.ts";
import type { Identify } from "./identity/identify.ts";
import { refuse } from "./refuse.ts";
import type { RouterContext } from "./router.ts";

const MAX_BODY_BYTES = 256 * 1024;
const ANSWER_TYPES = new Set(["*/*", "application/*", "application/json", "application/graphql-response+json"]);

export interface AnswerOptions {
  server: ApolloServer<RouterContext>;
  identify: Identify;
  /** Proxies in front of the router that are believed about where a request came from. */
  trustedProxies: BlockList;
  logger: Logger;
}

/** Answers one GraphQL request over HTTP. What is no such request is refused before anything is read of its document. */
export async function answerGraphQL(
  { server, identify, trustedProxies, logger }: AnswerOptions,
  request: IncomingMessage,
  response: ServerResponse,
  requestId: string,
): Promise<void> {
  const headers = new HeaderMap(Object.entries(flatHeaders(request)));
  const accept = headers.get("accept");
  if (accept !== undefined) headers.set("accept", withoutParameters(accept));
  const body = request.method === "POST" ? await readJsonBody(request, response, headers) : null;
  if (body === undefined) return;
  const client = clientOf(request, trustedProxies);
  const answer = await server.executeHTTPGraphQLRequest({
    httpGraphQLRequest: {
      // Node leaves the body out of an answer to HEAD by itself.
      method: request.method === "HEAD" ? "GET" : (request.method ?? "GET"),
      headers,
      search: /\?.*$/s.exec(request.url ?? "")?.[0] ?? "",
      body,
    },
    context: async () => ({
      viewer: await authenticate(headers.get("authorization"), identify, client),
      client,
      requestId,
      logger,
      away: new Set<string>(),
    }),
  });
  await send(answer, response);
}

/** The parsed body of a POST; undefined when the request has been answered with a refusal. */
async function readJsonBody(
  request: IncomingMessage,
  response: ServerResponse,
  headers: HeaderMap,
): Promise<object | undefined> {
  const refusal = (status: number, message: string) => void refuse(response, status, message);
  // Apollo finds out after it has executed, too late for a mutation.
  if (!acceptsAnswer(headers.get("accept"))) return refusal(406, "The answer is application/json; accept that.");
  if (!isJson(headers.get("content-type"))) return refusal(415, "POST a body of type application/json, in UTF-8.");
  const tooLarge = new BodyTooLarge(MAX_BODY_BYTES);
  if (Number(headers.get("content-length")) > MAX_BODY_BYTES) return refusal(413, tooLarge.publicMessage);
  try {
    const body: unknown = JSON.parse((await readBody(request, MAX_BODY_BYTES)).toString("utf8"));
    if (typeof body === "object" && body !== null && !Array.isArray(body)) return body;
    return refusal(400, "The body must be one JSON object with `query` and `variables`; batches are not taken.");
  } catch (error) {
    if (error instanceof BodyTooLarge) return refusal(413, error.publicMessage);
    if (error instanceof SyntaxError) return refusal(400, "The body is not valid JSON.");
    throw error;
  }
}

function isJson(contentType: string | undefined): boolean {
  const [type, ...parameters] = (contentType ?? "").toLowerCase().split(";");
  const charset = parameters.map((parameter) => parameter.trim()).find((parameter) => parameter.startsWith("charset="));
  return type?.trim() === "application/json" && (charset === undefined || /^charset="?utf-8"?$/.test(charset));
}

/** Media types and their weights alone: a `charset` or the like must not keep an answer from being found. */
const withoutParameters = (accept: string): string =>
  accept
    .split(",")
    .map((range) => {
      const [type, ...parameters] = range.split(";").map((part) => part.trim());
      return [type, ...parameters.filter((parameter) => /^q=/i.test(parameter))].join(";");
    })
    .join(",");

const acceptsAnswer = (accept: string | undefined): boolean =>
  accept === undefined ||
  accept.split(",").some((range) => {
    const [type = "", weight = "q=1"] = range.split(";");
    return ANSWER_TYPES.has(type.toLowerCase()) && Number(weight.slice(2)) !== 0;
  });

async function send(answer: HTTPGraphQLResponse, response: ServerResponse): Promise<void> {
  for (const [name, value] of answer.headers) response.setHeader(name, value);
  if (!answer.headers.has("cache-control")) response.setHeader("cache-control", "no-store");
  response.statusCode = answer.status ?? 200;
  if (answer.body.kind === "complete") {
    response.setHeader("content-length", Buffer.byteLength(answer.body.string));
    return void response.end(answer.body.string);
  }
  for await (const chunk of answer.body.asyncIterator) response.write(chunk);
  response.end();
}
