import pg from "pg";
import { afterAll, expect, it, vi } from "vitest";
import { GUEST } from "#platform/identity/viewer.ts";
import { createBarrier } from "#platform/testing/barrier.ts";
import { plusMs } from "#platform/time/clock.ts";
import { hours } from "#platform/time/duration.ts";
import { newSecretToken } from "../secret-token/secret-token.ts";
import { endsOfSessions, insertSession } from "../testing/new-session.ts";
import { insertUser } from "../testing/new-user.ts";
import { newAddress, openTestDatabase } from "../testing/start-accounts.ts";
import type { User } from "../user/user.ts";
import { createCompletePasswordReset } from "./complete-password-reset.ts";
import { createRequestPasswordReset } from "./request-password-reset.ts";

const db = await openTestDatabase();
afterAll(() => db.close());

const NOW = new Date("2026-11-23T10:20:30Z");
const now = () => NOW;
const actor = { viewer: GUEST, requestId: "req_1" };

async function resetToken(user: Pick<User, "id">) {
  const { secret, hash } = newSecretToken();
  const expiresAt = plusMs(NOW, hours(1));
  await db.emailTokens.insert({ hash, subjectId: user.id, purpose: "PASSWORD_RESET", createdAt: NOW, expiresAt });
  return secret;
}
const count = async (sql: string, value: string) => (await db.pool.query(sql, [value])).rowCount;

it("takes one of eight uses of a token at once: one password, one mail, one entry, one announcement", async () => {
  const user = await insertUser(db);
  const session = await insertSession(db, user);
  const token = await resetToken(user);
  const allHashed = createBarrier(8);
  const announced: unknown[] = [];
  const complete = createCompletePasswordReset({
    db,
    passwords: { hash: async (password) => (await allHashed(), `hash of ${password}`) },
    announceAccessChange: async (change) => void announced.push(change),
    now,
  });

  const outcomes = await Promise.all(
    Array.from({ length: 8 }, (_, index) => complete(actor, { token, newPassword: `new password ${index}` })),
  );

  const winner = outcomes.findIndex(({ kind }) => kind === "reset");
  expect(outcomes.filter(({ kind }) => kind === "reset")).toHaveLength(1);
  expect(await db.users.findPasswordHash(user.id)).toBe(`hash of new password ${winner}`);
  expect(await endsOfSessions(db, user.id)).toEqual(["PASSWORD_RESET"]);
  expect(announced).toEqual([{ sessionIds: [session.sessionId] }]);
  expect(await count("SELECT 1 FROM mails WHERE to_address = $1", user.email)).toBe(1);
  expect(await count("SELECT 1 FROM audit_entries WHERE subject_id = $1", user.id)).toBe(1);
});

it("gives an erased person no password, whatever token there is", async () => {
  const user = await insertUser(db);
  const token = await resetToken(user);
  await db.pool.query("UPDATE users SET email = NULL, password_hash = NULL, erased_at = now() WHERE id = $1", [
    user.id,
  ]);
  const complete = createCompletePasswordReset({
    db,
    passwords: { hash: async () => "a hash" },
    announceAccessChange: async () => {},
    now,
  });

  expect(await complete(actor, { token, newPassword: "a new password" })).toMatchObject({ kind: "refused" });
  expect(await db.users.findPasswordHash(user.id)).toBeNull();
});

it("runs the same statements for every address: known, unverified, suspended, of another issuer, unknown", async () => {
  const known = await insertUser(db);
  const unverified = await insertUser(db, { emailVerifiedAt: null });
  const suspended = await insertUser(db, { suspendedAt: NOW });
  const external = await insertUser(db);
  await db.pool.query("UPDATE users SET password_hash = NULL WHERE id = $1", [external.id]);
  const request = createRequestPasswordReset({ db, now });
  const query = vi.spyOn(pg.Client.prototype, "query");
  const statementsOf = async (email: string) => {
    query.mockClear();
    expect(await request({ email })).toEqual({ kind: "accepted" });
    return query.mock.calls.map(([first]) => (typeof first === "string" ? first : (first as { text: string }).text));
  };

  const first = await statementsOf(known.email);
  expect(first.length).toBeGreaterThan(3);
  for (const email of [known.email, unverified.email, suspended.email, external.email, newAddress()]) {
    expect(await statementsOf(email)).toEqual(first);
  }
  query.mockRestore();
});
