import { AppError } from "#platform/errors/app-error.ts";
import type { CredentialSigner } from "#platform/identity/credential.ts";
import { GUEST } from "#platform/identity/viewer.ts";
import type { Subgraph } from "#platform/subgraph/subgraph.ts";
import { callHeaders } from "./call-headers.ts";
import type { Neighbour } from "./neighbour.ts";

/**
 * A sibling in this process. The same credential is made and checked as over HTTP, and the same deadline holds; only the
 * JSON text is left out.
 */
export function createLocalNeighbour(options: {
  subgraph: Subgraph;
  sign: CredentialSigner;
  timeoutMs: number;
}): Neighbour {
  const { subgraph, sign, timeoutMs } = options;
  const inTime = <Result>(work: Promise<Result>) => withDeadline(work, timeoutMs, subgraph.name);
  return {
    name: subgraph.name,
    graphql: async (request, context) =>
      inTime(subgraph.graphql(request, await callHeaders(sign, subgraph.name, context))),
    deliver: async (event) =>
      inTime(
        subgraph.accept(
          event,
          await callHeaders(sign, subgraph.name, { viewer: GUEST, requestId: event.requestId ?? event.id }),
        ),
      ),
    forward: (request) => inTime(subgraph.handle(request)),
    checkReady: () => inTime(subgraph.checkReady()),
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

export const timedOut = (name: string, timeoutMs: number) =>
  new AppError("UNAVAILABLE", `${name} is not available. Try again.`, {
    logMessage: `${name} did not answer within ${timeoutMs} ms`,
  });
