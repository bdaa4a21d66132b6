import { scopesOfRoles } from "#platform/identity/scope.ts";
import type { SessionId } from "#platform/ids/id.ts";
import { plusMs } from "#platform/time/clock.ts";
import { newSecretToken } from "../secret-token/secret-token.ts";
import type { User } from "../user/user.ts";
import type { SignAccessToken } from "./access-token-issuer.ts";
import type { StoredRefreshToken } from "./session.repository.ts";
import { REFRESH_TOKEN_LIFETIME_MS } from "./session.ts";

/** What a client holds while signed in. */
export interface IssuedTokens {
  accessToken: string;
  accessTokenExpiresAt: Date;
  refreshToken: string;
  user: User;
}

/** A session's next pair of tokens. The caller stores `stored`, and hands `tokens` out only when that has happened. */
export async function issueTokens(
  sign: SignAccessToken,
  { sessionId, user, at }: { sessionId: SessionId; user: User; at: Date },
): Promise<{ tokens: IssuedTokens; stored: StoredRefreshToken }> {
  const { secret, hash } = newSecretToken();
  const access = await sign({ userId: user.id, sessionId, scopes: scopesOfRoles(user.roles) });
  return {
    tokens: { accessToken: access.token, accessTokenExpiresAt: access.expiresAt, refreshToken: secret, user },
    stored: { hash, sessionId, createdAt: at, expiresAt: plusMs(at, REFRESH_TOKEN_LIFETIME_MS) },
  };
}
