import type { Environment } from "#platform/config/environment.ts";
import type { EventEnvelope } from "#platform/events/envelope.ts";
import type { SubscribersOf } from "#platform/events/outbox.ts";
import type { DeclaredAccess } from "#platform/graphql/apply-access.ts";
import type { CredentialVerifier } from "#platform/identity/credential.ts";
import type { RunningJobs } from "#platform/jobs/run-jobs.ts";
import type { Logger } from "#platform/logging/logger.ts";
import type {
  GraphQLRequest,
  GraphQLResponse,
  Neighbour,
  RawRequest,
  RawResponse,
} from "#platform/neighbour/neighbour.ts";
import type { Now } from "#platform/time/clock.ts";

/** Everything a subgraph gets from outside. `runtime/` makes the real one, tests a literal. */
export interface SubgraphDependencies {
  env: Environment;
  /** A sibling by name. Asked for lazily, so that two subgraphs may know each other. */
  neighbour: (name: string) => Neighbour;
  subscribersOf: SubscribersOf;
  verifyCredential: CredentialVerifier;
  logger: Logger;
  now: Now;
}

/** A running subgraph, without a port: `runtime/` puts it behind HTTP, beside the router, or both. */
export interface Subgraph {
  readonly name: string;
  /** Its federated schema, as composition reads it. */
  readonly sdl: string;
  /** Who may use which field, as declared beside it. */
  readonly access: readonly DeclaredAccess[];
  /**
   * Answers one GraphQL request. `headers` must carry the credential of the router or a sibling; without it the answer is
   * an UNAUTHENTICATED error and nothing runs. Never rejects: faults are errors in the answer.
   */
  graphql(request: GraphQLRequest, headers: RequestHeaders): Promise<GraphQLResponse>;
  /** Accepts an event from a sibling (credential checked); resolves when it is durable. */
  accept(envelope: EventEnvelope, headers: RequestHeaders): Promise<void>;
  /** Answers a stranger's request to one of its public routes; 404 for any other path or method. */
  handle(request: RawRequest): Promise<RawResponse>;
  /** Starts its jobs, event delivery and schedules. */
  startWorker(): Promise<RunningJobs>;
  /** Resolves when its databases answer. */
  checkReady(): Promise<void>;
  close(): Promise<void>;
}

export type RequestHeaders = Readonly<Record<string, string | undefined>>;

/** What `subgraphs/<name>/src/subgraph.ts` exports as `createSubgraph`. */
export type CreateSubgraph = (deps: SubgraphDependencies) => Promise<Subgraph>;
