import type { InstantPosition, PageRequest } from "#platform/database/page.ts";
import type { SessionId, UserId } from "#platform/ids/id.ts";
import { Prisma } from "../generated/prisma/client.ts";
import type { RevocationReason, Session } from "./session.ts";

export type PersonSessionRepository = ReturnType<typeof createPersonSessionRepository>;

/** SQL for all the sessions that a person has. */
export function createPersonSessionRepository(db: Prisma.TransactionClient) {
  return {
    /**
     * Ends all of a person's sessions but `except`. Returns which it was that ended them, and which of these could have
     * been refreshed.
     */
    async revokeAll(
      userId: UserId,
      reason: RevocationReason,
      now: Date,
      except: SessionId | null = null,
    ): Promise<{ id: SessionId; wasLive: boolean }[]> {
      return db.$queryRaw<{ id: SessionId; wasLive: boolean }[]>`
        UPDATE sessions SET revoked_at = ${now}::timestamptz(3), revoked_for = ${reason}
        WHERE user_id = ${userId} AND revoked_at IS NULL AND id IS DISTINCT FROM ${except}
        RETURNING id, ${refreshable(now)} AS "wasLive"`;
    },

    /**
     * The same page of the live sessions of each of `userIds`, by one statement whatever their number: up to `limit + 1`
     * for each, newest use first, or last when the page is read backward.
     */
    async findLivePagesOf(
      userIds: readonly string[],
      page: PageRequest,
      position: InstantPosition | null,
      now: Date,
    ): Promise<Session[]> {
      const direction = page.backward ? Prisma.sql`ASC` : Prisma.sql`DESC`;
      const side = page.backward ? Prisma.sql`>` : Prisma.sql`<`;
      const behind = position
        ? Prisma.sql`AND (last_used_at, id) ${side} (${position.at}::timestamptz(3), ${position.id})`
        : Prisma.empty;
      return db.$queryRaw<Session[]>`
        SELECT session.id, session.user_id AS "userId", session.created_at AS "createdAt",
               session.last_used_at AS "lastUsedAt", session.user_agent AS "userAgent", session.network
        FROM unnest(${[...userIds]}::text[]) AS person (id)
        CROSS JOIN LATERAL (
          SELECT * FROM sessions
          WHERE user_id = person.id AND revoked_at IS NULL AND ${refreshable(now)} ${behind}
          ORDER BY last_used_at ${direction}, id ${direction} LIMIT ${page.limit + 1}::int
        ) AS session
        ORDER BY session.last_used_at ${direction}, session.id ${direction}`;
    },

    /** How many live sessions each of `userIds` has; who has none is left out. */
    async countLiveOf(userIds: readonly string[], now: Date): Promise<Map<string, number>> {
      const counts = await db.$queryRaw<{ userId: string; count: number }[]>`
        SELECT user_id AS "userId", count(*)::int AS count FROM sessions
        WHERE user_id = ANY(${[...userIds]}::text[]) AND revoked_at IS NULL AND ${refreshable(now)}
        GROUP BY user_id`;
      return new Map(counts.map(({ userId, count }) => [userId, count]));
    },

    /** When the session began; null when it is not a live one of this person. */
    async findBegin(id: SessionId, userId: UserId): Promise<Date | null> {
      const row = await db.session.findFirst({ where: { id, userId, revokedAt: null }, select: { createdAt: true } });
      return row?.createdAt ?? null;
    },
  };
}

/** That a session goes on: another issuer keeps it alive, or it has a refresh token that is neither used nor expired. */
const refreshable = (now: Date) => Prisma.sql`(sessions.external_key IS NOT NULL OR EXISTS (
  SELECT 1 FROM refresh_tokens
  WHERE session_id = sessions.id AND rotated_at IS NULL AND expires_at > ${now}::timestamptz(3)))`;
