import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { ROLE_SCOPES } from "#platform/identity/scope.ts";
import { type Actor, GUEST } from "#platform/identity/viewer.ts";
import { createBarrier } from "#platform/testing/barrier.ts";
import { plusMs } from "#platform/time/clock.ts";
import { days, seconds } from "#platform/time/duration.ts";
import type { AccountsDatabase, AccountsStore } from "../database.ts";
import { insertUser } from "../testing/new-user.ts";
import { newAddress, openTestDatabase } from "../testing/start-accounts.ts";
import type { ExternalClaims } from "./external-identity.ts";
import { createResolveExternalSession, type ExternalSession } from "./resolve-external-session.ts";

const START = new Date("2026-11-25T10:00:00Z");
const db = await openTestDatabase();
afterAll(() => db.close());

let at = START;
beforeEach(() => {
  at = START;
});
const now = () => at;
const resolve = createResolveExternalSession({ db, now });
const actor: Actor = {
  viewer: GUEST,
  client: { address: "203.0.113.7", userAgent: "Phone/1" },
  requestId: "a-request",
};

let subjects = 0;
const someone = (changes: Partial<ExternalClaims> = {}): ExternalClaims => ({
  ...{ issuer: "https://id.test/", subject: `auth0|${++subjects}`, sessionHint: "s1", issuedAt: START },
  ...{ email: newAddress(), emailVerified: true, name: "Mia Berg" },
  ...changes,
});
async function resolved(claims: ExternalClaims): Promise<ExternalSession> {
  const session = await resolve(actor, claims);
  if (!session) throw new Error("it was refused");
  return session;
}
const userOf = async (id: string) => (await db.users.findByIds([id]))[0]!;
const count = async (table: string, where = "true") =>
  Number((await db.pool.query<{ count: string }>(`SELECT count(*) FROM ${table} WHERE ${where}`)).rows[0]!.count);
const countAll = async () => ({
  users: await count("users"),
  identities: await count("external_identities"),
  sessions: await count("sessions"),
});

describe("at first sight", () => {
  it("makes an account with the verified address and a session, and finds both again", async () => {
    const claims = someone();
    const before = await countAll();
    const first = await resolved(claims);

    const { email, fullName, emailVerifiedAt } = await userOf(first.userId);
    expect({ email, fullName, emailVerifiedAt }).toEqual({
      ...{ email: claims.email, fullName: "Mia Berg", emailVerifiedAt: START },
    });
    expect([first.scopes, first.memberships]).toEqual([[], []]);
    at = plusMs(START, seconds(30));
    expect(await resolved({ ...claims, issuedAt: at, email: newAddress(), name: "Other" })).toEqual(first);
    expect(await userOf(first.userId)).toMatchObject({ email: claims.email, fullName: "Mia Berg" });
    const after = await countAll();
    expect([
      after.users - before.users,
      after.identities - before.identities,
      after.sessions - before.sessions,
    ]).toEqual([1, 1, 1]);
    const { rows } = await db.pool.query("SELECT * FROM sessions WHERE id = $1", [first.sessionId]);
    expect(rows).toMatchObject([
      { user_id: first.userId, network: "203.0.113.7", user_agent: "Phone/1", created_at: START, last_used_at: at },
    ]);
    const entries = await db.pool.query("SELECT action, after FROM audit_entries WHERE subject_id = $1", [
      first.userId,
    ]);
    expect(entries.rows).toEqual([
      { action: "user.register-by-identity", after: { issuer: claims.issuer, subject: "[personal]" } },
    ]);
  });

  it("leads to the account that has confirmed the very same address, when the issuer vouches for it", async () => {
    const user = await insertUser(db, { roles: ["SUPPORT"] });
    const session = await resolved(someone({ email: ` ${user.email.toUpperCase()}` }));

    expect(session).toMatchObject({ userId: user.id, scopes: ROLE_SCOPES.SUPPORT });
    expect(await userOf(user.id)).toEqual(user);
    expect(await count("audit_entries", `subject_id = '${user.id}' AND action = 'user.link-identity'`)).toBe(1);
  });

  it.each<[string, Partial<ExternalClaims>]>([
    ["does not vouch for", { emailVerified: false }],
    ["does not tell", { email: null }],
  ])("makes an account of its own, without an address, when the issuer %s it", async (_, change) => {
    const victim = await insertUser(db);
    const session = await resolved(someone({ email: victim.email, ...change }));

    expect(session.userId).not.toBe(victim.id);
    expect(await userOf(session.userId)).toMatchObject({ email: null, emailVerifiedAt: null });
    expect(await userOf(victim.id)).toEqual(victim);
    expect(await count("sessions", `user_id = '${victim.id}'`)).toBe(0);
  });

  it("does not lead to an account that has not confirmed its address: who registered it may be anyone", async () => {
    const squatter = await insertUser(db, { emailVerifiedAt: null });
    const session = await resolved(someone({ email: squatter.email }));

    expect(session.userId).not.toBe(squatter.id);
    expect(await userOf(session.userId)).toMatchObject({ email: null });
    expect(await userOf(squatter.id)).toEqual(squatter);
  });

  it.each(["", "Mia\u0000", "x".repeat(101), null])("gives a neutral name to who is called %j", async (name) => {
    const { userId } = await resolved(someone({ name }));
    expect((await userOf(userId)).fullName).toBe("Customer");
  });

  it.each(["no address", "a@b", `${"a".repeat(70)}@example.test`])("keeps no address like %j", async (email) => {
    const { userId } = await resolved(someone({ email }));
    expect((await userOf(userId)).email).toBeNull();
  });

  it("tells subjects of different issuers apart", async () => {
    const claims = someone({ email: null });
    const one = await resolved(claims);
    const other = await resolved({ ...claims, issuer: "https://other.test/" });
    expect(other.userId).not.toBe(one.userId);
  });
});

describe("of calls at the same time", () => {
  /** The use case over a database where nobody goes on before all have seen that they come first. */
  function racing(parties: number) {
    const allHaveLooked = createBarrier(parties);
    const transaction: AccountsDatabase["transaction"] = (work, requestId) =>
      db.transaction((store: AccountsStore) => {
        const real = store.externalIdentities;
        const externalIdentities = {
          ...real,
          async findUserId(issuer: string, subject: string) {
            const found = await real.findUserId(issuer, subject);
            await allHaveLooked();
            return found;
          },
        };
        return work({ ...store, externalIdentities });
      }, requestId);
    return createResolveExternalSession({ db: { ...db, transaction }, now });
  }

  it("eight first sights of one person make one account, one identity and one session", async () => {
    const claims = someone();
    const before = await countAll();
    const race = racing(8);
    const sessions = await Promise.all(Array.from({ length: 8 }, () => race(actor, claims)));

    expect(new Set(sessions.map((session) => JSON.stringify(session))).size).toBe(1);
    expect(sessions[0]).not.toBeNull();
    expect(await countAll()).toEqual({
      users: before.users + 1,
      identities: before.identities + 1,
      sessions: before.sessions + 1,
    });
  });

  it("first sights of two subjects with one verified address lead to one account", async () => {
    const email = newAddress();
    const race = racing(2);
    const [one, other] = await Promise.all([race(actor, someone({ email })), race(actor, someone({ email }))]);

    expect(one!.userId).toBe(other!.userId);
    expect(one!.sessionId).not.toBe(other!.sessionId);
    expect(await count("users", `email = '${email}'`)).toBe(1);
  });
});

describe("the session", () => {
  const end = (id: string) => db.sessions.revoke(id as ExternalSession["sessionId"], "SIGNED_OUT", at);

  it("is one for each session of the issuer's, and one for all where it tells none", async () => {
    const claims = someone();
    const ids = new Set<string>();
    for (const sessionHint of ["s1", "s2", null, null]) ids.add((await resolved({ ...claims, sessionHint })).sessionId);
    expect(ids.size).toBe(3);
  });

  it("that was ended stays so for tokens made before, also when a later one has opened the next", async () => {
    const claims = someone();
    const first = await resolved(claims);
    at = plusMs(START, seconds(60));
    await end(first.sessionId);
    expect(await resolve(actor, claims)).toBeNull();
    expect(await resolve(actor, { ...claims, issuedAt: at })).toBeNull();

    const later = { ...claims, issuedAt: plusMs(at, seconds(1)) };
    const second = await resolved(later);
    expect(second.userId).toBe(first.userId);
    expect(second.sessionId).not.toBe(first.sessionId);
    expect(await resolve(actor, claims)).toBeNull();
    expect(await resolved(later)).toEqual(second);
  });

  it("is not opened for the suspended and the erased, and no second account is made for them", async () => {
    const user = await insertUser(db);
    const claims = someone({ email: user.email });
    await db.pool.query("UPDATE users SET suspended_at = now() WHERE id = $1", [user.id]);
    const before = await countAll();
    expect(await resolve(actor, claims)).toBeNull();
    expect(await countAll()).toEqual(before);

    await db.pool.query("UPDATE users SET suspended_at = NULL WHERE id = $1", [user.id]);
    await resolved(claims);
    await db.pool.query(
      "UPDATE users SET erased_at = now(), email = NULL, password_hash = NULL, full_name = 'Erased' WHERE id = $1",
      [user.id],
    );
    const linked = await countAll();
    expect(await resolve(actor, { ...claims, sessionHint: "s2" })).toBeNull();
    expect(await countAll()).toEqual(linked);
  });

  it("is not removed with those that have no refresh token, before its tokens are too old to be good", async () => {
    const [live, ended] = [await resolved(someone()), await resolved(someone())];
    at = plusMs(START, days(1));
    await end(ended.sessionId);
    const left = async () => count("sessions", `id IN ('${live.sessionId}', '${ended.sessionId}')`);

    await db.sessions.deleteExpired(plusMs(START, days(30)), 1_000);
    expect(await left()).toBe(2);
    await db.sessions.deleteExpired(plusMs(START, days(30.5)), 1_000);
    expect(await left()).toBe(1);
    await db.sessions.deleteExpired(plusMs(START, days(31.5)), 1_000);
    expect(await left()).toBe(0);
  });
});
