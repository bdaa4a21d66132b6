import type pg from "pg";
import { plusMs } from "#platform/time/clock.ts";
import { days } from "#platform/time/duration.ts";
import { GIVE_BACK, giveBackValues, type TakenCheck } from "../password/password-check.repository.ts";
import type { Session } from "./session.ts";
import type { StoredRefreshToken } from "./session.repository.ts";

/** Where someone signs in again and again is noted once in this time. */
const NOTED_FOR_MS = days(1);

const SIGN_IN = `
  WITH ${GIVE_BACK},
  person AS (
    SELECT id FROM users
    WHERE id = $6 AND password_hash = $7 AND suspended_at IS NULL AND erased_at IS NULL
    FOR SHARE),
  session AS (
    INSERT INTO sessions (id, user_id, created_at, last_used_at, user_agent, network)
    SELECT $8, person.id, $14, $14, $9, $10 FROM person
    RETURNING id),
  token AS (
    INSERT INTO refresh_tokens (hash, session_id, created_at, expires_at)
    SELECT $11, session.id, $14, $12 FROM session),
  place AS (
    INSERT INTO familiar_networks AS known (user_id, network, signed_in_at)
    SELECT person.id, $2, $14 FROM person
    ON CONFLICT (user_id, network) DO UPDATE SET signed_in_at = EXCLUDED.signed_in_at WHERE known.signed_in_at < $13)
  SELECT id FROM session`;

export type SignInRepository = ReturnType<typeof createSignInRepository>;

/** SQL for what follows the right password, in one statement: it is most of what a sign-in costs beside the hash. */
export function createSignInRepository(pool: Pick<pg.Pool, "query">) {
  return {
    /**
     * Gives the check back and makes the session with its first refresh token; the network is familiar from now on. False, and
     * nothing but the check given back, when the person was suspended or erased, or their password changed, since it was looked at:
     * the row is locked, so that whoever ends all sessions with such a change ends this one or keeps it from being made.
     */
    async signIn(
      check: TakenCheck,
      passwordHash: string,
      session: Session,
      token: StoredRefreshToken,
    ): Promise<boolean> {
      const { rowCount } = await pool.query({
        name: "sessions.sign-in",
        text: SIGN_IN,
        values: [
          ...giveBackValues(check),
          session.userId,
          passwordHash,
          session.id,
          session.userAgent,
          session.network,
          token.hash,
          token.expiresAt,
          plusMs(session.createdAt, -NOTED_FOR_MS),
          session.createdAt,
        ],
      });
      return rowCount === 1;
    },
  };
}
