import type { Now } from "#platform/time/clock.ts";
import { minutes, seconds } from "#platform/time/duration.ts";

/** However many tokens with unknown keys arrive, keys are asked for no more often than this. */
const REFETCH_PAUSE_MS = seconds(3);
/** A key that its issuer has withdrawn stops working here at most this much later. */
const KEYS_MAX_AGE_MS = minutes(5);

export interface KeyCache<Keys> {
  /** What `pick` finds among the keys as last read. Old ones are read anew behind the caller's back, who does not wait. */
  peek<Key>(pick: (keys: Keys) => Key | undefined): Key | undefined;
  /** The same; what is not found is looked for once more among keys read anew. @throws what `read` rejected with, if that is why. */
  find<Key>(pick: (keys: Keys) => Key | undefined): Promise<Key | undefined>;
}

/**
 * The public keys of an issuer. They are read when one is wanted that is not known (once for any number of callers at a time, at
 * most every few seconds) and now and then in the background, so rotation needs no restart and an absent issuer stops nobody
 * whose key is known.
 */
export function createKeyCache<Keys>(options: { read: () => Promise<Keys>; empty: Keys; now: Now }): KeyCache<Keys> {
  const { now } = options;
  let keys = options.empty;
  let startedAt = -Infinity;
  let failure: unknown = null;
  let running: Promise<void> | null = null;

  const read = async () => {
    try {
      keys = await options.read();
      failure = null;
    } catch (error) {
      failure = error ?? new Error("the keys could not be read");
    }
  };

  /** Never rejects: what went wrong stands in `failure`. */
  const refresh = (): Promise<void> => {
    if (running) return running;
    startedAt = now().getTime();
    running = read().finally(() => (running = null));
    return running;
  };

  const age = () => now().getTime() - startedAt;

  const peek = <Key>(pick: (keys: Keys) => Key | undefined): Key | undefined => {
    if (age() > KEYS_MAX_AGE_MS) void refresh();
    return pick(keys);
  };

  return {
    peek,
    async find(pick) {
      const known = peek(pick);
      if (known !== undefined) return known;
      if (running || age() >= REFETCH_PAUSE_MS) await refresh();
      const key = pick(keys);
      if (key === undefined && failure !== null) throw failure;
      return key;
    },
  };
}
