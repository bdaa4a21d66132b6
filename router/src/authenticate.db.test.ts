import { exportJWK, generateKeyPair, type JWTPayload, SignJWT } from "jose";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { AppError } from "#platform/errors/app-error.ts";
import { ACCESS_TOKEN, createAccessTokenVerifier } from "#platform/identity/access-token.ts";
import { newId } from "#platform/ids/id.ts";
import { startTestGraph } from "./testing/test-graph.ts";

const now = () => new Date();
const { publicKey, privateKey } = await generateKeyPair("EdDSA", { extractable: true });
const stranger = await generateKeyPair("EdDSA");
const userId = newId("user", now());
const sessionId = newId("sess", now());
let isIssuerAway = false;

/** What an issuer that has lost its wits would publish: the private key beside the public one. */
const readKeys = async () => {
  if (isIssuerAway) throw new AppError("UNAVAILABLE", "accounts is not available. Try again.");
  return [
    { ...(await exportJWK(privateKey)), ...(await exportJWK(publicKey)), kid: "k1", use: "sig", alg: "EdDSA", k: "s" },
  ];
};
const graph = await startTestGraph({ identify: createAccessTokenVerifier({ readKeys, now }), readKeys });
afterAll(() => graph.stop());
beforeEach(() => {
  isIssuerAway = false;
  graph.takeCalls();
});

const SECOND = 1_000;
function token(change: JWTPayload = {}, header: Record<string, string> = {}, key = privateKey): Promise<string> {
  const nowSeconds = Math.floor(now().getTime() / SECOND);
  return new SignJWT({
    iss: ACCESS_TOKEN.issuer,
    aud: ACCESS_TOKEN.audience,
    sub: userId,
    sid: sessionId,
    scope: "order:read",
    iat: nowSeconds,
    nbf: nowSeconds,
    exp: nowSeconds + 600,
    ...change,
  })
    .setProtectedHeader({ alg: ACCESS_TOKEN.algorithm, typ: ACCESS_TOKEN.type, kid: "k1", ...header })
    .sign(key);
}

const NOTE = { query: 'mutation { note(text: "x") }' };
const whoAmI = (authorization: string) => graph.post({ query: "{ me { viewer userId } }" }, { authorization });

describe("a good access token", () => {
  it("makes the subgraph see its user", async () => {
    const { status, body } = await whoAmI(`Bearer ${await token()}`);
    expect([status, body]).toEqual([200, { data: { me: { viewer: "user", userId } } }]);
    expect((await whoAmI(`bearer ${await token()}`)).body).toEqual(body);
  });
});

describe("a token that is not good is refused with 401, and nothing runs", () => {
  const anHourAgo = Math.floor(now().getTime() / SECOND) - 3_600;
  it.each<[string, () => Promise<string> | string]>([
    ["garbage", () => "Bearer garbage"],
    ["no token", () => "Bearer "],
    ["another scheme", () => "Basic dXNlcjpwYXNz"],
    ["two tokens", async () => `Bearer ${await token()} ${await token()}`],
    ["an expired one", async () => `Bearer ${await token({ exp: anHourAgo })}`],
    ["one for another audience", async () => `Bearer ${await token({ aud: "elsewhere" })}`],
    ["one of another issuer", async () => `Bearer ${await token({ iss: "elsewhere" })}`],
    ["one signed by a stranger", async () => `Bearer ${await token({}, {}, stranger.privateKey)}`],
    ["one with an unknown key", async () => `Bearer ${await token({}, { kid: "k2" })}`],
    ["one without a signature", async () => `Bearer ${(await token()).split(".").slice(0, 2).join(".")}.`],
    ["one that claims to need none", () => `Bearer ${unsigned()}`],
    ["a changed one", async () => `Bearer ${(await token()).replace(/\.\w/, ".X")}`],
    ["a huge one", () => `Bearer ${"a".repeat(9_000)}`],
  ])("%s", async (_, authorization) => {
    const { status, headers, body } = await graph.post(NOTE, { authorization: await authorization() });
    expect(status).toBe(401);
    expect(headers.get("www-authenticate")).toBe('Bearer error="invalid_token"');
    expect(headers.get("cache-control")).toBe("no-store");
    expect(body).toEqual({ errors: [{ message: expect.any(String), extensions: { code: "UNAUTHENTICATED" } }] });
    expect(graph.takeCalls()).toEqual([]);
  });

  function unsigned(): string {
    const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
    return `${encode({ alg: "none", typ: ACCESS_TOKEN.type, kid: "k1" })}.${encode({ sub: userId })}.`;
  }
});

it("says 503, not 401, and runs nothing, when nobody can say whether a token is good", async () => {
  const away = new AppError("UNAVAILABLE", "accounts is not available. Try again.", { logMessage: "10.0.0.7" });
  const other = await startTestGraph({ identify: () => Promise.reject(away) });
  try {
    const { status, text, body } = await other.post(NOTE, { authorization: "Bearer a.b.c" });
    expect(status).toBe(503);
    expect(body?.errors).toEqual([{ message: away.publicMessage, extensions: { code: "SUBGRAPH_UNAVAILABLE" } }]);
    expect(text).not.toContain("10.0.0.7");
    expect(other.takeCalls()).toEqual([]);
  } finally {
    await other.stop();
  }
});

describe("/.well-known/jwks.json", () => {
  it("has the public members of the keys alone", async () => {
    const { status, headers, text, body } = await graph.send("/.well-known/jwks.json");
    expect([status, headers.get("content-type")]).toEqual([200, "application/json; charset=utf-8"]);
    expect(headers.get("cache-control")).toBe("public, max-age=60");
    const { x } = await exportJWK(publicKey);
    expect(body).toEqual({ keys: [{ kty: "OKP", crv: "Ed25519", x, kid: "k1", use: "sig", alg: "EdDSA" }] });
    expect(text).not.toContain((await exportJWK(privateKey)).d);
  });

  it("is unavailable while the issuer is", async () => {
    isIssuerAway = true;
    const { status, headers, body } = await graph.send("/.well-known/jwks.json");
    expect([status, body?.errors?.[0]?.extensions]).toEqual([503, { code: "SUBGRAPH_UNAVAILABLE" }]);
    expect(headers.get("cache-control")).toBe("no-store");
  });

  it("is not there in a graph that takes no access tokens", async () => {
    const none = new AppError("UNAUTHENTICATED", "This graph takes no access tokens.");
    const other = await startTestGraph({ readKeys: () => Promise.reject(none) });
    try {
      expect((await other.send("/.well-known/jwks.json")).status).toBe(404);
    } finally {
      await other.stop();
    }
  });
});
