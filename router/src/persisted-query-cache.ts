import type { ApolloServer } from "@apollo/server";
import type { CacheStore } from "#platform/cache/cache-store.ts";
import { hours, seconds } from "#platform/time/duration.ts";

/** Apollo's interface for a cache of texts; times to live are in seconds. */
export type KeyValueCache = ApolloServer["cache"];

/** How long a persisted query is kept after a client has sent its text. A client that meets the end sends it once more. */
export const PERSISTED_QUERY_SECONDS = hours(24) / seconds(1);

/** Apollo's prefix and the SHA-256 of the text: nothing else is asked of Redis, whatever a client sends as a hash. */
const KEY = /^apq:[0-9a-f]{64}$/;
/** A longer text is not kept: 1,000 tokens fit easily, and comments must not fill Redis. */
const MAX_CHARACTERS = 32_768;

/**
 * Automatic persisted queries in Redis, shared by all routers: a text that one of them was told is known to the others and
 * after a restart. A Redis that is away is a miss, and the client sends the text again.
 */
export function createPersistedQueryCache(store: CacheStore): KeyValueCache {
  const keyOf = (key: string): string => `router:${key}`;
  return {
    async get(key) {
      const [text] = KEY.test(key) ? await store.getMany([keyOf(key)]) : [];
      return text ?? undefined;
    },
    async set(key, text, { ttl } = {}) {
      if (!KEY.test(key) || text.length > MAX_CHARACTERS) return;
      await store.setMany([{ key: keyOf(key), text }], seconds(ttl ?? PERSISTED_QUERY_SECONDS));
    },
    delete: (key) => store.drop([keyOf(key)]),
  };
}
