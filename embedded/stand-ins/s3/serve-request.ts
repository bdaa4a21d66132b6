import type { IncomingMessage, ServerResponse } from "node:http";
import { setTimeout as delay } from "node:timers/promises";
import { authenticate } from "./authenticate.ts";
import type { Account } from "./authenticate.ts";
import { control, CONTROL_PATH } from "./control.ts";
import { corsHeaders, preflightHeaders } from "./cors.ts";
import type { Faults } from "./faults.ts";
import type { ObjectStore } from "./object-store.ts";
import { parseRequestTarget } from "./request-target.ts";
import { route } from "./route.ts";
import type { Limits, Reply } from "./s3-call.ts";
import { errorDocument, noSuchKey, S3Error } from "./s3-error.ts";
import { sendReply } from "./send-reply.ts";

interface Deps {
  readonly store: ObjectStore;
  readonly account: Account;
  readonly limits: Limits;
  readonly faults: Faults;
  readonly now: () => Date;
  readonly newRequestId: () => string;
  readonly onError: (error: unknown) => void;
  /** Aborted when the stand-in closes. */
  readonly closing: AbortSignal;
}

type Handler = (request: IncomingMessage, response: ServerResponse, expectsContinue: boolean) => Promise<void>;

/** After an answer, time for a client to finish sending a body that nobody wants, before the connection is cut. */
const DRAIN_MS = 5_000;

/** A request whose answer is lost on purpose. */
class LostAnswer extends Error {
  override readonly name = "LostAnswer";
}

/** Serves one HTTP request from faults to last byte. Never rejects. */
export function createRequestHandler(deps: Deps): Handler {
  return async (request, response, expectsContinue) => {
    const requestId = deps.newRequestId();
    response.setHeader("x-amz-request-id", requestId);
    let isWaiting = expectsContinue;
    const acceptBody = (): void => {
      if (isWaiting) response.writeContinue();
      isWaiting = false;
    };
    try {
      const reply = await answer(deps, request, response, acceptBody).catch((error: unknown) =>
        toErrorReply(error, request, requestId, deps),
      );
      // A client still waiting to send its body may do so all the same: the connection cannot be used again.
      if (isWaiting) response.setHeader("connection", "close");
      cutWhenNotDrained(request, response);
      await sendReply(response, reply, request.method === "HEAD");
    } catch (error) {
      if (!hasNoAnswer(error, request, deps)) deps.onError(error);
      request.socket.destroy();
    }
  };
}

async function answer(
  deps: Deps,
  request: IncomingMessage,
  response: ServerResponse,
  acceptBody: () => void,
): Promise<Reply> {
  const target = parseRequestTarget(request.url ?? "");
  if (target.path.startsWith(CONTROL_PATH)) {
    acceptBody();
    return control(request, target.path, deps.faults);
  }
  await applyFaults(deps, request.method ?? "", target.path);
  const cors = deps.store.findBucket(target.bucket ?? "")?.settings.cors ?? null;
  if (request.method === "OPTIONS") return { status: 200, headers: preflightHeaders(cors, request.headers) };
  const { origin } = request.headers;
  if (origin !== undefined) {
    const allowed = corsHeaders(cors, { origin, method: request.method ?? "", headers: [] });
    for (const [name, value] of Object.entries(allowed)) response.setHeader(name, value);
  }
  const { store, account, limits, now } = deps;
  const access = authenticate(request, target, account, now());
  return route({ request, target, access, store, account, limits, now, acceptBody });
}

async function applyFaults({ faults, closing }: Deps, method: string, path: string): Promise<void> {
  for (const fault of faults.take(method, path)) {
    if (fault.kind === "slow") {
      await delay(fault.ms, undefined, { signal: closing });
    } else if (fault.kind === "unavailable") {
      throw new S3Error(503, "ServiceUnavailable", "Service is unable to handle request.");
    } else if (fault.answer === "notFound") {
      throw noSuchKey();
    } else {
      throw new LostAnswer("fault: the answer to this HEAD is lost");
    }
  }
}

function toErrorReply(error: unknown, request: IncomingMessage, requestId: string, deps: Deps): Reply {
  if (hasNoAnswer(error, request, deps)) throw error;
  const isRefusal = error instanceof S3Error;
  if (!isRefusal) deps.onError(error);
  const refusal = isRefusal
    ? error
    : new S3Error(500, "InternalError", "We encountered an internal error. Please try again.");
  const [resource = ""] = (request.url ?? "").split("?", 1);
  const headers = { ...refusal.headers, "content-type": "application/xml", "x-content-type-options": "nosniff" };
  return { status: refusal.status, headers, body: errorDocument(refusal, resource, requestId) };
}

/**
 * A refused upload may still be arriving. The rest is read and dropped so that the client gets to see the answer; one
 * that never stops is cut off.
 */
function cutWhenNotDrained(request: IncomingMessage, response: ServerResponse): void {
  response.once("finish", () => {
    if (request.complete) return;
    request.resume();
    const timer = setTimeout(() => request.socket.destroy(), DRAIN_MS);
    timer.unref();
    request.once("close", () => {
      clearTimeout(timer);
    });
  });
}

/** True when nobody is there to answer, or nobody is to be answered. */
function hasNoAnswer(error: unknown, request: IncomingMessage, deps: Deps): boolean {
  const { code } = error as NodeJS.ErrnoException;
  const isClientGone = request.socket.destroyed || code === "ECONNRESET" || code === "ERR_STREAM_PREMATURE_CLOSE";
  return error instanceof LostAnswer || isClientGone || deps.closing.aborted;
}
