import { afterEach, beforeEach, expect, it } from "vitest";
import { newId } from "#platform/ids/id.ts";
import { createAccessTokenVerifier } from "#platform/identity/access-token.ts";
import { createBarrier } from "#platform/testing/barrier.ts";
import { plusMs } from "#platform/time/clock.ts";
import { minutes } from "#platform/time/duration.ts";
import type { AccountsDatabase } from "../database.ts";
import { createAccessTokenIssuer } from "../session/access-token-issuer.ts";
import { openTestDatabase, TEST_SECRET } from "../testing/start-accounts.ts";
import { createSigningKeyRing, type SigningKeyRing } from "./signing-key-ring.ts";
import { SCHEDULE_CACHE_MS } from "./signing-key.ts";

const START = new Date("2026-11-23T10:00:00Z");
let at = START;
const now = () => at;

let db: AccountsDatabase;
beforeEach(async () => {
  at = START;
  db = await openTestDatabase();
});
afterEach(() => db.close());

const grant = { userId: newId("user", START), sessionId: newId("sess", START), scopes: ["user:read"] };
const issue = async (keys: SigningKeyRing) => (await (await createAccessTokenIssuer({ keys, now })())(grant)).token;
const verifierOf = (keys: SigningKeyRing) => createAccessTokenVerifier({ readKeys: () => keys.publicJwks(), now });
const storedKids = async () =>
  (await db.pool.query<{ kid: string }>("SELECT kid FROM signing_keys")).rows.map(({ kid }) => kid);

it("signs tokens that verify with the public keys it names", async () => {
  const keys = createSigningKeyRing({ db, secret: TEST_SECRET, now });

  const viewer = await verifierOf(keys)(await issue(keys));

  expect(viewer).toEqual({ kind: "user", ...grant, memberships: [] });
});

it("makes one key when four processes need the first one at once, and all sign with it", async () => {
  const allHaveLooked = createBarrier(4);
  const findUnretired = async (date: Date) => {
    const found = await db.signingKeys.findUnretired(date);
    await allHaveLooked();
    return found;
  };
  const racing = { ...db, signingKeys: { ...db.signingKeys, findUnretired } };
  const rings = Array.from({ length: 4 }, () => createSigningKeyRing({ db: racing, secret: TEST_SECRET, now }));

  const kids = await Promise.all(rings.map(async (ring) => (await ring.current()).kid));

  expect(new Set(kids).size).toBe(1);
  expect(await storedKids()).toEqual([kids[0]]);
});

it("has a key to name before anybody signed in", async () => {
  expect(await createSigningKeyRing({ db, secret: TEST_SECRET, now }).publicJwks()).toHaveLength(1);
});

it("names public parts only, and stores the private part encrypted", async () => {
  const keys = createSigningKeyRing({ db, secret: TEST_SECRET, now });

  const [jwk] = await keys.publicJwks();

  expect(Object.keys(jwk!).sort()).toEqual(["alg", "crv", "kid", "kty", "use", "x"]);
  const { rows } = await db.pool.query<{ sealed: string }>("SELECT private_jwk_sealed AS sealed FROM signing_keys");
  expect(rows[0]!.sealed).toMatch(/^v1\.[\w-]+$/);
  expect(Buffer.from(rows[0]!.sealed.slice(3), "base64url").toString("latin1")).not.toContain("OKP");
});

it("goes on with a new key after the secret changed, and former tokens stay good", async () => {
  const before = createSigningKeyRing({ db, secret: TEST_SECRET, now });
  const token = await issue(before);
  const after = createSigningKeyRing({ db, secret: "another secret of at least 32 characters", now });

  expect(await verifierOf(after)(await issue(after))).toMatchObject({ userId: grant.userId });
  expect(await verifierOf(after)(token)).toMatchObject({ userId: grant.userId });
  expect(await storedKids()).toHaveLength(2);
});

it("signs with the newest key that has begun, and names a coming one before that", async () => {
  const keys = createSigningKeyRing({ db, secret: TEST_SECRET, now });
  const first = (await keys.current()).kid;
  at = plusMs(START, minutes(1));
  await db.pool.query("UPDATE signing_keys SET active_from = $1", [plusMs(START, minutes(30))]);
  const second = (await createSigningKeyRing({ db, secret: TEST_SECRET, now }).current()).kid;

  expect(second).not.toBe(first);
  expect((await keys.publicJwks()).map(({ kid }) => kid).sort()).toEqual([first, second].sort());
  at = plusMs(START, minutes(31));
  expect((await keys.current()).kid).toBe(first);
});

it("stops signing with a retired key within seconds, and names it until its tokens have expired", async () => {
  const keys = createSigningKeyRing({ db, secret: TEST_SECRET, now });
  const retired = (await keys.current()).kid;
  await db.pool.query("UPDATE signing_keys SET retired_at = $1", [START]);

  at = plusMs(START, SCHEDULE_CACHE_MS);
  const next = (await keys.current()).kid;
  expect(next).not.toBe(retired);
  at = plusMs(START, minutes(18) - 1);
  expect((await keys.publicJwks()).map(({ kid }) => kid)).toContain(retired);
  at = plusMs(START, minutes(18));
  expect((await keys.publicJwks()).map(({ kid }) => kid)).toEqual([next]);
});
