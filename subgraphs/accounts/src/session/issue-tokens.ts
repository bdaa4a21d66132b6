import { scopesOfRoles } from "#platform/identity/scope.ts";
import type { SessionId } from "#platform/ids/id.ts";
import { plusMs } from "#platform/time/clock.ts";
import { newSecretToken } from "../secret-token/secret-token.ts";
import type { User } from "../user/user.ts";
import type { SignAccessToken } from "./access-token-issuer.ts";
import type { SessionRepository } from "./session.repository.ts";
import { REFRESH_TOKEN_LIFETIME_MS } from "./session.ts";

/** What a client holds while signed in. */
export interface IssuedTokens {
  accessToken: string;
  accessTokenExpiresAt: Date;
  refreshToken: string;
  user: User;
}

/** Gives a session its next pair of tokens, in the caller's transaction. */
export async function issueTokens(
  sessions: Pick<SessionRepository, "insertRefreshToken">,
  sign: SignAccessToken,
  { sessionId, user, at }: { sessionId: SessionId; user: User; at: Date },
): Promise<IssuedTokens> {
  const { secret, hash } = newSecretToken();
  const expiresAt = plusMs(at, REFRESH_TOKEN_LIFETIME_MS);
  await sessions.insertRefreshToken({ hash, sessionId, createdAt: at, expiresAt });
  const access = await sign({ userId: user.id, sessionId, scopes: scopesOfRoles(user.roles) });
  return { accessToken: access.token, accessTokenExpiresAt: access.expiresAt, refreshToken: secret, user };
}
