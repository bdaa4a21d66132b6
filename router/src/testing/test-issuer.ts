import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { type CryptoKey, exportJWK, generateKeyPair, type JWK, type JWTPayload, SignJWT } from "jose";
import type { OidcConfig } from "../identity/oidc-config.ts";

export const TEST_AUDIENCE = "https://api.shop.test";

interface IssuerKey {
  kid: string;
  alg: string;
  privateKey: CryptoKey;
  publicKey: CryptoKey;
  jwk: JWK;
}

/** An OpenID Connect issuer as far as an API sees it: a JWKS over HTTP, and tokens. */
export interface TestIssuer {
  readonly issuer: string;
  readonly oidc: OidcConfig;
  /** How often its keys were asked for. */
  reads: number;
  readonly keys: IssuerKey[];
  /** Makes the next key, which signs from now on; those before stay published. */
  addKey(alg?: string): Promise<IssuerKey>;
  /** Replaces what it answers when asked for its keys, until it is undefined again. */
  answer: { status: number; body: string; headers?: Record<string, string> } | "nothing" | undefined;
  /** A token of one hour for this API, with `claims` on top; a null claim is left out. */
  sign(
    claims?: Record<string, unknown>,
    options?: { key?: IssuerKey; header?: Record<string, unknown> },
  ): Promise<string>;
  stop(): Promise<void>;
}

export async function startTestIssuer(now: () => Date = () => new Date()): Promise<TestIssuer> {
  const server = createServer((_, response) => {
    test.reads++;
    if (test.answer === "nothing") return; // the caller has to give up
    const { status, body, headers } = test.answer ?? {
      status: 200,
      body: JSON.stringify({ keys: test.keys.map(({ jwk }) => jwk) }),
      headers: { "content-type": "application/json" },
    };
    response.writeHead(status, headers).end(body);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  let made = 0;
  const test: TestIssuer = {
    issuer,
    oidc: {
      ...{ issuer, audience: TEST_AUDIENCE, jwksUrl: `${issuer}jwks` },
      algorithms: ["RS256", "ES256", "EdDSA"],
      claims: { email: "email", emailVerified: "email_verified", name: "name" },
    },
    reads: 0,
    keys: [],
    answer: undefined,
    async addKey(alg = "RS256") {
      const { publicKey, privateKey } = await generateKeyPair(alg, { extractable: true });
      const kid = `key-${++made}`;
      const key = { kid, alg, publicKey, privateKey, jwk: { ...(await exportJWK(publicKey)), kid, alg, use: "sig" } };
      test.keys.push(key);
      return key;
    },
    async sign(claims = {}, { key = test.keys.at(-1)!, header = {} } = {}) {
      const seconds = Math.floor(now().getTime() / 1_000);
      const usual = { iss: issuer, aud: TEST_AUDIENCE, sub: "auth0|1", iat: seconds, exp: seconds + 3_600 };
      const payload = Object.fromEntries(Object.entries({ ...usual, ...claims }).filter(([, value]) => value !== null));
      return new SignJWT(payload as JWTPayload)
        .setProtectedHeader({ alg: key.alg, kid: key.kid, typ: "JWT", ...header })
        .sign(key.privateKey);
    },
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
  await test.addKey();
  return test;
}
