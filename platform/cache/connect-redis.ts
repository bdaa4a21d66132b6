import { Redis } from "ioredis";
import type { Logger } from "#platform/logging/logger.ts";
import { seconds } from "#platform/time/duration.ts";

export interface RedisOptions {
  url: string;
  /** Shown in CLIENT LIST. */
  connectionName: string;
  /** Longest wait for one answer; the command then rejects. */
  commandTimeoutMs?: number;
  logger: Logger;
}

/**
 * A Redis connection that never makes its caller wait: it connects in the background, tries again at least every second,
 * and a command given while it is away rejects at once. A lost connection is logged once, and once more when it is back.
 */
export function connectRedis({ url, connectionName, commandTimeoutMs = 150, logger }: RedisOptions): Redis {
  const redis = new Redis(url, {
    connectionName,
    commandTimeout: commandTimeoutMs,
    connectTimeout: seconds(1),
    enableOfflineQueue: false,
    autoResendUnfulfilledCommands: false,
    maxRetriesPerRequest: 0,
    retryStrategy: (attempt) => Math.min(attempt * 100, seconds(1)),
  });
  let isAway = false;
  redis.on("error", (error: Error) => {
    if (!isAway) logger.warn({ err: error, connectionName }, "Redis is away");
    isAway = true;
  });
  redis.on("ready", () => {
    if (isAway) logger.info({ connectionName }, "Redis is back");
    isAway = false;
  });
  return redis;
}
