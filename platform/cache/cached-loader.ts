import { LRUCache } from "lru-cache";
import type { Now } from "#platform/time/clock.ts";
import { seconds } from "#platform/time/duration.ts";
import { decodeCached, encodeCached } from "./cache-codec.ts";
import type { CacheStore } from "./cache-store.ts";
import { createSingleFlight } from "./single-flight.ts";

/** A source that has failed is left alone for so long where there is a stale value: its time-out is not paid each time. */
const PAUSE_MS = seconds(5);

export interface CachedLoaderOptions<Value> {
  store: CacheStore;
  /** First part of every key. It names the kind of value and the version of its shape: `products:product:v1`. */
  prefix: string;
  /** An entry is used for at most so long after it was read from the source (and at least for 80 % of it). */
  freshMs: number;
  /** While the source fails, entries are used for so much longer. */
  staleMs: number;
  /** Up to `entries` values stay decoded in this process for `ms`, so that what is hot costs nothing. Default: none. */
  memory?: { entries: number; ms: number };
  /** Reads from the source. Keys that it has no value for are left out. */
  load: (keys: readonly string[]) => Promise<ReadonlyMap<string, Value>>;
  now: Now;
  /** From 0 to 1; spreads expiry, so that entries made together do not run out together. */
  random?: () => number;
}

export interface CachedLoader<Value> {
  /**
   * A value, null or the error of the source for each of `keys`, in their order: what a DataLoader's batch function
   * returns. Costs one MGET, and one read of the source for all that the cache does not have. Callers of this process
   * that ask for the same key at the same time share one look-up. Absence is not cached. The values are shared: do not
   * change them.
   */
  loadMany(keys: readonly string[]): Promise<(Value | null | Error)[]>;
  /**
   * Call after a write has committed. Later calls in this process see the write; those in others do so after `memory.ms`.
   * A reader in another process that read the source before the write may still store what it read: then, and when Redis is
   * away, the old value is seen until `freshMs` is over.
   */
  drop(keys: readonly string[]): Promise<void>;
}

/** Values of a slower source through Redis. Redis being down costs a read of the source, never an error. */
export function createCachedLoader<Value extends NonNullable<unknown>>(
  options: CachedLoaderOptions<Value>,
): CachedLoader<Value> {
  const { store, prefix, freshMs, staleMs, memory, load, now, random = Math.random } = options;
  const remembered = new LRUCache<string, Entry<Value>>({ max: memory?.entries ?? 1 });
  const keyOf = (key: string) => `${prefix}:${key}`;
  let sourceRestsUntil = 0;

  const write = (loaded: readonly (readonly [string, Value])[], instant: number) => {
    const freshUntil = Math.round(instant + freshMs * (0.8 + 0.2 * random()));
    const entries = loaded.map(([key, value]) => ({ key: keyOf(key), text: `${freshUntil} ${encodeCached(value)}` }));
    return store.setMany(entries, freshMs + staleMs);
  };

  const flights = createSingleFlight<Value | Error>(async (keys, isCurrent) => {
    const cached = await readEntries<Value>(store, keys, keyOf);
    const instant = now().getTime();
    const isUsable = ({ freshUntil }: Entry<Value>) => freshUntil > instant || instant < sourceRestsUntil;
    const found = new Map<string, Value | Error>();
    for (const [key, entry] of cached) if (isUsable(entry)) found.set(key, entry.value);
    const missing = keys.filter((key) => !found.has(key));
    const loaded = missing.length === 0 ? new Map<string, Value>() : await load(missing).catch(toError);
    if (loaded instanceof Error) {
      sourceRestsUntil = now().getTime() + PAUSE_MS;
      for (const key of missing) found.set(key, cached.get(key)?.value ?? loaded);
    } else {
      for (const [key, value] of loaded) found.set(key, value);
      await write(
        [...loaded].filter(([key]) => isCurrent(key)),
        instant,
      );
    }
    if (memory) {
      for (const [key, value] of found) {
        if (!(value instanceof Error) && isCurrent(key))
          remembered.set(key, { value, freshUntil: instant + memory.ms });
      }
    }
    return found;
  });

  const recall = (key: string, instant: number): Value | null => {
    const entry = remembered.get(key);
    return entry && entry.freshUntil > instant ? entry.value : null;
  };

  return {
    async loadMany(keys) {
      const instant = now().getTime();
      const answers: (Value | null | Error)[] = keys.map((key) => recall(key, instant));
      const places = keys.flatMap((_, place) => (answers[place] === null ? [place] : []));
      if (places.length === 0) return answers;
      const read = await flights.read(places.map((place) => keys[place]!));
      places.forEach((place, index) => (answers[place] = read[index]!));
      return answers;
    },
    async drop(keys) {
      flights.forget(keys);
      for (const key of keys) remembered.delete(key);
      await store.drop(keys.map(keyOf));
    },
  };
}

interface Entry<Value> {
  value: Value;
  freshUntil: number;
}

async function readEntries<Value>(store: CacheStore, keys: readonly string[], keyOf: (key: string) => string) {
  const texts = await store.getMany(keys.map(keyOf));
  const entries = new Map<string, Entry<Value>>();
  for (const [index, key] of keys.entries()) {
    const entry = decodeEntry<Value>(texts[index]);
    if (entry) entries.set(key, entry);
  }
  return entries;
}

/** Null for a miss and for anything that this version did not write. */
function decodeEntry<Value>(text: string | null | undefined): Entry<Value> | null {
  if (text == null) return null;
  const end = text.indexOf(" ");
  try {
    return { freshUntil: Number(text.slice(0, end)), value: decodeCached(text.slice(end + 1)) as Value };
  } catch {
    return null;
  }
}

const toError = (error: unknown): Error => (error instanceof Error ? error : new Error(String(error)));
