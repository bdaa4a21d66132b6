import { jwtVerify, SignJWT } from "jose";
import { LRUCache } from "lru-cache";
import { z } from "zod";
import { AppError } from "#platform/errors/app-error.ts";
import type { Now } from "#platform/time/clock.ts";
import { type Identity, SHOP_ROLES, type Viewer } from "./viewer.ts";

/** The header that carries who calls and for whom. Stripped from every request that reaches the edge. */
export const IDENTITY_HEADER = "x-plexus-identity";
export const REQUEST_ID_HEADER = "x-request-id";
/** Where the request came from, as JSON in base64url. Believed only beside a credential. */
export const CLIENT_HEADER = "x-plexus-client";

const ISSUER_PREFIX = "plexus:";
const TYPE = "plexus-identity+jwt";
const LIFETIME_SECONDS = 120;
/** A cached credential is used while at least this much of its life is left, so that it never expires in flight. */
const REUSE_SECONDS = 60;

const grants = {
  userId: z.string(),
  scopes: z.array(z.string()),
  memberships: z.array(z.object({ shopId: z.string(), roles: z.array(z.enum(SHOP_ROLES)) })),
};
const viewerClaim = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("guest") }),
  z.object({ kind: z.literal("user"), sessionId: z.string(), ...grants }),
  z.object({ kind: z.literal("apiKey"), apiKeyId: z.string(), ...grants }),
]);

export interface CredentialOptions {
  /** Shared by the router and all subgraphs of one installation; at least 32 bytes. */
  secret: Uint8Array;
  now: Now;
}

/** Makes the signed credential of `caller` for one `audience`; the same viewer gets the same credential for a minute. */
export function createCredentialSigner(caller: string, { secret, now }: CredentialOptions) {
  const recent = new LRUCache<string, { token: string; usableUntil: number }>({ max: 5_000 });
  return async (audience: string, viewer: Viewer): Promise<string> => {
    const nowSeconds = Math.floor(now().getTime() / 1_000);
    const cacheKey = `${audience} ${JSON.stringify(viewer)}`;
    const cached = recent.get(cacheKey);
    if (cached && cached.usableUntil > nowSeconds) return cached.token;
    const token = await new SignJWT({ viewer })
      .setProtectedHeader({ alg: "HS256", typ: TYPE })
      .setIssuer(ISSUER_PREFIX + caller)
      .setAudience(ISSUER_PREFIX + audience)
      .setIssuedAt(nowSeconds)
      .setExpirationTime(nowSeconds + LIFETIME_SECONDS)
      .sign(secret);
    recent.set(cacheKey, { token, usableUntil: nowSeconds + LIFETIME_SECONDS - REUSE_SECONDS });
    return token;
  };
}

export type CredentialSigner = ReturnType<typeof createCredentialSigner>;

/**
 * Checks a credential that was made for `audience` and returns who calls and for whom. A good one is remembered until it
 * expires, so each is verified once.
 * @throws AppError UNAUTHENTICATED for anything missing, forged, expired or made for another audience.
 */
export function createCredentialVerifier(audience: string, { secret, now }: CredentialOptions) {
  const verified = new LRUCache<string, { identity: Identity; expiresAt: number }>({ max: 5_000 });
  return async (token: string | undefined): Promise<Identity> => {
    const cached = token === undefined ? undefined : verified.get(token);
    if (cached && cached.expiresAt > now().getTime()) return cached.identity;
    try {
      const { payload } = await jwtVerify(token ?? "", secret, {
        algorithms: ["HS256"],
        typ: TYPE,
        audience: ISSUER_PREFIX + audience,
        requiredClaims: ["exp", "iat", "iss"],
        clockTolerance: 60,
        currentDate: now(),
      });
      const identity: Identity = {
        caller: z.string().startsWith(ISSUER_PREFIX).parse(payload.iss).slice(ISSUER_PREFIX.length),
        viewer: viewerClaim.parse(payload["viewer"]) as Viewer,
      };
      verified.set(token!, { identity, expiresAt: payload.exp! * 1_000 });
      return identity;
    } catch (cause) {
      throw new AppError("UNAUTHENTICATED", "This endpoint answers only the router and its siblings.", { cause });
    }
  };
}

export type CredentialVerifier = ReturnType<typeof createCredentialVerifier>;
