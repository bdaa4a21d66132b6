import pg from "pg";
import { afterAll, expect, it, vi } from "vitest";
import { createBarrier } from "#platform/testing/barrier.ts";
import { createPasswordHasher } from "../password/password-hasher.ts";
import { A_GUEST, newAddress, openTestDatabase } from "../testing/start-accounts.ts";
import { createRegisterAccount } from "./register-account.ts";
import { createResendVerification } from "./resend-verification.ts";

const db = await openTestDatabase();
afterAll(() => Promise.all([db.close(), passwords.close()]));

const now = () => new Date("2026-11-23T10:20:30Z");
const passwords = createPasswordHasher();
const registerAccount = createRegisterAccount({ db, passwords, now });
const inputFor = (email: string, password = "correct horse") => ({ email, password, fullName: "Mia Berg" });

const mailsFor = async (email: string) =>
  (
    await db.pool.query<{ template: string }>("SELECT template FROM mails WHERE to_address = $1 ORDER BY template", [
      email,
    ])
  ).rows.map(({ template }) => template);
const countUsers = async (email: string) =>
  (await db.pool.query("SELECT 1 FROM users WHERE email = $1", [email])).rowCount;

it("makes one account and one mail of each kind when an address registers eight times at once", async () => {
  const email = newAddress();
  const allHashed = createBarrier(8);
  const racing = createRegisterAccount({
    db,
    passwords: { hash: async (password) => (await allHashed(), `hash of ${password}`) },
    now,
  });

  const outcomes = await Promise.all(Array.from({ length: 8 }, () => racing(A_GUEST, inputFor(email))));

  expect(outcomes).toEqual(Array.from({ length: 8 }, () => ({ kind: "accepted" })));
  expect(await countUsers(email)).toBe(1);
  expect(await mailsFor(email)).toEqual(["already-registered", "verify-email"]);
});

it("leaves a known account as it is: password, name and all", async () => {
  const email = newAddress();
  await registerAccount(A_GUEST, inputFor(email));
  const readRow = async () => (await db.pool.query("SELECT * FROM users WHERE email = $1", [email])).rows;
  const before = await readRow();

  await registerAccount(A_GUEST, { email: email.toUpperCase(), password: "another password", fullName: "Eve" });

  expect(await readRow()).toEqual(before);
  expect(before).toHaveLength(1);
  expect(await mailsFor(email)).toEqual(["already-registered", "verify-email"]);
});

it("does the same work for an unknown and a known address: one hash and the same statements", async () => {
  const email = newAddress();
  const hash = vi.spyOn(passwords, "hash");
  const query = vi.spyOn(pg.Client.prototype, "query");
  const workOf = async (work: () => Promise<unknown>) => {
    hash.mockClear();
    query.mockClear();
    await work();
    return { hashes: hash.mock.calls.length, statements: query.mock.calls.map(([first]) => statementOf(first)) };
  };

  const unknown = await workOf(() => registerAccount(A_GUEST, inputFor(email)));
  const known = await workOf(() => registerAccount(A_GUEST, inputFor(email)));
  const knownAgain = await workOf(() => registerAccount(A_GUEST, inputFor(email)));

  expect(unknown.hashes).toBe(1);
  expect(unknown.statements.length).toBeGreaterThan(3);
  expect(known).toEqual(unknown);
  expect(knownAgain).toEqual(unknown);

  const resend = createResendVerification({ db, now });
  const resentKnown = await workOf(() => resend({ email }));
  const resentUnknown = await workOf(() => resend({ email: newAddress() }));
  expect(resentUnknown).toEqual(resentKnown);
  expect(resentUnknown.statements.length).toBeGreaterThan(2);
  vi.restoreAllMocks();
});

it("stores nothing and hashes nothing when the input is wrong", async () => {
  const email = newAddress();
  const hash = vi.spyOn(passwords, "hash");

  const outcome = await registerAccount(A_GUEST, { email, password: "short", fullName: "" });

  expect(outcome.kind).toBe("refused");
  expect(hash).not.toHaveBeenCalled();
  expect(await countUsers(email)).toBe(0);
  expect(await mailsFor(email)).toEqual([]);
  vi.restoreAllMocks();
});

it("asks for another verification mail at most once a minute", async () => {
  const email = newAddress();
  let at = new Date("2026-11-23T10:20:00Z");
  const resend = createResendVerification({ db, now: () => at });

  await Promise.all([resend({ email }), resend({ email }), resend({ email })]);
  expect(await mailsFor(email)).toEqual(["verify-email"]);

  at = new Date("2026-11-23T10:21:00Z");
  await resend({ email });
  expect(await mailsFor(email)).toEqual(["verify-email", "verify-email"]);
});

const statementOf = (query: unknown): string => (typeof query === "string" ? query : (query as { text: string }).text);
