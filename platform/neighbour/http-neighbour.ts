import { Pool } from "undici";
import { z } from "zod";
import { AppError } from "#platform/errors/app-error.ts";
import type { CredentialSigner } from "#platform/identity/credential.ts";
import { GUEST } from "#platform/identity/viewer.ts";
import { callHeaders } from "./call-headers.ts";
import { deadlineOf, type Deadlines, timedOut } from "./deadlines.ts";
import type { GraphQLResponse, Neighbour } from "./neighbour.ts";

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

/** A sibling behind a URL, over a bounded pool of kept-alive connections. */
export function createHttpNeighbour(options: {
  name: string;
  url: string;
  sign: CredentialSigner;
  deadlines: Deadlines;
}): Neighbour & { close(): Promise<void> } {
  const { name, sign, deadlines } = options;
  const base = new URL(options.url);
  const pool = new Pool(base.origin, { connections: 64, connectTimeout: deadlines.readMs, keepAliveTimeout: 30_000 });

  const send = async (
    method: "GET" | "POST",
    path: string,
    headers: Readonly<Record<string, string>>,
    body: string | Uint8Array | null,
    timeoutMs: number,
  ): Promise<HttpAnswer> => {
    try {
      const answer = await pool.request({ method, path, headers, body, signal: AbortSignal.timeout(timeoutMs) });
      const chunks: Buffer[] = [];
      let size = 0;
      for await (const chunk of answer.body as AsyncIterable<Buffer>) {
        size += chunk.length;
        if (size > MAX_ANSWER_BYTES) throw new Error("the answer is too large");
        chunks.push(chunk);
      }
      return {
        status: answer.statusCode,
        headers: plain(answer.headers),
        body: Buffer.concat(chunks).toString("utf8"),
      };
    } catch (cause) {
      if (cause instanceof Error && cause.name === "TimeoutError") throw timedOut(name, timeoutMs);
      throw unavailable(name, "request failed", cause);
    }
  };

  return {
    name,
    async graphql(request, context) {
      const headers = { "content-type": "application/json", ...(await callHeaders(sign, name, context)) };
      const { status, body } = await send(
        "POST",
        "/graphql",
        headers,
        JSON.stringify(request),
        deadlineOf(deadlines, request.query),
      );
      return parseAnswer(name, status, body);
    },
    async deliver(event) {
      const context = { viewer: GUEST, requestId: event.requestId ?? event.id };
      const headers = { "content-type": "application/json", ...(await callHeaders(sign, name, context)) };
      const { status } = await send("POST", "/events", headers, JSON.stringify(event), deadlines.writeMs);
      if (status !== 204) throw unavailable(name, `event answered with ${status}`);
    },
    forward: ({ path, headers, body }) => send("POST", path, headers, body, deadlines.writeMs),
    async checkReady() {
      const { status } = await send("GET", "/health/ready", {}, null, deadlines.readMs);
      if (status !== 200) throw unavailable(name, `not ready (${status})`);
    },
    close: () => pool.close(),
  };
}

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
