import type { CredentialSigner } from "#platform/identity/credential.ts";
import { GUEST } from "#platform/identity/viewer.ts";
import type { Subgraph } from "#platform/subgraph/subgraph.ts";
import { callHeaders } from "./call-headers.ts";
import { deadlineOf, type Deadlines, timedOut } from "./deadlines.ts";
import type { Neighbour } from "./neighbour.ts";

/**
 * A sibling in this process. The same credential is made and checked as over HTTP, and the same deadline holds; only the
 * JSON text is left out.
 */
export function createLocalNeighbour(options: {
  subgraph: Subgraph;
  sign: CredentialSigner;
  deadlines: Deadlines;
}): Neighbour {
  const { subgraph, sign, deadlines } = options;
  const within = <Result>(timeoutMs: number, work: Promise<Result>) => withDeadline(work, timeoutMs, subgraph.name);
  return {
    name: subgraph.name,
    graphql: async (request, context) =>
      within(
        deadlineOf(deadlines, request.query),
        subgraph.graphql(request, await callHeaders(sign, subgraph.name, context)),
      ),
    deliver: async (event) => {
      const context = { viewer: GUEST, requestId: event.requestId ?? event.id };
      const headers = await callHeaders(sign, subgraph.name, context);
      return within(deadlines.writeMs, subgraph.accept(event, headers));
    },
    forward: (request) =>
      within(request.method === "GET" ? deadlines.readMs : deadlines.writeMs, subgraph.handle(request)),
    checkReady: () => within(deadlines.readMs, subgraph.checkReady()),
  };
}

async function withDeadline<Result>(work: Promise<Result>, timeoutMs: number, name: string): Promise<Result> {
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(timedOut(name, timeoutMs)), timeoutMs);
  });
  try {
    return await Promise.race([work, deadline]);
  } finally {
    clearTimeout(timer);
  }
}
