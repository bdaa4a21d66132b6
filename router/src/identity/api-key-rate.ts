import type { Redis } from "ioredis";
import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from "rate-limiter-flexible";
import type { ApiKeyId } from "#platform/ids/id.ts";
import { RateLimited } from "./rate-limited.ts";

/** Beyond any rate that a key can have: each key's own is compared with the count. */
const NEVER_REACHED = 1_000_000_000;
const WINDOW = { points: NEVER_REACHED, duration: 60, keyPrefix: "router:api-key-rate" };

/** Counts one request of a key. @throws RateLimited beyond `perMinute`. */
export type TakeFromRate = (apiKeyId: ApiKeyId, perMinute: number) => Promise<void>;

/**
 * Counts the requests of API keys by the minute that begins with a key's first. All routers count together in Redis; without it,
 * or while it is away, each counts by itself, so that a key gets its rate at each of them.
 */
export function createApiKeyRate(redis: Redis | null): TakeFromRate {
  const memory = new RateLimiterMemory(WINDOW);
  const limiter = redis
    ? new RateLimiterRedis({ ...WINDOW, storeClient: redis, rejectIfRedisNotReady: true, insuranceLimiter: memory })
    : memory;
  return async (apiKeyId, perMinute) => {
    const { consumedPoints, msBeforeNext } = await limiter.consume(apiKeyId).catch((refusal: unknown) => {
      if (refusal instanceof RateLimiterRes) return refusal;
      throw refusal;
    });
    if (consumedPoints > perMinute) throw new RateLimited(Math.max(1, Math.ceil(msBeforeNext / 1_000)));
  };
}
