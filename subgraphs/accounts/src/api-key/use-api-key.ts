import type { Grants } from "#platform/identity/viewer.ts";
import type { ApiKeyId, UserId } from "#platform/ids/id.ts";
import type { Now } from "#platform/time/clock.ts";
import { minutes } from "#platform/time/duration.ts";
import type { AccountsDatabase } from "../database.ts";
import { reduceGrants } from "./api-key.ts";

/** A use is noted at most so often: knowing the minute is enough, and a busy key must not write at each request. */
const NOTED_EVERY_MS = minutes(1);

/** What a program may do that has shown a secret. */
export interface ApiKeyGrants extends Grants {
  apiKeyId: ApiKeyId;
  /** The owner. */
  userId: UserId;
  ratePerMinute: number;
  /** When the secret stops working, as far as that is known; null when nothing ends it. */
  expiresAt: Date | null;
}

export type UseApiKey = ReturnType<typeof createUseApiKey>;

/**
 * What the key of a secret may do at this moment: of what its owner holds now, the part that it was given. Null for an unknown
 * secret, one that has been replaced, a key that has expired or was revoked, and one of somebody suspended. Notes the use.
 */
export function createUseApiKey({ db, now }: { db: Pick<AccountsDatabase, "accessGrants" | "apiKeys">; now: Now }) {
  return async (secretHash: string): Promise<ApiKeyGrants | null> => {
    const at = now();
    const found = await db.accessGrants.findOfApiKeySecret(secretHash, at);
    if (!found) return null;
    const { scopes, owner, ...key } = found;
    await db.apiKeys.noteUse(key.apiKeyId, at, NOTED_EVERY_MS);
    return { ...key, ...reduceGrants(scopes, owner) };
  };
}
