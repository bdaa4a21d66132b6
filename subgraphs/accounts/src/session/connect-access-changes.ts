import { connectRedis } from "#platform/cache/connect-redis.ts";
import { createAccessChangePublisher } from "#platform/identity/access-changes.ts";
import type { Logger } from "#platform/logging/logger.ts";
import { type AnnounceAccessChange, createAnnounceAccessChange, NO_ACCESS_CHANGES } from "./access-changes.ts";

/** Tells changes of access to the routers through Redis; to nobody without it, and they find out within seconds. */
export function connectAccessChanges({ redisUrl, logger }: { redisUrl: string | undefined; logger: Logger }): {
  announceAccessChange: AnnounceAccessChange;
  close(): void;
} {
  const redis = redisUrl ? connectRedis({ url: redisUrl, connectionName: "plexus-accounts", logger }) : null;
  const accessChanges = redis ? createAccessChangePublisher(redis) : NO_ACCESS_CHANGES;
  return {
    announceAccessChange: createAnnounceAccessChange({ accessChanges, logger }),
    close: () => redis?.disconnect(),
  };
}
