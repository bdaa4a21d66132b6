import { decodeProtectedHeader } from "jose";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ACCESS_TOKEN, createAccessTokenVerifier } from "#platform/identity/access-token.ts";
import { newId } from "#platform/ids/id.ts";
import { plusMs } from "#platform/time/clock.ts";
import { minutes, seconds } from "#platform/time/duration.ts";
import type { AccountsDatabase } from "../database.ts";
import { createAccessTokenIssuer } from "../session/access-token-issuer.ts";
import { openTestDatabase, TEST_SECRET } from "../testing/start-accounts.ts";
import { createSigningKeyChanges } from "./rotate-signing-keys.ts";
import { createSigningKeyRing, type SigningKeyRing } from "./signing-key-ring.ts";
import { DEFAULT_GRACE_MS, MIN_GRACE_MS, SCHEDULE_CACHE_MS } from "./signing-key.ts";

const START = new Date("2026-11-25T10:00:00Z");
let at = START;
const now = () => at;

let db: AccountsDatabase;
beforeEach(async () => {
  at = START;
  db = await openTestDatabase();
});
afterEach(() => db.close());

const grant = { userId: newId("user", START), sessionId: newId("sess", START), scopes: [] };
const changes = (secret = TEST_SECRET) => createSigningKeyChanges({ db, secret, now });
const newRing = () => createSigningKeyRing({ db, secret: TEST_SECRET, now });
const issue = async (keys: SigningKeyRing) => (await (await createAccessTokenIssuer({ keys, now })())(grant)).token;
const kidOf = (token: string) => decodeProtectedHeader(token).kid!;
const readStored = () => db.signingKeys.findAll();

/** An issuer in one process, a router in another, as many as a small installation has. */
function startProcesses() {
  const rings = [newRing(), newRing()];
  const newRouter = (ring = rings[0]!) => createAccessTokenVerifier({ readKeys: () => ring.publicJwks(), now });
  return { rings, newRouter, routers: rings.map((ring) => newRouter(ring)) };
}

describe.each([
  ["the shortest grace", MIN_GRACE_MS, seconds(1)],
  ["the default grace", DEFAULT_GRACE_MS, seconds(7)],
])("a rotation with %s", (_, graceMs, stepMs) => {
  it("lets every token that any issuer signs at any instant pass at every router for all of its life", async () => {
    const { rings, newRouter, routers } = startProcesses();
    const issued: { token: string; at: Date }[] = [];
    const kidsByInstant: { at: Date; kid: string }[] = [];
    let switchesAt: Date | null = null;

    const endAt = plusMs(START, graceMs + minutes(17));
    for (let step = 0; at < endAt; step++) {
      if (at >= plusMs(START, seconds(20)) && !switchesAt) {
        const outcome = await changes().rotate({ graceMs });
        if (outcome.kind !== "rotated") throw new Error(outcome.kind);
        switchesAt = outcome.next.activeFrom;
      }
      for (const ring of rings) {
        const token = await issue(ring);
        issued.push({ token, at });
        kidsByInstant.push({ at, kid: kidOf(token) });
      }
      const living = issued.filter((each) => at < plusMs(each.at, ACCESS_TOKEN.lifetimeMs));
      const fresh = step % 20 === 0 ? [newRouter()] : []; // one that has just been started knows nothing yet
      for (const verify of [...routers, ...fresh]) {
        const results = await Promise.allSettled(living.map(({ token }) => verify(token)));
        expect(results.filter(({ status }) => status === "rejected")).toEqual([]);
      }
      const isAroundSwitch = !switchesAt || at < plusMs(switchesAt, seconds(30));
      at = plusMs(at, isAroundSwitch ? stepMs : seconds(61));
    }

    const [former, next] = (await readStored()).map(({ kid }) => kid);
    expect(new Set(kidsByInstant.filter((each) => each.at < switchesAt!).map(({ kid }) => kid))).toEqual(
      new Set([former]),
    );
    expect(new Set(kidsByInstant.filter((each) => each.at >= switchesAt!).map(({ kid }) => kid))).toEqual(
      new Set([next]),
    );
    at = plusMs(switchesAt!, minutes(18));
    expect((await newRing().publicJwks()).map(({ kid }) => kid)).toEqual([next]);
  });
});

it("lets a router that read the keys just before take the new key's first token", async () => {
  const { rings, routers } = startProcesses();
  const [ring, verify] = [rings[0]!, routers[0]!];
  await verify(await issue(ring));
  await changes().rotate({ graceMs: MIN_GRACE_MS });
  at = plusMs(START, MIN_GRACE_MS);
  const first = await issue(ring);

  expect(kidOf(first)).toBe((await readStored())[1]!.kid);
  expect(await verify(first)).toMatchObject({ userId: grant.userId });
});

it("lets rotations at once take turns: at any instant one key signs, and the last one made in the end", async () => {
  await newRing().current();
  await Promise.all(Array.from({ length: 4 }, () => changes().rotate({ graceMs: MIN_GRACE_MS })));
  const stored = await readStored();
  expect(stored).toHaveLength(5);
  expect(stored.filter(({ retiredAt }) => retiredAt === null)).toHaveLength(1);

  at = plusMs(START, MIN_GRACE_MS);
  const kids = await Promise.all([newRing(), newRing()].map(async (ring) => (await ring.current()).kid));
  expect(kids).toEqual(Array(2).fill(stored.find(({ retiredAt }) => retiredAt === null)!.kid));
  expect(await readStored()).toHaveLength(5);
});

it("retires the key that signs only when another takes over, and every token passes meanwhile", async () => {
  const { rings, routers } = startProcesses();
  const former = (await rings[0]!.current()).kid;
  const tokens = [await issue(rings[0]!)];
  await routers[0]!(tokens[0]!);

  const outcome = await changes().retire({ kid: former });
  expect(outcome).toMatchObject({ kind: "retired", at: plusMs(START, MIN_GRACE_MS) });
  for (let step = 0; step < 20; step++) {
    for (const ring of rings) tokens.push(await issue(ring));
    for (const verify of routers) await Promise.all(tokens.map(verify));
    at = plusMs(at, seconds(1));
  }
  expect(kidOf(tokens.at(-1)!)).not.toBe(former);
  expect(await readStored()).toHaveLength(2);
  expect(await changes().retire({ kid: former })).toEqual({
    kind: "retiredBefore",
    at: plusMs(START, MIN_GRACE_MS),
  });
});

it("retires a key that is to come at once, and has a successor ready for the one that was to end with its begin", async () => {
  const { rings, routers } = startProcesses();
  const former = (await rings[0]!.current()).kid;
  await changes().rotate({ graceMs: minutes(6) });
  const coming = (await readStored()).find(({ kid }) => kid !== former)!.kid;

  const outcome = await changes().retire({ kid: coming });

  expect(outcome).toMatchObject({ kind: "retired", at: START, next: { activeFrom: plusMs(START, MIN_GRACE_MS) } });
  const kids = new Set<string>();
  for (; at < plusMs(START, minutes(7)); at = plusMs(at, seconds(2))) {
    const token = await issue(rings[1]!);
    await routers[0]!(token);
    kids.add(kidOf(token));
  }
  expect(kids.size).toBe(2);
  expect(kids).not.toContain(coming);
  expect(await readStored()).toHaveLength(3);
});

it("retires a key that nothing needs at once, and knows no key of another name", async () => {
  const former = (await newRing().current()).kid;
  await changes().rotate({ graceMs: MIN_GRACE_MS });
  await db.pool.query("UPDATE signing_keys SET retired_at = NULL");
  at = plusMs(START, MIN_GRACE_MS);

  expect(await changes().retire({ kid: former })).toEqual({ kind: "retired", at, next: null });
  expect(await readStored()).toHaveLength(2);
  expect(await changes().retire({ kid: "unknown" })).toEqual({ kind: "notFound" });
});

it("changes nothing with a grace in which somebody could miss the new key, or with another secret", async () => {
  await newRing().current();
  const before = await readStored();
  expect(await changes().rotate({ graceMs: MIN_GRACE_MS - 1 })).toEqual({ kind: "graceTooShort" });
  const other = changes("another secret of at least 32 characters");
  expect(await other.rotate({ graceMs: MIN_GRACE_MS })).toEqual({ kind: "otherSecret" });
  expect(await other.retire({ kid: before[0]!.kid })).toEqual({ kind: "otherSecret" });
  expect(await readStored()).toEqual(before);
});

it("leaves an entry in the audit trail", async () => {
  await newRing().current();
  const outcome = await changes().rotate({ graceMs: MIN_GRACE_MS });
  if (outcome.kind !== "rotated") throw new Error(outcome.kind);
  const { rows } = await db.pool.query("SELECT action, actor_kind, subject_type, subject_id FROM audit_entries");
  expect(rows).toEqual([
    { action: "signing-key.rotate", actor_kind: "SYSTEM", subject_type: "SigningKey", subject_id: outcome.next.kid },
  ]);
});

it("has a grace that is longer than an issuer goes on with what it knows of the keys", () => {
  expect(MIN_GRACE_MS).toBeGreaterThan(SCHEDULE_CACHE_MS);
});
