import type { EventEnvelope } from "#platform/events/envelope.ts";
import type { Client, Viewer } from "#platform/identity/viewer.ts";
import type { RouteMethod } from "./public-route.ts";

export interface GraphQLRequest {
  query: string;
  operationName?: string | undefined;
  variables?: Record<string, unknown> | undefined;
}

export interface GraphQLResponseError {
  message: string;
  path?: readonly (string | number)[] | undefined;
  extensions?: Record<string, unknown> | undefined;
}

export interface GraphQLResponse {
  data?: Record<string, unknown> | null | undefined;
  errors?: readonly GraphQLResponseError[] | undefined;
}

/** For whom a call is made, and which request it belongs to in logs and traces. */
export interface CallContext {
  viewer: Viewer;
  requestId: string;
  /** Where the request came from; left out of what a program of ours asks by itself. */
  client?: Client;
}

/** An HTTP request from outside that a subgraph answers itself, with its body as received. */
export interface RawRequest {
  method: RouteMethod;
  path: string;
  /** What follows the `?`, as received; empty without one. */
  query: string;
  headers: Readonly<Record<string, string>>;
  body: Uint8Array;
}

export interface RawResponse {
  status: number;
  headers: Readonly<Record<string, string>>;
  body: string;
}

/**
 * A subgraph as the router and its siblings see it, whether it runs in this process or behind a URL. Both implementations
 * sign who calls and for whom, give up after a deadline, and answer with the same values and errors; a contract test runs
 * the same cases against both.
 *
 * @throws AppError UNAVAILABLE when the sibling cannot be reached, answers nonsense or takes too long. For `graphql` a
 * mutation may have happened all the same: repeat it only with its idempotency key.
 */
export interface Neighbour {
  readonly name: string;
  graphql(request: GraphQLRequest, context: CallContext): Promise<GraphQLResponse>;
  /** Resolves when the sibling has durably accepted the event. */
  deliver(event: EventEnvelope): Promise<void>;
  /** Hands on a request of a stranger (a payment provider's webhook, a person's browser) to the sibling's public route. */
  forward(request: RawRequest): Promise<RawResponse>;
  /** Resolves when the sibling can do its work, throws when not. */
  checkReady(): Promise<void>;
}
