import { z } from "zod";
import { BadEnvironment, type Environment } from "#platform/config/environment.ts";
import { createCredentialSigner } from "#platform/identity/credential.ts";
import type { Deadlines } from "#platform/neighbour/deadlines.ts";
import { createHttpNeighbour } from "#platform/neighbour/http-neighbour.ts";
import { createLocalNeighbour } from "#platform/neighbour/local-neighbour.ts";
import type { Neighbour } from "#platform/neighbour/neighbour.ts";
import type { Subgraph } from "#platform/subgraph/subgraph.ts";
import type { Now } from "#platform/time/clock.ts";

export interface NeighboursOptions {
  /** Subgraphs of this process by name; filled while they start, because two may need each other. */
  local: ReadonlyMap<string, Subgraph>;
  env: Environment;
  secret: Uint8Array;
  deadlines: Deadlines;
  now: Now;
}

/** Finds siblings on behalf of one caller. */
export interface Neighbours {
  /** @throws BadEnvironment naming the variable when the sibling is neither here nor at a known URL. */
  get(caller: string, name: string, defaultUrl?: string): Neighbour;
  close(): Promise<void>;
}

/**
 * Decides, for each sibling, between the one in this process and the one behind `<NAME>_URL`. The only place that knows;
 * each (caller, sibling) pair is made once.
 */
export function createNeighbours({ local, env, secret, deadlines, now }: NeighboursOptions): Neighbours {
  const made = new Map<string, Neighbour>();
  const closers: (() => Promise<void>)[] = [];

  const make = (caller: string, name: string, defaultUrl?: string): Neighbour => {
    const sign = createCredentialSigner(caller, { secret, now });
    const subgraph = local.get(name);
    if (subgraph) return createLocalNeighbour({ subgraph, sign, deadlines });
    const variable = `${name.toUpperCase().replaceAll("-", "_")}_URL`;
    const url = z.url({ protocol: /^https?$/ }).safeParse(env[variable] || defaultUrl);
    if (!url.success) throw new BadEnvironment(`${variable} must be the URL of ${name}, which ${caller} asks.`);
    const neighbour = createHttpNeighbour({ name, url: url.data, sign, deadlines });
    closers.push(neighbour.close);
    return neighbour;
  };

  return {
    get(caller, name, defaultUrl) {
      const key = `${caller} ${name}`;
      const known = made.get(key);
      if (known) return known;
      const neighbour = make(caller, name, defaultUrl);
      made.set(key, neighbour);
      return neighbour;
    },
    close: async () => void (await Promise.all(closers.map((close) => close()))),
  };
}
