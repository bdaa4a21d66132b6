import type { SessionId } from "#platform/ids/id.ts";
import type { Client } from "#platform/identity/viewer.ts";
import type { Now } from "#platform/time/clock.ts";
import type { AccountsDatabase, AccountsStore } from "../database.ts";
import { queueMail } from "../mail/queue-mail.ts";
import { hashSecret } from "../secret-token/secret-token.ts";
import type { AnnounceAccessChange } from "./access-changes.ts";
import type { AccessTokenIssuer } from "./access-token-issuer.ts";
import type { User } from "../user/user.ts";
import { deviceName } from "./device.ts";
import { type IssuedTokens, issueTokens } from "./issue-tokens.ts";
import type { LiveSession } from "./session.repository.ts";

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
 * Exchanges a refresh token for the next pair and notes from where. Each token is good once. One that comes back was copied, by a
 * thief or by a client that refreshes twice at a time; nobody can tell which, so the session ends, the person is told and signs in
 * anew. The suspended and the erased get nothing.
 *
 * Safe to run at the same time with one token: one caller gets a pair, and the others end the session.
 * @see RFC 9700 section 4.14.2, refresh token rotation.
 */
export function createRefreshSession({ db, accessTokens, announceAccessChange, now }: Deps) {
  return async (client: Client, input: { refreshToken: string }): Promise<RefreshSessionOutcome> => {
    const hash = hashSecret(input.refreshToken);
    const sign = await accessTokens();
    const at = now();
    const result = await db.transaction(async (store): Promise<RefreshSessionOutcome | Reused> => {
      const { sessions, users } = store;
      const sessionId = await sessions.findSessionIdOfToken(hash);
      const session = sessionId && (await sessions.lockLive(sessionId));
      if (!session) return { kind: "invalidToken" };
      const rotation = await sessions.rotate(hash, at);
      if (rotation === "expired") return { kind: "invalidToken" };
      const [user] = await users.findByIds([session.userId]);
      if (rotation === "reused") {
        await endReused(store, session, user, at);
        return { kind: "reused", sessionId };
      }
      if (!user || user.suspendedAt !== null || user.erasedAt !== null) return { kind: "invalidToken" };
      await sessions.noteUse(sessionId, { at, userAgent: client.userAgent, network: client.address });
      const { tokens, stored } = await issueTokens(sign, { sessionId, user, at });
      await sessions.insertRefreshToken(stored);
      return { kind: "refreshed", tokens };
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

/** A session ends once, so there is one mail. */
async function endReused(store: AccountsStore, session: LiveSession, user: User | undefined, at: Date): Promise<void> {
  await store.sessions.revoke(session.id, "TOKEN_REUSED", at);
  if (!user?.email) return;
  const data = { device: deviceName(session.userAgent) ?? "an unknown device", at: at.toISOString() };
  const dedupeKey = `session-ended-for-reuse:${session.id}`;
  await queueMail(store, { to: user.email, userId: user.id, template: "session-ended-for-reuse", data, dedupeKey }, at);
}
