import { createHash } from "node:crypto";
import type { IdempotencyRecord } from "../state/tables.ts";
import type { Reader } from "../state/store.ts";
import { ApiError } from "./api-error.ts";
import type { Caller } from "./call.ts";
import { canonicalText } from "./form-body.ts";
import type { ParamMap } from "./form-body.ts";

/** Stripe may forget a key after a day; this stand-in does. */
export const keyLifeSeconds = 24 * 3_600;

/** A request that carries an idempotency key. */
export interface Keyed {
  /** Caller and key: a browser must never be answered with what the server was answered. */
  id: string;
  key: string;
  path: string;
  fingerprint: string;
}

export function keyed(caller: Caller, key: string, path: string, params: ParamMap): Keyed {
  if (key.length > 255) {
    const message = "Idempotency keys can be at most 255 characters long.";
    throw new ApiError(400, { type: "idempotency_error", message }, true);
  }
  const fingerprint = createHash("sha256").update(canonicalText(params)).digest("hex");
  return { id: `${caller === "secret" ? "secret" : "client"}:${key}`, key, path, fingerprint };
}

/**
 * The answer kept for this key, or null when the request is new.
 *
 * @throws ApiError 400 `idempotency_error` when the key was used for another endpoint or with other parameters.
 */
export function findReplay(reader: Reader, request: Keyed, now: number): IdempotencyRecord | null {
  const record = reader.get("idempotency_key", request.id);
  if (record === undefined || record.created <= now - keyLifeSeconds) return null;
  const advice = `Try using a key other than '${request.key}' if you meant to execute a different request.`;
  if (record.path !== request.path) {
    const rule = `Keys for idempotent requests can only be used for the same endpoint they were first used for`;
    throw mismatch(`${rule} ('${request.path}' vs '${record.path}'). ${advice}`);
  }
  if (record.fingerprint !== request.fingerprint) {
    throw mismatch(
      `Keys for idempotent requests can only be used with the same parameters they were first used with. ${advice}`,
    );
  }
  return record;
}

const mismatch = (message: string): ApiError => new ApiError(400, { type: "idempotency_error", message }, true);

/** Keys whose first request is still running. In memory: a restart ends every running request. */
export function createRunningKeys() {
  const running = new Set<string>();
  return {
    /** @throws ApiError 409 `idempotency_key_in_use` when the key is taken. */
    take(request: Keyed): void {
      if (running.has(request.id)) {
        const message = `There is currently another in-progress request using this Idempotent Key: ${request.key}. Please try again later.`;
        throw new ApiError(409, { type: "idempotency_error", code: "idempotency_key_in_use", message }, true);
      }
      running.add(request.id);
    },
    release: (request: Keyed): void => void running.delete(request.id),
  };
}
