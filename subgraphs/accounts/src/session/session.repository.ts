import type { SessionId, UserId } from "#platform/ids/id.ts";
import type { Prisma } from "../generated/prisma/client.ts";
import type { RevocationReason, Session } from "./session.ts";

export type SessionRepository = ReturnType<typeof createSessionRepository>;

export interface StoredRefreshToken {
  hash: string;
  sessionId: SessionId;
  createdAt: Date;
  expiresAt: Date;
}

/** A session that may be refreshed. */
export type LiveSession = Pick<Session, "id" | "userId" | "userAgent">;

/** SQL for sessions and their refresh tokens. Locks: the session before its tokens. */
export function createSessionRepository(db: Prisma.TransactionClient) {
  return {
    async insert(session: Session): Promise<void> {
      await db.session.create({ data: session });
    },

    async insertRefreshToken(token: StoredRefreshToken): Promise<void> {
      await db.refreshToken.create({ data: token });
    },

    async findSessionIdOfToken(hash: string): Promise<SessionId | null> {
      const row = await db.refreshToken.findUnique({ where: { hash }, select: { sessionId: true } });
      return (row?.sessionId as SessionId | undefined) ?? null;
    },

    /** The session if it is alive, locked until the transaction ends: its refreshes and its end take turns. */
    async lockLive(id: SessionId): Promise<LiveSession | null> {
      const [row] = await db.$queryRaw<LiveSession[]>`
        SELECT id, user_id AS "userId", user_agent AS "userAgent" FROM sessions
        WHERE id = ${id} AND revoked_at IS NULL FOR UPDATE`;
      return row ?? null;
    },

    /** Notes when, by what and from where a session was used last. */
    async noteUse(id: SessionId, use: { at: Date; userAgent: string | null; network: string | null }): Promise<void> {
      const { at: lastUsedAt, userAgent, network } = use;
      await db.session.updateMany({ where: { id }, data: { lastUsedAt, userAgent, network } });
    },

    /**
     * Uses a refresh token up. `rotated` for exactly one caller, ever; `reused` for everyone after; `expired` when it
     * was never used in time.
     */
    async rotate(hash: string, now: Date): Promise<"rotated" | "reused" | "expired"> {
      const { count } = await db.refreshToken.updateMany({
        where: { hash, rotatedAt: null, expiresAt: { gt: now } },
        data: { rotatedAt: now },
      });
      if (count === 1) return "rotated";
      const token = await db.refreshToken.findUniqueOrThrow({ where: { hash }, select: { rotatedAt: true } });
      return token.rotatedAt === null ? "expired" : "reused";
    },

    async revoke(id: SessionId, reason: RevocationReason, now: Date): Promise<void> {
      await db.session.updateMany({ where: { id, revokedAt: null }, data: { revokedAt: now, revokedFor: reason } });
    },

    /** Ends `userId`'s own session; true also when it had ended before. False when the user has no such session. */
    async revokeOwn(id: SessionId, userId: UserId, now: Date): Promise<boolean> {
      const reason: RevocationReason = "SIGNED_OUT";
      const data = { revokedAt: now, revokedFor: reason };
      const { count } = await db.session.updateMany({ where: { id, userId, revokedAt: null }, data });
      return count === 1 || (await db.session.count({ where: { id, userId } })) === 1;
    },

    /**
     * Removes at most `limit` sessions without a refresh token that is younger than `expiredBefore`; returns how many. Those
     * that another issuer began are kept for as long as a token of theirs could still be good (router/src/identity/external-token.ts).
     */
    deleteExpired: (expiredBefore: Date, limit: number): PromiseLike<number> =>
      db.$executeRaw`DELETE FROM sessions WHERE id IN
        (SELECT id FROM sessions WHERE CASE WHEN external_key IS NULL
           THEN NOT EXISTS (
             SELECT 1 FROM refresh_tokens
             WHERE refresh_tokens.session_id = sessions.id AND refresh_tokens.expires_at >= ${expiredBefore})
           ELSE COALESCE(revoked_at, last_used_at) < ${expiredBefore}::timestamptz(3) - interval '30 days' END
         LIMIT ${limit})`,
  };
}
