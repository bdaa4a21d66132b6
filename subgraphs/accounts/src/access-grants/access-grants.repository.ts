import { z } from "zod";
import { isScope, isStaffRole, type Scope, scopesOfRoles } from "#platform/identity/scope.ts";
import { type Grants, SHOP_ROLES } from "#platform/identity/viewer.ts";
import { type ApiKeyId, parseId, type SessionId, type UserId } from "#platform/ids/id.ts";
import { Prisma } from "../generated/prisma/client.ts";
import { MEMBERSHIPS } from "../shop-member/shop-member.repository.ts";

export type AccessGrantsRepository = ReturnType<typeof createAccessGrantsRepository>;

/** SQL for what people hold now. Each answer is one statement, so that it is of one instant. */
export function createAccessGrantsRepository(db: Prisma.TransactionClient) {
  return {
    /** What the person holds in this session of theirs; null when it has ended, or they are suspended or erased. */
    async findOfSession(sessionId: SessionId, userId: UserId): Promise<Grants | null> {
      const [row] = await db.$queryRaw<HolderRow[]>`
        SELECT users.roles, ${MEMBERSHIPS_OF_USERS} AS memberships
        FROM sessions JOIN users ON users.id = sessions.user_id
        WHERE sessions.id = ${sessionId} AND sessions.user_id = ${userId} AND sessions.revoked_at IS NULL
          AND users.suspended_at IS NULL AND users.erased_at IS NULL`;
      return row ? toGrants(row) : null;
    },

    /** The key that a secret opens at `now`, and what its owner holds; null when it opens none, or the owner is suspended. */
    async findOfApiKeySecret(hash: string, now: Date): Promise<KeyGrants | null> {
      const [row] = await db.$queryRaw<(HolderRow & KeyRow)[]>`
        SELECT users.roles, ${MEMBERSHIPS_OF_USERS} AS memberships, api_keys.id AS "apiKeyId", users.id AS "userId",
               api_keys.scopes, api_keys.rate_per_minute AS "ratePerMinute",
               LEAST(api_keys.expires_at, api_key_secrets.expires_at) AS "expiresAt"
        FROM api_key_secrets JOIN api_keys ON api_keys.id = api_key_secrets.api_key_id
        JOIN users ON users.id = api_keys.user_id
        WHERE api_key_secrets.hash = ${hash} AND api_keys.revoked_at IS NULL
          AND COALESCE(LEAST(api_keys.expires_at, api_key_secrets.expires_at), 'infinity') > ${now}::timestamptz(3)
          AND users.suspended_at IS NULL AND users.erased_at IS NULL`;
      if (!row) return null;
      const { apiKeyId, userId, ratePerMinute, expiresAt } = row;
      return { apiKeyId, userId, ratePerMinute, expiresAt, scopes: row.scopes.filter(isScope), owner: toGrants(row) };
    },
  };
}

export interface KeyGrants {
  apiKeyId: ApiKeyId;
  userId: UserId;
  /** What the key was given. */
  scopes: Scope[];
  ratePerMinute: number;
  expiresAt: Date | null;
  owner: Grants;
}

type KeyRow = Omit<KeyGrants, "scopes" | "owner"> & { scopes: string[] };

/** The shops of the row of `users` that the statement is at: those that they own, and those that they work in. None is closed. */
const MEMBERSHIPS_OF_USERS = Prisma.sql`(
  SELECT COALESCE(json_agg(json_build_object('shopId', held.shop_id, 'roles', json_build_array(held.role))
                           ORDER BY held.shop_id), '[]')
  FROM (${MEMBERSHIPS}) AS held WHERE held.user_id = users.id)`;

interface HolderRow {
  roles: string[];
  memberships: unknown;
}

const memberships = z.array(
  z.object({ shopId: z.string().transform((text) => parseId("shop", text)!), roles: z.array(z.enum(SHOP_ROLES)) }),
);

const toGrants = (row: HolderRow): Grants => ({
  scopes: scopesOfRoles(row.roles.filter(isStaffRole)),
  memberships: memberships.parse(row.memberships),
});
