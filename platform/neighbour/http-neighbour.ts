import { Pool } from "undici";
import { z } from "zod";
import { AppError } from "#platform/errors/app-error.ts";
import type { CredentialSigner } from "#platform/identity/credential.ts";
import { GUEST } from "#platform/identity/viewer.ts";
import { callHeaders } from "./call-headers.ts";
import { deadlineOf, type Deadlines, timedOut } from "./deadlines.ts";
import type { CallContext, GraphQLResponse, Neighbour } from "./neighbour.ts";

/** Answers beyond this are refused while they arrive: a poisoned sibling must not fill the memory. */
const MAX_ANSWER_BYTES = 20 * 1024 * 1024;

const graphqlAnswer = z.object({
  data: z.record(z.string(), z.unknown()).nullish(),
  errors: z
    .array(
      z.object({
        message: z.string(),
        path: z.array(z.union([z.string(), z.number()])).optional(),
        extensions: z.record(z.string(), z.unknown()).optional(),
      }),
    )
    .optional(),
});

interface HttpAnswer {
  status: number;
  headers: Record<string, string>;
  body: string;
}

interface Call {
  method: "GET" | "POST";
  path: string;
  headers: Readonly<Record<string, string>>;
  body: string | Uint8Array | null;
  timeoutMs: number;
}

/**
 * A sibling behind a URL, over a bounded pool of kept-alive connections. A URL without a path is one of ours, with
 * `/graphql` and `/events`; one with a path is the GraphQL endpoint of a foreign subgraph.
 */
export function createHttpNeighbour(options: {
  name: string;
  url: string;
  sign: CredentialSigner;
  deadlines: Deadlines;
}): Neighbour & { close(): Promise<void> } {
  const { name, sign, deadlines } = options;
  const { origin, pathname, search } = new URL(options.url);
  const endpoint = pathname === "/" ? "/graphql" : pathname + search;
  const pool = new Pool(origin, { connections: 64, connectTimeout: deadlines.readMs, keepAliveTimeout: 30_000 });
  const post = async (path: string, context: CallContext, body: unknown, timeoutMs: number): Promise<HttpAnswer> => {
    const headers = { "content-type": "application/json", ...(await callHeaders(sign, name, context)) };
    return send(pool, name, { method: "POST", path, headers, body: JSON.stringify(body), timeoutMs });
  };

  return {
    name,
    async graphql(request, context) {
      const { status, body } = await post(endpoint, context, request, deadlineOf(deadlines, request.query));
      return parseAnswer(name, status, body);
    },
    async deliver(event) {
      const context = { viewer: GUEST, requestId: event.requestId ?? event.id };
      const { status } = await post("/events", context, event, deadlines.writeMs);
      if (status !== 204) throw unavailable(name, `event answered with ${status}`);
    },
    forward: ({ method, path, query, headers, body }) =>
      send(pool, name, {
        method,
        path: query === "" ? path : `${path}?${query}`,
        headers: endToEnd(headers),
        body: method === "GET" ? null : body,
        timeoutMs: method === "GET" ? deadlines.readMs : deadlines.writeMs,
      }),
    async checkReady() {
      const call = {
        method: "GET",
        path: "/health/ready",
        headers: {},
        body: null,
        timeoutMs: deadlines.readMs,
      } as const;
      const { status } = await send(pool, name, call);
      if (status !== 200) throw unavailable(name, `not ready (${status})`);
    },
    close: () => pool.close(),
  };
}

async function send(pool: Pool, name: string, { timeoutMs, ...call }: Call): Promise<HttpAnswer> {
  try {
    const answer = await pool.request({ ...call, signal: AbortSignal.timeout(timeoutMs) });
    return { status: answer.statusCode, headers: plain(answer.headers), body: await readText(answer.body) };
  } catch (cause) {
    if (cause instanceof Error && cause.name === "TimeoutError") throw timedOut(name, timeoutMs);
    throw unavailable(name, "request failed", cause);
  }
}

async function readText(body: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.length;
    if (size > MAX_ANSWER_BYTES) throw new Error("the answer is too large");
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

/** About one connection, or about a body that has been read since: they must not travel on. @see RFC 9110 section 7.6.1 */
const HOP_BY_HOP: ReadonlySet<string> = new Set([
  "connection",
  "content-length",
  "expect",
  "host",
  "keep-alive",
  "proxy-authenticate",
  "proxy-authorization",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
]);

const endToEnd = (headers: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => !HOP_BY_HOP.has(name)));

function parseAnswer(name: string, status: number, body: string): GraphQLResponse {
  try {
    return graphqlAnswer.parse(JSON.parse(body));
  } catch (cause) {
    throw unavailable(name, `no GraphQL answer (HTTP ${status})`, cause);
  }
}

const plain = (headers: Record<string, string | string[] | undefined>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headers).flatMap(([key, value]) => (value === undefined ? [] : [[key, String(value)]])),
  );

const unavailable = (name: string, reason: string, cause?: unknown) =>
  new AppError("UNAVAILABLE", `${name} is not available. Try again.`, { logMessage: `${name}: ${reason}`, cause });
