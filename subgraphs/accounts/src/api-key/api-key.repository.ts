import { isScope } from "#platform/identity/scope.ts";
import type { ApiKeyId, UserId } from "#platform/ids/id.ts";
import { Prisma } from "../generated/prisma/client.ts";
import type { ApiKey } from "./api-key.ts";

export type ApiKeyRepository = ReturnType<typeof createApiKeyRepository>;

export interface StoredSecret {
  hash: string;
  apiKeyId: ApiKeyId;
  hint: string;
  createdAt: Date;
}

/** SQL for API keys and their secrets. Locks: the owner before the key. */
export function createApiKeyRepository(db: Prisma.TransactionClient) {
  return {
    countLive: (userId: UserId, now: Date): Promise<number> =>
      db.apiKey.count({ where: { userId, revokedAt: null, ...notExpired(now) } }),

    async insert({ hint: _, ...key }: ApiKey): Promise<void> {
      await db.apiKey.create({ data: { ...key, scopes: [...key.scopes] } });
    },

    async insertSecret(secret: StoredSecret): Promise<void> {
      await db.apiKeySecret.create({ data: secret });
    },

    /** The person's own key, locked until the transaction ends. */
    async lockOwn(id: ApiKeyId, userId: UserId): Promise<ApiKey | null> {
      // Two statements: what the first has waited for, a part of the same statement would not see.
      await db.$queryRaw`SELECT id FROM api_keys WHERE id = ${id} AND user_id = ${userId} FOR UPDATE`;
      const [row] = await db.$queryRaw<ApiKeyRow[]>`${KEYS} WHERE api_keys.id = ${id} AND api_keys.user_id = ${userId}`;
      return row ? toApiKey(row) : null;
    },

    /** Lets the secrets that a key has now work until `until` and no longer, and removes those that work no more. */
    async endSecrets(id: ApiKeyId, until: Date, now: Date): Promise<void> {
      await db.apiKeySecret.deleteMany({ where: { apiKeyId: id, expiresAt: { lte: now } } });
      await db.apiKeySecret.updateMany({
        where: { apiKeyId: id, OR: [{ expiresAt: null }, { expiresAt: { gt: until } }] },
        data: { expiresAt: until },
      });
    },

    countLiveSecrets: (id: ApiKeyId, now: Date): Promise<number> =>
      db.apiKeySecret.count({ where: { apiKeyId: id, ...notExpired(now) } }),

    /** False when it had been revoked before. */
    async revoke(id: ApiKeyId, at: Date): Promise<boolean> {
      const { count } = await db.apiKey.updateMany({ where: { id, revokedAt: null }, data: { revokedAt: at } });
      return count === 1;
    },

    /** Notes a use, at most once in `everyMs`. */
    async noteUse(id: ApiKeyId, at: Date, everyMs: number): Promise<void> {
      const before = new Date(at.getTime() - everyMs);
      const where = { id, OR: [{ lastUsedAt: null }, { lastUsedAt: { lte: before } }] };
      await db.apiKey.updateMany({ where, data: { lastUsedAt: at } });
    },
  };
}

/** Keys, and secrets, without an end or with one that has not come. */
const notExpired = (now: Date) => ({ OR: [{ expiresAt: null }, { expiresAt: { gt: now } }] });

/** Keys with the hint of their newest secret. */
export const KEYS = Prisma.sql`
  SELECT id, user_id AS "userId", name, scopes, rate_per_minute AS "ratePerMinute", created_at AS "createdAt",
         expires_at AS "expiresAt", revoked_at AS "revokedAt", last_used_at AS "lastUsedAt",
         (SELECT hint FROM api_key_secrets WHERE api_key_id = api_keys.id ORDER BY created_at DESC, hash LIMIT 1) AS hint
  FROM api_keys`;

export type ApiKeyRow = Omit<ApiKey, "scopes"> & { scopes: string[] };

export const toApiKey = (row: ApiKeyRow): ApiKey => ({ ...row, scopes: row.scopes.filter(isScope) });
