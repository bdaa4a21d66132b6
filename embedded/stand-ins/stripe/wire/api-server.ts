import { setTimeout as wait } from "node:timers/promises";
import type { Faults } from "../faults/faults.ts";
import { strikeAfter, strikeBefore } from "../faults/strike-request.ts";
import { newId } from "../state/ids.ts";
import type { Store, Transaction } from "../state/store.ts";
import { ApiError } from "./api-error.ts";
import { apiReply, preflight } from "./api-reply.ts";
import type { Route, Scope, Scopes } from "./call.ts";
import { cutErrorOrIntent } from "./client-view.ts";
import { expand } from "./expand.ts";
import type { HttpReply, HttpRequest } from "../../web/http-types.ts";
import { createRunningKeys, findReplay } from "./idempotency.ts";
import type { Keyed } from "./idempotency.ts";
import { createParams } from "./params.ts";
import { createRequestReader, subjectsOf } from "./read-request.ts";
import type { Keys, ReadRequest } from "./read-request.ts";

interface Deps {
  store: Store;
  faults: Faults;
  keys: Keys;
  routes: readonly Route[];
  scope: Scopes;
  /** Ends delays when the server stops. */
  stop: AbortSignal;
}

/** Stripe's REST API under `/v1`. Every refusal has Stripe's error shape; what is not known is refused, never accepted silently. */
export function createApiServer({ store, faults, keys, routes, scope, stop }: Deps) {
  const read = createRequestReader(keys, routes);
  const running = createRunningKeys();

  const execute = async (request: ReadRequest, subjects: readonly string[], requestId: string): Promise<HttpReply> => {
    const { key } = request;
    if (key !== null) running.take(key);
    try {
      const delay = faults.take("delay", ...subjects);
      if (delay !== null) await wait(delay.ms ?? 1_000, undefined, { signal: stop });
      return store.transact((tx) =>
        run(tx, request, { ...scope(tx, subjects), requestId, idempotencyKey: key?.key ?? null }),
      );
    } catch (error) {
      return store.transact((tx) => refuse(tx, error, request, { ...scope(tx, subjects), requestId }));
    } finally {
      if (key !== null) running.release(key);
    }
  };

  return async (request: HttpRequest): Promise<HttpReply> => {
    if (request.method === "OPTIONS") return preflight(request);
    const requestId = newId("req");
    const subjects = subjectsOf(request);
    const struck = strikeBefore(faults, subjects, requestId);
    if (struck !== null) return struck;
    try {
      const reply = await execute(read(request), subjects, requestId);
      const committed =
        request.method !== "GET" && reply.kind === "reply" && (reply.status === 200 || reply.status === 402);
      return (committed ? strikeAfter(faults, subjects, requestId) : null) ?? reply;
    } catch (error) {
      const { status, body } = asApiError(error);
      return apiReply(status, JSON.stringify({ error: body }, null, 2), requestId);
    }
  };
}

/** Runs the handler, or finds the answer it gave before. Changes, answer and idempotency key are kept together. */
function run(tx: Transaction, request: ReadRequest, scope: Scope): HttpReply {
  const { match, caller, key } = request;
  const requestId = scope.requestId ?? "";
  const replay = key === null ? null : findReplay(tx, key, scope.now);
  if (replay !== null) {
    return apiReply(replay.status, replay.body, requestId, {
      "idempotent-replayed": "true",
      "original-request": replay.requestId,
    });
  }
  const params = createParams(request.params);
  const paths = params.texts("expand");
  const answer = match.route.handle({ ...scope, params, path: match.path, caller });
  params.assertAllRead();
  const text = JSON.stringify(answer.status === 200 ? expand(tx, answer.body, paths) : answer.body, null, 2);
  if (key !== null) keep(tx, key, { status: answer.status, text, requestId, now: scope.now });
  return apiReply(answer.status, text, requestId);
}

/** Answers an error that undid its transaction. One that came out of running the request is kept for its key. */
function refuse(tx: Transaction, error: unknown, { caller, key }: ReadRequest, scope: Scope): HttpReply {
  const { status, body, beforeExecution } = asApiError(error);
  const text = JSON.stringify(caller === "secret" ? { error: body } : cutErrorOrIntent({ error: body }), null, 2);
  const requestId = scope.requestId ?? "";
  if (key !== null && !beforeExecution) keep(tx, key, { status, text, requestId, now: scope.now });
  return apiReply(status, text, requestId);
}

function keep(
  tx: Transaction,
  key: Keyed,
  answer: { status: number; text: string; requestId: string; now: number },
): void {
  const { id, path, fingerprint } = key;
  tx.put("idempotency_key", {
    id,
    path,
    fingerprint,
    status: answer.status,
    body: answer.text,
    requestId: answer.requestId,
    created: answer.now,
  });
}

/** Anything but an ApiError is a fault of the stand-in itself; its text goes to the developer, who operates it. */
function asApiError(error: unknown): ApiError {
  if (error instanceof ApiError) return error;
  const reason = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return new ApiError(500, { type: "api_error", message: `The development stand-in failed: ${reason}` }, true);
}
