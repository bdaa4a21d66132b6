import { importJWK, jwtVerify } from "jose";
import { z } from "zod";
import { AppError } from "#platform/errors/app-error.ts";
import { createKeyCache } from "#platform/identity/key-cache.ts";
import type { Now } from "#platform/time/clock.ts";
import type { PublicJwk } from "./fetch-jwks.ts";
import type { OidcAlgorithm, OidcConfig } from "./oidc-config.ts";

const LEEWAY_SECONDS = 60;
/** Header fields of a request have 16 kB together. */
const MAX_LENGTH = 12_000;
/** Older ones are refused however long they say to live: accounts forgets the end of a session some time after this. */
const MAX_AGE = "30d";

/** What a good token of the other issuer says. */
export interface ExternalClaims {
  issuer: string;
  subject: string;
  sessionHint: string | null;
  issuedAt: Date;
  expiresAt: Date;
  email: string | null;
  emailVerified: boolean;
  name: string | null;
}

export interface ExternalTokens {
  /** Whether the token claims to be of this issuer: then it is checked as such and in no other way. */
  isOf(token: string): boolean;
  /** @throws AppError UNAUTHENTICATED for every token that is not good; what the reading of the keys throws when it cannot be told. */
  verify(token: string): Promise<ExternalClaims>;
  /** Whether the key that the token was verified with is still one of the issuer's. */
  isKeyPublished(token: string): boolean;
}

/**
 * The check of another issuer's tokens: signature by one of its published keys with one of the configured algorithms, issuer,
 * audience, times with a minute's leeway, and an age of at most 30 days. Key material and addresses that a token brings along are
 * never looked at.
 */
export function createExternalTokens(deps: {
  oidc: OidcConfig;
  readKeys: () => Promise<readonly PublicJwk[]>;
  now: Now;
}): ExternalTokens {
  const { oidc, now } = deps;
  const keys = createKeyCache<readonly PublicJwk[]>({ read: deps.readKeys, empty: [], now });

  return {
    isOf: (token) => readPart(token, 1, z.object({ iss: z.string() }))?.iss === oidc.issuer,
    isKeyPublished(token) {
      const header = readHeader(token, oidc.algorithms);
      return header !== null && keys.peek((jwks) => pick(jwks, header)) !== undefined;
    },
    async verify(token) {
      const header = token.length > MAX_LENGTH ? null : readHeader(token, oidc.algorithms);
      if (!header) throw refused("not signed in an accepted way");
      const jwk = await keys.find((jwks) => pick(jwks, header));
      if (!jwk) throw refused("unknown key");
      try {
        const { payload } = await jwtVerify(token, await importJWK({ ...jwk }, header.alg), {
          algorithms: [header.alg],
          issuer: oidc.issuer,
          audience: oidc.audience,
          requiredClaims: ["exp", "iat", "sub"],
          maxTokenAge: MAX_AGE,
          clockTolerance: LEEWAY_SECONDS,
          currentDate: now(),
        });
        return readClaims(payload, oidc);
      } catch (cause) {
        throw refused("refused", cause);
      }
    },
  };
}

interface Header {
  alg: OidcAlgorithm;
  kid?: string | undefined;
}

const headerShape = z.object({ alg: z.string(), kid: z.string().min(1).max(512).optional() });

function readHeader(token: string, algorithms: readonly OidcAlgorithm[]): Header | null {
  const header = readPart(token, 0, headerShape);
  const alg = algorithms.find((name) => name === header?.alg);
  return header && alg ? { alg, kid: header.kid } : null;
}

/** A part of the token as it claims to be: only good for choosing how to check it. */
function readPart<Shape>(token: string, index: number, shape: z.ZodType<Shape>): Shape | null {
  try {
    return shape.parse(JSON.parse(Buffer.from(token.split(".", 3)[index] ?? "", "base64url").toString("utf8")));
  } catch {
    return null;
  }
}

/** The one key that the header can mean; none when several could be meant, as without a `kid`. */
function pick(jwks: readonly PublicJwk[], { alg, kid }: Header): PublicJwk | undefined {
  const { kty, crv } = KEYS[alg];
  const fitting = jwks.filter(
    (jwk) =>
      jwk.kty === kty &&
      (crv === undefined || jwk.crv === crv) &&
      (kid === undefined || jwk.kid === kid) &&
      (jwk.use === undefined || jwk.use === "sig") &&
      (jwk.alg === undefined || jwk.alg === alg || (crv === "Ed25519" && keyOf(jwk.alg) === ED25519)),
  );
  return fitting.length === 1 ? fitting[0] : undefined;
}

const RSA = { kty: "RSA", crv: undefined };
const ED25519 = { kty: "OKP", crv: "Ed25519" };
const KEYS: Record<OidcAlgorithm, { kty: string; crv: string | undefined }> = {
  ...{ RS256: RSA, RS384: RSA, RS512: RSA, PS256: RSA, PS384: RSA, PS512: RSA },
  ES256: { kty: "EC", crv: "P-256" },
  ES384: { kty: "EC", crv: "P-384" },
  ES512: { kty: "EC", crv: "P-521" },
  EdDSA: ED25519,
  Ed25519: ED25519,
};
const keyOf = (alg: string) => KEYS[alg as OidcAlgorithm] as (typeof KEYS)[OidcAlgorithm] | undefined;

const text = z.string().min(1).max(255);
const standardClaims = z.object({ sub: text, sid: text.nullish().catch(null), iat: z.number(), exp: z.number() });

function readClaims(payload: Record<string, unknown>, { issuer, claims }: OidcConfig): ExternalClaims {
  const { sub, sid, iat, exp } = standardClaims.parse(payload);
  const optional = (name: string) => z.string().max(400).nullish().catch(null).parse(payload[name]) ?? null;
  const isVerified = payload[claims.emailVerified];
  return {
    ...{ issuer, subject: sub, sessionHint: sid ?? null },
    ...{ issuedAt: new Date(iat * 1_000), expiresAt: new Date(exp * 1_000) },
    email: optional(claims.email),
    emailVerified: isVerified === true || isVerified === "true", // some issuers write it as text
    name: optional(claims.name),
  };
}

const refused = (reason: string, cause?: unknown) =>
  new AppError("UNAUTHENTICATED", "The access token is not valid. Sign in again or refresh it.", {
    logMessage: `token of the external issuer: ${reason}`,
    cause,
  });
