import { randomUUID } from "node:crypto";
import { pino } from "pino";
import type { EventEnvelope } from "#platform/events/envelope.ts";
import { createCredentialSigner, createCredentialVerifier } from "#platform/identity/credential.ts";
import { type Client, GUEST, type Viewer } from "#platform/identity/viewer.ts";
import { callHeaders } from "#platform/neighbour/call-headers.ts";
import type { GraphQLResponse, Neighbour } from "#platform/neighbour/neighbour.ts";
import type { CreateSubgraph, Subgraph, SubgraphDependencies } from "#platform/subgraph/subgraph.ts";

const SECRET = new TextEncoder().encode("a secret for tests, of at least 32 bytes");

export interface TestSubgraph {
  subgraph: Subgraph;
  /** Runs an operation as `caller` (the router by default) for `viewer`, who is at `client`. */
  graphql(
    query: string,
    variables?: Record<string, unknown>,
    as?: { viewer?: Viewer; caller?: string; client?: Client },
  ): Promise<GraphQLResponse>;
  /** Delivers an event as a sibling would. */
  deliver(event: { name: string; payload: Record<string, unknown>; id?: string }): Promise<void>;
}

/**
 * Starts one whole subgraph with its production wiring and stubbed siblings. A sibling without a stub throws when asked, so
 * a test notices every call it did not plan for.
 */
export async function startTestSubgraph(
  create: CreateSubgraph,
  name: string,
  options: {
    env: Record<string, string>;
    neighbours?: Record<string, Partial<Neighbour>>;
    subscribersOf?: (eventName: string) => readonly string[];
    now?: () => Date;
    logger?: SubgraphDependencies["logger"];
  },
): Promise<TestSubgraph> {
  const now = options.now ?? (() => new Date());
  const subgraph = await create({
    env: options.env,
    neighbour: (sibling) => stubNeighbour(sibling, options.neighbours?.[sibling] ?? {}),
    subscribersOf: options.subscribersOf ?? (() => []),
    verifyCredential: createCredentialVerifier(name, { secret: SECRET, now }),
    logger: options.logger ?? pino({ level: "silent" }),
    now,
  });
  const signers = new Map<string, ReturnType<typeof createCredentialSigner>>();
  const headersFor = (caller: string, viewer: Viewer, client?: Client) => {
    const sign = signers.get(caller) ?? createCredentialSigner(caller, { secret: SECRET, now });
    signers.set(caller, sign);
    return callHeaders(sign, name, { viewer, requestId: `test-${randomUUID()}`, ...(client ? { client } : {}) });
  };
  return {
    subgraph,
    graphql: async (query, variables, { viewer = GUEST, caller = "router", client } = {}) =>
      subgraph.graphql({ query, variables }, await headersFor(caller, viewer, client)),
    deliver: async ({ id = `evt_${randomUUID()}`, ...event }) => {
      const envelope: EventEnvelope = { id, occurredAt: now().toISOString(), requestId: null, ...event };
      await subgraph.accept(envelope, await headersFor("sibling", GUEST));
    },
  };
}

function stubNeighbour(name: string, stub: Partial<Neighbour>): Neighbour {
  const unplanned = (method: string) => () => Promise.reject(new Error(`unplanned call: ${name}.${method}`));
  return {
    name,
    graphql: unplanned("graphql"),
    deliver: unplanned("deliver"),
    forward: unplanned("forward"),
    checkReady: () => Promise.resolve(),
    ...stub,
  };
}
