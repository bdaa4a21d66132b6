import { importJWK, jwtVerify } from "jose";
import { LRUCache } from "lru-cache";
import { z } from "zod";
import { AppError } from "#platform/errors/app-error.ts";
import { parseId } from "#platform/ids/id.ts";
import type { Now } from "#platform/time/clock.ts";
import { minutes } from "#platform/time/duration.ts";
import { createKeyCache } from "./key-cache.ts";
import { isScope } from "./scope.ts";
import type { UserViewer } from "./viewer.ts";

/** What the issuer writes into an access token and every verifier demands of it. */
export const ACCESS_TOKEN = {
  issuer: "plexus",
  audience: "plexus-api",
  /** @see RFC 9068 section 2.1: a type of its own keeps other tokens of the issuer from being taken for this one. */
  type: "at+jwt",
  algorithm: "EdDSA",
  lifetimeMs: minutes(15),
} as const;

const LEEWAY_SECONDS = 60;
const MAX_LENGTH = 4_096;

export interface AccessTokenVerifierOptions {
  /**
   * The issuer's current public keys as JWKs. A rejection is passed on to whoever needs a key that is not known yet.
   */
  readKeys: () => Promise<readonly Record<string, unknown>[]>;
  now: Now;
}

/**
 * Makes the check of access tokens. Only Ed25519 keys that `readKeys` names by `kid` count; whatever key material or
 * address a token's own header brings is never looked at. Good tokens are remembered until they expire or their key
 * goes.
 *
 * Keys are read when a token names an unknown one (once for any number of callers at a time, at most every few
 * seconds) and now and then in the background, so rotation needs no restart and an absent issuer stops nobody whose
 * key is known.
 *
 * @throws AppError UNAUTHENTICATED for every token that is not good. An error of `readKeys` is passed on as it is:
 * nothing can be said about the token then.
 */
export function createAccessTokenVerifier({ readKeys, now }: AccessTokenVerifierOptions) {
  const keys = createKeyCache<ReadonlyMap<string, PublicKey>>({
    read: async () => importKeys(await readKeys()),
    empty: new Map(),
    now,
  });
  const verified = new LRUCache<string, VerifiedToken>({ max: 10_000 });

  return async (token: string): Promise<UserViewer> => {
    const known = verified.get(token);
    if (known && known.expiresAt > now().getTime() && keys.peek((all) => all.get(known.kid))) return known.viewer;

    const kid = token.length > MAX_LENGTH ? null : readKeyId(token);
    if (kid === null) throw notAuthenticated("not a token of this issuer");
    const key = await keys.find((all) => all.get(kid));
    if (!key) throw notAuthenticated("unknown key");
    const checked = await verify(token, key, now());
    verified.set(token, { ...checked, kid });
    return checked.viewer;
  };
}

interface VerifiedToken {
  viewer: UserViewer;
  expiresAt: number;
  kid: string;
}

type PublicKey = Awaited<ReturnType<typeof importJWK>>;

const header = z.object({
  alg: z.literal(ACCESS_TOKEN.algorithm),
  typ: z.literal(ACCESS_TOKEN.type),
  kid: z.string().min(1).max(128),
});

/** The key that a token claims to be signed with, or null when its header rules it out already. */
function readKeyId(token: string): string | null {
  try {
    const text = Buffer.from(token.slice(0, token.indexOf(".")), "base64url").toString("utf8");
    return header.parse(JSON.parse(text)).kid;
  } catch {
    return null;
  }
}

const claims = z.object({
  sub: z.string().transform((text) => parseId("user", text)),
  sid: z.string().transform((text) => parseId("sess", text)),
  scope: z.string(),
  exp: z.number(),
});

async function verify(token: string, key: PublicKey, currentDate: Date): Promise<Omit<VerifiedToken, "kid">> {
  try {
    const { payload } = await jwtVerify(token, key, {
      algorithms: [ACCESS_TOKEN.algorithm],
      typ: ACCESS_TOKEN.type,
      issuer: ACCESS_TOKEN.issuer,
      audience: ACCESS_TOKEN.audience,
      requiredClaims: ["exp", "nbf", "iat", "sub"],
      clockTolerance: LEEWAY_SECONDS,
      currentDate,
    });
    const { sub, sid, scope, exp } = claims.parse(payload);
    if (sub === null || sid === null) throw new TypeError("the token's ids are not of their kind");
    const scopes = scope.split(" ").filter(isScope);
    return { viewer: { kind: "user", userId: sub, sessionId: sid, scopes, memberships: [] }, expiresAt: exp * 1_000 };
  } catch (cause) {
    throw notAuthenticated("refused", cause);
  }
}

const publicJwk = z.object({
  kty: z.literal("OKP"),
  crv: z.literal("Ed25519"),
  x: z.string(),
  kid: z.string(),
});

async function importKeys(jwks: readonly Record<string, unknown>[]): Promise<ReadonlyMap<string, PublicKey>> {
  const good = jwks.map((jwk) => publicJwk.safeParse(jwk)).flatMap(({ data }) => data ?? []);
  return new Map(
    await Promise.all(good.map(async (jwk) => [jwk.kid, await importJWK(jwk, ACCESS_TOKEN.algorithm)] as const)),
  );
}

const notAuthenticated = (reason: string, cause?: unknown) =>
  new AppError("UNAUTHENTICATED", "The access token is not valid. Sign in again or refresh it.", {
    logMessage: `access token: ${reason}`,
    cause,
  });
