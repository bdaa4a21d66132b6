import { z } from "zod";

/** Signatures with a public key. Those with a shared secret (HS256 …) and none at all cannot be chosen. */
// prettier-ignore
const ALGORITHMS = [
  "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA", "Ed25519",
] as const;
export type OidcAlgorithm = (typeof ALGORITHMS)[number];

function readAlgorithms(text: string, context: z.RefinementCtx): OidcAlgorithm[] {
  const names = text
    .split(",")
    .map((name) => name.trim())
    .filter(Boolean);
  const known = ALGORITHMS.filter((name) => names.includes(name));
  if (known.length !== names.length || names.length === 0) context.addIssue(`takes of ${ALGORITHMS.join(", ")}`);
  return known;
}

const url = z.url({ protocol: /^https?$/, error: "must be a http(s) URL" });

/** Variables of the router about an issuer of tokens besides accounts. */
export const oidcEnvironment = {
  OIDC_ISSUER: z
    .string()
    .min(1)
    .optional()
    .describe("Takes access tokens of this OpenID Connect issuer, too: exactly what stands in their `iss`."),
  OIDC_AUDIENCE: z
    .string()
    .min(1)
    .optional()
    .describe("What must stand in the `aud` of its tokens: the name of this API there. Needed with OIDC_ISSUER."),
  OIDC_JWKS_URL: url
    .optional()
    .describe("Where its public keys are; `<OIDC_ISSUER>/.well-known/jwks.json` without it. No other address is read."),
  OIDC_ALGORITHMS: z
    .string()
    .default("RS256,ES256,EdDSA")
    .transform(readAlgorithms)
    .describe("Comma list of the signatures that its tokens may have."),
  OIDC_CLAIM_EMAIL: z.string().min(1).default("email").describe("The claim with the person's address."),
  OIDC_CLAIM_EMAIL_VERIFIED: z
    .string()
    .min(1)
    .default("email_verified")
    .describe("The claim that tells whether that address is theirs; nothing is concluded from one that is not."),
  OIDC_CLAIM_NAME: z.string().min(1).default("name").describe("The claim with what the person is called."),
};

export interface OidcConfig {
  issuer: string;
  audience: string;
  jwksUrl: string;
  algorithms: readonly OidcAlgorithm[];
  claims: { email: string; emailVerified: string; name: string };
}

/** Null without an issuer. @throws Error in one sentence about what is missing or in vain. */
export function readOidcConfig(read: z.infer<z.ZodObject<typeof oidcEnvironment>>): OidcConfig | null {
  const { OIDC_ISSUER: issuer, OIDC_AUDIENCE: audience, OIDC_JWKS_URL: jwksUrl } = read;
  if (issuer === undefined) {
    if (audience !== undefined || jwksUrl !== undefined) {
      throw new Error("OIDC_ISSUER must be set for OIDC_AUDIENCE and OIDC_JWKS_URL to mean anything.");
    }
    return null;
  }
  if (audience === undefined) throw new Error("OIDC_AUDIENCE must be set with OIDC_ISSUER.");
  const known = url.safeParse(jwksUrl ?? `${issuer.replace(/\/+$/, "")}/.well-known/jwks.json`);
  if (!known.success) throw new Error("OIDC_JWKS_URL must be set: OIDC_ISSUER is no http(s) URL.");
  return {
    issuer,
    audience,
    jwksUrl: known.data,
    algorithms: read.OIDC_ALGORITHMS,
    claims: {
      email: read.OIDC_CLAIM_EMAIL,
      emailVerified: read.OIDC_CLAIM_EMAIL_VERIFIED,
      name: read.OIDC_CLAIM_NAME,
    },
  };
}
