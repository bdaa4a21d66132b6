import type { Redis } from "ioredis";
import type { Logger } from "#platform/logging/logger.ts";
import type { Now } from "#platform/time/clock.ts";
import { seconds } from "#platform/time/duration.ts";

/** How long nobody asks a Redis that has just failed, so that a hanging one delays one request a second, not all. */
const PAUSE_MS = seconds(1);

export interface CacheEntry {
  key: string;
  text: string;
}

/** Texts by key that may vanish at any time. No method rejects: without Redis everything is a miss. */
export interface CacheStore {
  /** One text or null for each of `keys`, in their order, by one command. */
  getMany(keys: readonly string[]): Promise<(string | null)[]>;
  /** Keeps `entries` for `ttlMs`, in one round trip. */
  setMany(entries: readonly CacheEntry[], ttlMs: number): Promise<void>;
  /** Forgets `keys`. Tried even when Redis has just failed; what cannot be reached lives on until its time is up. */
  drop(keys: readonly string[]): Promise<void>;
}

/** A cache that holds nothing: for an installation without Redis. */
export const EMPTY_CACHE: CacheStore = {
  getMany: (keys) => Promise.resolve(keys.map(() => null)),
  setMany: () => Promise.resolve(),
  drop: () => Promise.resolve(),
};

export function createCacheStore(deps: { redis: Redis; logger: Logger; now: Now }): CacheStore {
  const { redis, logger, now } = deps;
  let askAgainAt = 0;
  const failed = (error: unknown, what: string) => {
    // A connection that is away is already logged by the connection itself.
    if (redis.status === "ready") logger.warn({ err: error }, what);
    askAgainAt = now().getTime() + PAUSE_MS;
  };
  const mayAsk = () => now().getTime() >= askAgainAt;

  return {
    async getMany(keys) {
      if (keys.length === 0 || !mayAsk()) return keys.map(() => null);
      try {
        return await redis.mget(...keys);
      } catch (error) {
        failed(error, "the cache could not be read");
        return keys.map(() => null);
      }
    },
    async setMany(entries, ttlMs) {
      if (entries.length === 0 || !mayAsk()) return;
      const pipeline = redis.pipeline();
      for (const { key, text } of entries) pipeline.set(key, text, "PX", ttlMs);
      try {
        const [refused] = ((await pipeline.exec()) ?? []).map(([error]) => error).filter((error) => error !== null);
        if (refused) throw refused;
      } catch (error) {
        failed(error, "the cache could not be written");
      }
    },
    async drop(keys) {
      if (keys.length === 0) return;
      try {
        await redis.unlink(...keys);
      } catch (error) {
        failed(error, "cache entries could not be dropped; they live on until their time is up");
      }
    },
  };
}
