import type { SessionId } from "#platform/ids/id.ts";
import type { Now } from "#platform/time/clock.ts";
import type { AccountsDatabase } from "../database.ts";
import { hashSecret } from "../secret-token/secret-token.ts";
import type { AnnounceAccessChange } from "./access-changes.ts";
import type { AccessTokenIssuer } from "./access-token-issuer.ts";
import { type IssuedTokens, issueTokens } from "./issue-tokens.ts";

export type RefreshSessionOutcome =
  | { kind: "refreshed"; tokens: IssuedTokens }
  /** Unknown, expired, of an ended session, or used before. */
  | { kind: "invalidToken" };

export type RefreshSession = ReturnType<typeof createRefreshSession>;

interface Deps {
  db: Pick<AccountsDatabase, "transaction">;
  accessTokens: AccessTokenIssuer;
  announceAccessChange: AnnounceAccessChange;
  now: Now;
}

/**
 * Exchanges a refresh token for the next pair. Each token is good once. One that comes back was copied, by a thief or
 * by a client that refreshes twice at a time; nobody can tell which, so the session ends and the person signs in
 * anew.
 *
 * Safe to run at the same time with one token: one caller gets a pair, and the others end the session.
 * @see RFC 9700 section 4.14.2, refresh token rotation.
 */
export function createRefreshSession({ db, accessTokens, announceAccessChange, now }: Deps) {
  return async (input: { refreshToken: string }): Promise<RefreshSessionOutcome> => {
    const hash = hashSecret(input.refreshToken);
    const sign = await accessTokens();
    const at = now();
    const result = await db.transaction(async ({ sessions, users }): Promise<RefreshSessionOutcome | Reused> => {
      const sessionId = await sessions.findSessionIdOfToken(hash);
      const session = sessionId && (await sessions.lockLive(sessionId));
      if (!session) return { kind: "invalidToken" };
      const rotation = await sessions.rotate(hash, at);
      if (rotation === "reused") {
        await sessions.revoke(sessionId, "TOKEN_REUSED", at);
        return { kind: "reused", sessionId };
      }
      const [user] = rotation === "rotated" ? await users.findByIds([session.userId]) : [];
      if (!user) return { kind: "invalidToken" };
      return { kind: "refreshed", tokens: await issueTokens(sessions, sign, { sessionId, user, at }) };
    });
    if (result.kind !== "reused") return result;
    await announceAccessChange({ sessionIds: [result.sessionId] });
    return { kind: "invalidToken" };
  };
}

interface Reused {
  kind: "reused";
  sessionId: SessionId;
}
