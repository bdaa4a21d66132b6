import { exportSPKI, SignJWT } from "jose";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { startTestIssuer, TEST_AUDIENCE, type TestIssuer } from "../testing/test-issuer.ts";
import { createExternalTokens } from "./external-token.ts";
import { fetchJwks } from "./fetch-jwks.ts";

const START = new Date("2026-11-25T10:00:00Z");
const SECONDS = START.getTime() / 1_000;
let at = START;
const now = () => at;
const after = (seconds: number) => (at = new Date(START.getTime() + seconds * 1_000));

let issuer: TestIssuer;
beforeEach(async () => {
  at = START;
  issuer = await startTestIssuer(now);
});
afterEach(() => issuer.stop());

const newTokens = (change: Partial<TestIssuer["oidc"]> = {}) => {
  const oidc = { ...issuer.oidc, ...change };
  return createExternalTokens({ oidc, readKeys: () => fetchJwks(oidc.jwksUrl), now });
};
const refused = expect.objectContaining({ name: "AppError", code: "UNAUTHENTICATED" });
const away = expect.objectContaining({ name: "AppError", code: "UNAVAILABLE" });

describe("a good token", () => {
  it.each(["RS256", "ES256", "EdDSA"])("signed with %s tells whom it is of, since when and until when", async (alg) => {
    await issuer.addKey(alg);
    const token = await issuer.sign({ sid: "s1", email: "Mia@Example.test", email_verified: true, name: "Mia" });
    const tokens = newTokens();

    expect(tokens.isOf(token)).toBe(true);
    expect(await tokens.verify(token)).toEqual({
      ...{ issuer: issuer.issuer, subject: "auth0|1", sessionHint: "s1" },
      ...{ issuedAt: START, expiresAt: new Date(START.getTime() + 3_600_000) },
      ...{ email: "Mia@Example.test", emailVerified: true, name: "Mia" },
    });
  });

  it("may leave out what is about the person, and its type, and name several audiences", async () => {
    const token = await issuer.sign({ aud: ["other", TEST_AUDIENCE] }, { header: { typ: undefined } });
    expect(await newTokens().verify(token)).toMatchObject({
      ...{ sessionHint: null, email: null, emailVerified: false, name: null },
    });
  });

  it.each<[unknown, boolean]>([
    [true, true],
    ["true", true],
    [false, false],
    ["yes", false],
    [1, false],
    [null, false],
  ])("whose email_verified is %j vouches for the address: %j", async (claim, expected) => {
    const token = await issuer.sign({ email: "mia@example.test", email_verified: claim });
    expect(await newTokens().verify(token)).toMatchObject({ emailVerified: expected });
  });

  it("is read by the names that its issuer gives its claims, and odd values of them are none", async () => {
    const claims = { email: "https://shop/email", emailVerified: "https://shop/ok", name: "nickname" };
    const token = await issuer.sign({
      ...{ "https://shop/email": "mia@example.test", "https://shop/ok": true, nickname: { first: "Mia" } },
      ...{ email: "other@example.test", sid: 7 },
    });
    expect(await newTokens({ claims }).verify(token)).toMatchObject({
      ...{ email: "mia@example.test", emailVerified: true, name: null, sessionHint: null },
    });
  });

  it("is good for a minute of clock difference on either side, and no longer", async () => {
    const token = await issuer.sign({ nbf: SECONDS });
    for (const seconds of [-60, 3_659]) {
      after(seconds);
      expect(await newTokens().verify(token)).toMatchObject({ subject: "auth0|1" });
    }
    for (const seconds of [-62, 3_661]) {
      after(seconds);
      await expect(newTokens().verify(token)).rejects.toEqual(refused);
    }
  });
});

const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
const payload = () => ({ iss: issuer.issuer, aud: TEST_AUDIENCE, sub: "x", iat: SECONDS, exp: SECONDS + 60 });

describe("a token that is not good is refused", () => {
  it.each<[string, () => Promise<string> | string]>([
    ["for another API", () => issuer.sign({ aud: "https://elsewhere.test" })],
    ["without an audience", () => issuer.sign({ aud: null })],
    ["of another issuer", () => issuer.sign({ iss: "https://evil.test/" })],
    ["of an issuer that is almost the same", () => issuer.sign({ iss: issuer.issuer.slice(0, -1) })],
    ["expired", () => issuer.sign({ exp: SECONDS - 61 })],
    ["not yet valid", () => issuer.sign({ nbf: SECONDS + 62 })],
    ["made in the future", () => issuer.sign({ iat: SECONDS + 120 })],
    ["older than 30 days, though it says to live longer", () => issuer.sign({ iat: SECONDS - 31 * 86_400 })],
    ["without an expiry", () => issuer.sign({ exp: null })],
    ["without the time of its making", () => issuer.sign({ iat: null })],
    ["without a subject", () => issuer.sign({ sub: null })],
    ["with an empty subject", () => issuer.sign({ sub: "" })],
    ["with an unknown key", () => issuer.sign({}, { header: { kid: "unknown" } })],
    [
      "with an accepted algorithm that is not the key's",
      async () => {
        const key = await issuer.addKey("ES256");
        return issuer.sign({}, { key, header: { kid: "key-1" } });
      },
    ],
    [
      "with another key under a known name",
      async () => {
        const stranger = await startTestIssuer(now);
        const token = await issuer.sign({}, { key: stranger.keys[0]! });
        await stranger.stop();
        return token;
      },
    ],
    [
      "with a published key and an algorithm that was not chosen",
      async () => {
        const key = await issuer.addKey("RS512");
        return issuer.sign({}, { key });
      },
    ],
    ["with alg none", () => `${encode({ alg: "none", kid: "key-1" })}.${encode(payload())}.`],
    [
      "with HS256 keyed with the public key",
      async () =>
        new SignJWT(payload())
          .setProtectedHeader({ alg: "HS256", kid: "key-1" })
          .sign(Buffer.from(await exportSPKI(issuer.keys[0]!.publicKey))),
    ],
    [
      "with a key that it brings along",
      async () => {
        const stranger = await startTestIssuer(now);
        const key = stranger.keys[0]!;
        const token = await issuer.sign(
          {},
          { key, header: { kid: "own", jwk: key.jwk, jku: `${stranger.issuer}jwks` } },
        );
        await stranger.stop();
        expect(stranger.reads).toBe(0);
        return token;
      },
    ],
    [
      "with a critical extension",
      () => `${encode({ alg: "RS256", kid: "key-1", crit: ["x"], x: 1 })}.${encode(payload())}.x`,
    ],
    ["cut off", async () => (await issuer.sign()).slice(0, -5)],
    ["too long", () => issuer.sign({ padding: "x".repeat(12_000) })],
    ["nothing", () => ""],
  ])("%s", async (_, make) => {
    await expect(newTokens().verify(await make())).rejects.toEqual(refused);
  });
});

it("is taken for this issuer's only when its claim is the very text", async () => {
  const tokens = newTokens();
  expect(tokens.isOf(await issuer.sign({ iss: "plexus" }))).toBe(false);
  expect([tokens.isOf("x"), tokens.isOf("a.b.c"), tokens.isOf("")]).toEqual([false, false, false]);
});

describe("the keys", () => {
  it("are read once for known ones, and again for a new one, at most every three seconds", async () => {
    const tokens = newTokens();
    const first = await issuer.sign();
    await Promise.all(Array.from({ length: 10 }, () => tokens.verify(first)));
    expect(issuer.reads).toBe(1);

    await issuer.addKey("ES256");
    const second = await issuer.sign();
    await expect(tokens.verify(second)).rejects.toEqual(refused);
    expect(issuer.reads).toBe(1);
    after(3);
    expect(await tokens.verify(second)).toMatchObject({ subject: "auth0|1" });
    expect(await tokens.verify(first)).toMatchObject({ subject: "auth0|1" });
    expect(issuer.reads).toBe(2);
  });

  it("that were withdrawn take their tokens along", async () => {
    const tokens = newTokens();
    const token = await issuer.sign();
    await tokens.verify(token);
    expect(tokens.isKeyPublished(token)).toBe(true);
    issuer.keys.shift();
    await issuer.addKey();
    after(301);
    tokens.isKeyPublished(token); // begins to read them anew
    await expect.poll(() => tokens.isKeyPublished(token)).toBe(false);
    await expect(tokens.verify(token)).rejects.toEqual(refused);
  });

  it("of an issuer with one key need no name, with two they do", async () => {
    const token = await issuer.sign({}, { header: { kid: undefined } });
    expect(await newTokens().verify(token)).toMatchObject({ subject: "auth0|1" });
    await issuer.addKey();
    await expect(newTokens().verify(token)).rejects.toEqual(refused);
  });

  it.each<[string, TestIssuer["answer"]]>([
    ["an error", { status: 500, body: "no" }],
    ["a redirect", { status: 302, body: "", headers: { location: "http://127.0.0.1:1/" } }],
    ["no JSON", { status: 200, body: "<html>" }],
    ["other JSON", { status: 200, body: "[]" }],
    ["more than it may", { status: 200, body: `{"keys":[{"kty":"${"x".repeat(300_000)}"}]}` }],
    ["nothing", "nothing"],
  ])(
    "that cannot be had, because the answer is %s, leave it open whether a token is good, and known ones go on",
    async (_, answer) => {
      const known = newTokens();
      const token = await issuer.sign();
      await known.verify(token);
      issuer.answer = answer;

      await expect(newTokens().verify(token)).rejects.toEqual(away);
      expect(await known.verify(token)).toMatchObject({ subject: "auth0|1" });
    },
  );

  it("among entries that are none of use are found all the same", async () => {
    const { jwk } = issuer.keys[0]!;
    const others = [null, 1, {}, { kty: "oct", k: "c2VjcmV0", kid: "key-1" }, { ...jwk, use: "enc" }];
    issuer.answer = { status: 200, body: JSON.stringify({ keys: [...others, jwk] }) };
    expect(await newTokens().verify(await issuer.sign())).toMatchObject({ subject: "auth0|1" });
  });
});
