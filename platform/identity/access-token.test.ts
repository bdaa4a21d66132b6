import { exportJWK, generateKeyPair, SignJWT, type JWK, type JWTHeaderParameters } from "jose";
import { describe, expect, it } from "vitest";
import { AppError } from "#platform/errors/app-error.ts";
import { newId } from "#platform/ids/id.ts";
import { ACCESS_TOKEN, createAccessTokenVerifier } from "./access-token.ts";

const START = new Date("2026-11-23T10:00:00Z");
const userId = newId("user", START);
const sessionId = newId("sess", START);

const makeKey = async (kid: string) => {
  const pair = await generateKeyPair("EdDSA", { crv: "Ed25519", extractable: true });
  const jwk = { ...(await exportJWK(pair.publicKey)), kid, alg: "EdDSA", use: "sig" } as Record<string, unknown>;
  return { kid, privateKey: pair.privateKey, jwk };
};
type Key = Awaited<ReturnType<typeof makeKey>>;
const ours = await makeKey("key-1");

const payloadOf = (at = START) => ({
  iss: ACCESS_TOKEN.issuer as string,
  aud: ACCESS_TOKEN.audience as string,
  sub: userId as string,
  sid: sessionId as string,
  scope: "user:read order:read",
  iat: seconds(at),
  nbf: seconds(at),
  exp: seconds(at) + 900,
});
const seconds = (at: Date) => Math.floor(at.getTime() / 1_000);

const sign = (
  changes: { payload?: Record<string, unknown>; header?: Partial<JWTHeaderParameters>; key?: Key } = {},
) => {
  const key = changes.key ?? ours;
  return new SignJWT({ ...payloadOf(), ...changes.payload })
    .setProtectedHeader({ alg: "EdDSA", typ: "at+jwt", kid: key.kid, ...changes.header })
    .sign(key.privateKey, { crit: { "plexus-test": true } });
};

const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");

/** A verifier on a clock and a key list that the test moves. */
function setUp(keys: Record<string, unknown>[] = [ours.jwk]) {
  const state = { at: START, keys, reads: 0, failure: null as Error | null };
  const verify = createAccessTokenVerifier({
    readKeys: async () => {
      state.reads++;
      if (state.failure) throw state.failure;
      return state.keys;
    },
    now: () => state.at,
  });
  return { state, verify, after: (ms: number) => (state.at = new Date(START.getTime() + ms)) };
}

const refused = expect.objectContaining({ name: "AppError", code: "UNAUTHENTICATED" });

describe("a good token", () => {
  it("names the user, the session and the scopes", async () => {
    const { verify } = setUp();

    expect(await verify(await sign())).toEqual({
      kind: "user",
      userId,
      sessionId,
      scopes: ["user:read", "order:read"],
      memberships: [],
    });
    expect(await verify(await sign({ payload: { scope: "" } }))).toEqual({
      kind: "user",
      userId,
      sessionId,
      scopes: [],
      memberships: [],
    });
  });

  it("is good for a minute of clock difference beyond its life, on either side, and no longer", async () => {
    const token = await sign();

    for (const goodAt of [-60_000, 900_000 + 59_000]) {
      const { verify, after } = setUp();
      after(goodAt);
      expect(await verify(token)).toMatchObject({ userId });
    }
    for (const badAt of [-62_000, 900_000 + 61_000]) {
      const { verify, after } = setUp();
      after(badAt);
      await expect(verify(token)).rejects.toEqual(refused);
    }
  });

  it("that was seen before is refused all the same once it has expired", async () => {
    const { verify, after } = setUp();
    const token = await sign();
    await verify(token);

    after(900_000 + 61_000);

    await expect(verify(token)).rejects.toEqual(refused);
  });
});

describe("a forged token is refused", () => {
  const withHeader = (header: object, signature = "") => `${encode(header)}.${encode(payloadOf())}.${signature}`;
  const flip = (text: string) => (text.startsWith("A") ? "B" : "A") + text.slice(1);

  const forgeries: Record<string, () => Promise<string> | string> = {
    "no signature, alg none": () => withHeader({ alg: "none", typ: "at+jwt", kid: ours.kid }),
    "alg none in other letters": () => withHeader({ alg: "nOnE", typ: "at+jwt", kid: ours.kid }),
    "EdDSA announced, signature left out": () => withHeader({ alg: "EdDSA", typ: "at+jwt", kid: ours.kid }),
    "HS256 keyed with the public key": () =>
      new SignJWT(payloadOf())
        .setProtectedHeader({ alg: "HS256", typ: "at+jwt", kid: ours.kid })
        .sign(new TextEncoder().encode(JSON.stringify(ours.jwk))),
    "HS256 keyed with the raw public bytes": () =>
      new SignJWT(payloadOf())
        .setProtectedHeader({ alg: "HS256", typ: "at+jwt", kid: ours.kid })
        .sign(Buffer.from(String(ours.jwk["x"]), "base64url")),
    "another key under our kid": async () => sign({ key: { ...(await makeKey("theirs")), kid: ours.kid } }),
    "another key under its own kid": async () => sign({ key: await makeKey("theirs") }),
    "another key that it brings along as jwk": async () => {
      const theirs = await makeKey("theirs");
      return sign({ key: theirs, header: { jwk: theirs.jwk as JWK } });
    },
    "another key under our kid that it brings along as jwk": async () => {
      const theirs = { ...(await makeKey("theirs")), kid: ours.kid };
      return sign({ key: theirs, header: { jwk: theirs.jwk as JWK } });
    },
    "another key with an address to fetch it from (jku)": async () =>
      sign({ key: await makeKey("theirs"), header: { jku: "https://attacker.test/jwks" } }),
    "another key with an address to fetch it from (x5u)": async () =>
      sign({ key: { ...(await makeKey("theirs")), kid: ours.kid }, header: { x5u: "https://attacker.test/x5u" } }),
    "a critical extension that nobody knows": () => sign({ header: { crit: ["plexus-test"], "plexus-test": 1 } }),
    "another type of token": () => sign({ header: { typ: "JWT" } }),
    "no type": () => sign({ header: { typ: undefined as unknown as string } }),
    "no kid": () => sign({ header: { kid: undefined as unknown as string } }),
    "a kid that is no text": () => sign({ header: { kid: 1 as unknown as string } }),
    "another issuer": () => sign({ payload: { iss: "someone" } }),
    "another audience": () => sign({ payload: { aud: "plexus:orders" } }),
    "no audience": () => sign({ payload: { aud: undefined } }),
    "no expiry": () => sign({ payload: { exp: undefined } }),
    "no start": () => sign({ payload: { nbf: undefined } }),
    expired: () =>
      sign({ payload: { iat: seconds(START) - 1_000, nbf: seconds(START) - 1_000, exp: seconds(START) - 61 } }),
    "not yet valid": () => sign({ payload: { nbf: seconds(START) + 62 } }),
    "no subject": () => sign({ payload: { sub: undefined } }),
    "a subject that is no user": () => sign({ payload: { sub: newId("shop", START) } }),
    "no session": () => sign({ payload: { sid: undefined } }),
    "truncated in the signature": async () => (await sign()).slice(0, -3),
    "truncated after the payload": async () => (await sign()).split(".").slice(0, 2).join("."),
    "the signature of another payload": async () => {
      const [head, , signature] = (await sign()).split(".");
      return `${head}.${encode({ ...payloadOf(), scope: "user:read audit:read" })}.${signature}`;
    },
    "a changed signature": async () => {
      const [head, body, signature] = (await sign()).split(".");
      return `${head}.${body}.${flip(signature!)}`;
    },
    "longer than any of ours": () => sign({ payload: { padding: "x".repeat(5_000) } }),
    nothing: () => "",
    "no token at all": () => "not a token",
    "five parts, as an encrypted one has": () => "a.b.c.d.e",
  };

  it.each(Object.entries(forgeries))("%s", async (_, forge) => {
    const { verify } = setUp();
    const token = await forge();

    await expect(verify(token)).rejects.toEqual(refused);
    expect(await verify(await sign())).toMatchObject({ userId });
  });
});

describe("keys", () => {
  it("are read once for many callers at a time, and not again for tokens of known keys", async () => {
    const { state, verify } = setUp();
    const tokens = await Promise.all(
      Array.from({ length: 20 }, (_, index) => sign({ payload: { jti: String(index) } })),
    );

    await Promise.all(tokens.map(verify));
    await Promise.all(tokens.map(verify));

    expect(state.reads).toBe(1);
  });

  it("are asked for at most every few seconds, however many tokens with unknown keys come in", async () => {
    const { state, verify, after } = setUp();
    const forged = await Promise.all(
      Array.from({ length: 20 }, async (_, index) => sign({ key: { ...ours, kid: `unknown-${index}` } })),
    );

    for (const token of forged) await expect(verify(token)).rejects.toEqual(refused);
    expect(state.reads).toBe(1);

    after(3_000);
    for (const token of forged) await expect(verify(token)).rejects.toEqual(refused);
    expect(state.reads).toBe(2);
  });

  it("that are new are found without a restart, and their first tokens accepted", async () => {
    const { state, verify, after } = setUp();
    await verify(await sign());
    const next = await makeKey("key-2");
    state.keys = [ours.jwk, next.jwk];
    after(3_000);

    expect(await verify(await sign({ key: next }))).toMatchObject({ userId });
    expect(state.reads).toBe(2);
  });

  it("that are gone take their tokens along, remembered ones included", async () => {
    const { state, verify, after } = setUp();
    const token = await sign();
    await verify(token);
    state.keys = [(await makeKey("key-2")).jwk];

    after(300_001);
    await verify(token); // starts the reading in the background
    await expect
      .poll(() =>
        verify(token).then(
          () => "accepted",
          (error: AppError) => error.code,
        ),
      )
      .toBe("UNAUTHENTICATED");
  });

  it("of an absent issuer go on working, and what cannot be told is passed on instead of refused", async () => {
    const { state, verify, after } = setUp();
    const token = await sign();
    await verify(token);
    state.failure = new AppError("UNAVAILABLE", "accounts is not available. Try again.");
    after(300_001);

    expect(await verify(await sign({ payload: { jti: "fresh" } }))).toMatchObject({ userId });
    await expect(verify(await sign({ key: await makeKey("key-2") }))).rejects.toBe(state.failure);
    expect(await verify(token)).toMatchObject({ userId });
  });

  it("are used only when they are Ed25519 keys, and other entries of the list do no harm", async () => {
    const { verify } = setUp([{ kty: "oct", k: "c2VjcmV0", kid: "key-0" }, { kty: "RSA", kid: "key-3" }, {}, ours.jwk]);

    expect(await verify(await sign())).toMatchObject({ userId });
  });
});
