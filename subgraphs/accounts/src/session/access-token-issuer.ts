import { SignJWT } from "jose";
import type { SessionId, UserId } from "#platform/ids/id.ts";
import { ACCESS_TOKEN } from "#platform/identity/access-token.ts";
import type { Now } from "#platform/time/clock.ts";
import type { SigningKeyRing } from "../signing-key/signing-key-ring.ts";

export interface AccessToken {
  token: string;
  expiresAt: Date;
}

/** Signs an access token; needs no database, so it may be called inside a transaction. */
export type SignAccessToken = (grant: {
  userId: UserId;
  sessionId: SessionId;
  scopes: readonly string[];
}) => Promise<AccessToken>;

export type AccessTokenIssuer = ReturnType<typeof createAccessTokenIssuer>;

/** Call the result before a transaction begins: it may have to read or make the key. */
export function createAccessTokenIssuer({ keys, now }: { keys: Pick<SigningKeyRing, "current">; now: Now }) {
  return async (): Promise<SignAccessToken> => {
    const { kid, privateKey } = await keys.current();
    return async ({ userId, sessionId, scopes }) => {
      const issuedAt = Math.floor(now().getTime() / 1_000);
      const expiresAt = issuedAt + ACCESS_TOKEN.lifetimeMs / 1_000;
      const token = await new SignJWT({ sid: sessionId, scope: scopes.join(" ") })
        .setProtectedHeader({ alg: ACCESS_TOKEN.algorithm, typ: ACCESS_TOKEN.type, kid })
        .setIssuer(ACCESS_TOKEN.issuer)
        .setAudience(ACCESS_TOKEN.audience)
        .setSubject(userId)
        .setIssuedAt(issuedAt)
        .setNotBefore(issuedAt)
        .setExpirationTime(expiresAt)
        .sign(privateKey);
      return { token, expiresAt: new Date(expiresAt * 1_000) };
    };
  };
}
