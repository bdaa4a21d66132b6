import type { Neighbour } from "#platform/neighbour/neighbour.ts";

export interface Readiness {
  ready: boolean;
  /** Names of subgraphs that cannot do their work now. */
  degraded: string[];
  subgraphs: Record<string, "ready" | "unavailable">;
}

/**
 * Ready while any subgraph can answer: a missing one empties its part of a page, and taking the edge away would empty all.
 * Takes no longer than a neighbour's own deadline, for all are asked at once.
 */
export async function checkSubgraphs(siblings: Iterable<Neighbour>): Promise<Readiness> {
  const states = await Promise.all(
    [...siblings].map(async (sibling) => {
      const ready = await sibling.checkReady().then(
        () => true,
        () => false,
      );
      return { name: sibling.name, ready };
    }),
  );
  const degraded = states.filter(({ ready }) => !ready).map(({ name }) => name);
  return {
    ready: degraded.length < states.length,
    degraded,
    subgraphs: Object.fromEntries(states.map(({ name, ready }) => [name, ready ? "ready" : "unavailable"])),
  };
}
