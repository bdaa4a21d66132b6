import type { Now } from "#platform/time/clock.ts";
import { decodeCached, encodeCached } from "./cache-codec.ts";
import type { CacheStore } from "./cache-store.ts";

export interface CachedLoaderOptions<Value> {
  store: CacheStore;
  /** First part of every key. It names the kind of value and the version of its shape: `products:product:v1`. */
  prefix: string;
  /** An entry is used for at most so long after it was read from the source (and at least for 80 % of it). */
  freshMs: number;
  /** While the source fails, entries are used for so much longer. */
  staleMs: number;
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
   * that ask for the same key at the same time share one look-up. Absence is not cached. The values are shared: do not change them.
   */
  loadMany(keys: readonly string[]): Promise<(Value | null | Error)[]>;
  /**
   * Call after a write has committed. Later calls in this process see the write. A reader in another process that read the
   * source before the write may still store what it read: then, and when Redis is away, the old value is seen until
   * `freshMs` is over.
   */
  drop(keys: readonly string[]): Promise<void>;
}

/** Values of a slower source through Redis. Redis being down costs a read of the source, never an error. */
export function createCachedLoader<Value>(options: CachedLoaderOptions<Value>): CachedLoader<Value> {
  const { store, prefix, freshMs, staleMs, now, random = Math.random } = options;
  const inFlight = new Map<string, Promise<Value | null | Error>>();
  const keyOf = (key: string) => `${prefix}:${key}`;

  const readCache = async (keys: readonly string[]): Promise<Map<string, Cached<Value>>> => {
    const texts = await store.getMany(keys.map(keyOf));
    return new Map(keys.flatMap((key, index) => toEntries(key, decodeEntry<Value>(texts[index]))));
  };

  const writeCache = async (loaded: ReadonlyMap<string, Value>, isCurrent: (key: string) => boolean) => {
    const freshUntil = Math.round(now().getTime() + freshMs * (0.8 + 0.2 * random()));
    const entries = [...loaded].filter(([key]) => isCurrent(key));
    await store.setMany(
      entries.map(([key, value]) => ({ key: keyOf(key), text: `${freshUntil} ${encodeCached(value)}` })),
      freshMs + staleMs,
    );
  };

  const loadBatch = async (keys: readonly string[], isCurrent: (key: string) => boolean) => {
    const cached = await readCache(keys);
    const instant = now().getTime();
    const found = new Map<string, Value | Error>();
    for (const [key, { value, freshUntil }] of cached) if (freshUntil > instant) found.set(key, value);
    const missing = keys.filter((key) => !found.has(key));
    if (missing.length === 0) return found;
    const loaded = await options.load(missing).catch(toError);
    if (loaded instanceof Error) {
      for (const key of missing) found.set(key, cached.get(key)?.value ?? loaded);
      return found;
    }
    for (const [key, value] of loaded) found.set(key, value);
    await writeCache(loaded, isCurrent);
    return found;
  };

  return {
    loadMany(keys) {
      const mine = [...new Set(keys)].filter((key) => !inFlight.has(key));
      if (mine.length > 0) {
        const flight = new Map<string, Promise<Value | null | Error>>();
        // A key that was dropped meanwhile may carry what was true before the write: it is answered, but not stored.
        const isCurrent = (key: string) => inFlight.get(key) === flight.get(key);
        const batch = loadBatch(mine, isCurrent);
        for (const key of mine) {
          const answer = batch
            .then((found) => found.get(key) ?? null)
            .finally(() => {
              if (isCurrent(key)) inFlight.delete(key);
            });
          flight.set(key, answer);
          inFlight.set(key, answer);
        }
      }
      return Promise.all(keys.map((key) => inFlight.get(key)!));
    },
    async drop(keys) {
      for (const key of keys) inFlight.delete(key);
      await store.drop(keys.map(keyOf));
    },
  };
}

interface Cached<Value> {
  value: Value;
  freshUntil: number;
}

/** Null for a miss and for anything that this version did not write. */
function decodeEntry<Value>(text: string | null | undefined): Cached<Value> | null {
  if (text == null) return null;
  const end = text.indexOf(" ");
  try {
    return { freshUntil: Number(text.slice(0, end)), value: decodeCached(text.slice(end + 1)) as Value };
  } catch {
    return null;
  }
}

const toError = (error: unknown): Error => (error instanceof Error ? error : new Error(String(error)));

const toEntries = <Value>(key: string, entry: Value | null): [string, Value][] =>
  entry === null ? [] : [[key, entry]];
