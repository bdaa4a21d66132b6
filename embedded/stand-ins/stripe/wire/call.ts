import type { Faults } from "../faults/faults.ts";
import type { Transaction } from "../state/store.ts";
import type { Answer } from "./api-error.ts";
import type { Params } from "./params.ts";

/** What one change runs in, whoever asked for it: an API request, a person on a page, or the clock. */
export interface Scope {
  readonly tx: Transaction;
  /** Unix seconds, as in Stripe's objects. */
  readonly now: number;
  readonly requestId: string | null;
  readonly idempotencyKey: string | null;
  /** Where people reach the stand-in's pages, without a slash at the end. */
  readonly origin: string;
  /** What fault switches decide about one try to pay; each call uses a switch up. */
  readonly forced: () => { decline: string | null; authentication: boolean };
}

/** Makes the scope of one change; `subjects` are what fault switches match it by. */
export type Scopes = (tx: Transaction, subjects: readonly string[]) => Scope;

export function createScopes({
  faults,
  now,
  origin,
}: {
  faults: Faults;
  now: () => Date;
  origin: () => string;
}): Scopes {
  return (tx, subjects) => ({
    tx,
    now: Math.floor(now().getTime() / 1_000),
    requestId: null,
    idempotencyKey: null,
    origin: origin(),
    forced() {
      const fault = faults.take("decline", ...subjects);
      if (fault !== null) return { decline: fault.declineCode ?? "generic_decline", authentication: false };
      return { decline: null, authentication: faults.take("requires-action", ...subjects) !== null };
    },
  });
}

/** Who sent an API request. `nobody` had no key at all, which is enough where a client secret decides. */
export type Caller = "secret" | "publishable" | "nobody";

export interface Call extends Scope {
  readonly params: Params;
  /** The `:name` parts of the path. */
  readonly path: Readonly<Record<string, string>>;
  readonly caller: Caller;
}

export interface Route {
  method: "GET" | "POST" | "DELETE";
  /** Such as `/v1/refunds/:id`. */
  pattern: string;
  /** `secret`: the secret key only. `client`: also a browser, which the handler checks by client secret. */
  allow: "secret" | "client";
  handle(call: Call): Answer;
}

/** The `:id` of the path. */
export const idOf = (call: Call): string => call.path["id"] ?? "";
