import { afterAll, expect, it } from "vitest";
import { plusMs } from "#platform/time/clock.ts";
import { createBarrier } from "#platform/testing/barrier.ts";
import { hours } from "#platform/time/duration.ts";
import type { AccountsDatabase } from "../database.ts";
import { newSecretToken } from "../secret-token/secret-token.ts";
import { insertUser } from "../testing/new-user.ts";
import { A_GUEST, openTestDatabase } from "../testing/start-accounts.ts";
import { createVerifyAccount } from "./verify-account.ts";

const db = await openTestDatabase();
afterAll(() => db.close());

const START = new Date("2026-11-23T10:00:00Z");

async function newcomer() {
  const user = await insertUser(db, { emailVerifiedAt: null });
  const { secret, hash } = newSecretToken();
  const expiresAt = plusMs(START, hours(24));
  await db.emailTokens.insert({ hash, subjectId: user.id, purpose: "VERIFY_EMAIL", createdAt: START, expiresAt });
  return { user, token: secret };
}
const verifiedAt = async (email: string) => (await db.users.findByEmail(email))?.emailVerifiedAt;

it("confirms the address for one of eight callers at once, and for nobody later", async () => {
  const { user, token } = await newcomer();
  const allInside = createBarrier(8);
  const racing: Pick<AccountsDatabase, "transaction"> = {
    transaction: (work) => db.transaction(async (store) => (await allInside(), work(store))),
  };
  const verifyAccount = createVerifyAccount({ db: racing, now: () => START });

  const outcomes = await Promise.all(Array.from({ length: 8 }, () => verifyAccount(A_GUEST, { token })));

  expect(outcomes.filter(({ kind }) => kind === "verified")).toEqual([
    { kind: "verified", user: { ...user, emailVerifiedAt: START } },
  ]);
  expect(await verifyAccount(A_GUEST, { token })).toEqual({ kind: "invalidToken" });
});

it("takes a token until 24 hours have passed and not after", async () => {
  const inTime = await newcomer();
  const late = await newcomer();
  const verifyAt = (at: Date) => createVerifyAccount({ db, now: () => at });

  expect(await verifyAt(plusMs(START, hours(24) - 1))(A_GUEST, inTime)).toMatchObject({ kind: "verified" });
  expect(await verifyAt(plusMs(START, hours(24)))(A_GUEST, late)).toEqual({ kind: "invalidToken" });
  expect(await verifiedAt(late.user.email)).toBeNull();
});

it("takes a token with space around it, as people copy it", async () => {
  const { token } = await newcomer();

  expect(await createVerifyAccount({ db, now: () => START })(A_GUEST, { token: ` ${token}\n` })).toMatchObject({
    kind: "verified",
  });
});

it("keeps the first confirmation when another token is used later", async () => {
  const { user, token } = await newcomer();
  const other = newSecretToken();
  const expiresAt = plusMs(START, hours(24));
  await db.emailTokens.insert({
    hash: other.hash,
    subjectId: user.id,
    purpose: "VERIFY_EMAIL",
    createdAt: START,
    expiresAt,
  });

  await createVerifyAccount({ db, now: () => START })(A_GUEST, { token });
  const later = await createVerifyAccount({ db, now: () => plusMs(START, hours(1)) })(A_GUEST, { token: other.secret });

  expect(later).toMatchObject({ kind: "verified" });
  expect(await verifiedAt(user.email)).toEqual(START);
});

it("knows no token but those it made: not the stored hash, not an empty one", async () => {
  const { user, token } = await newcomer();
  const verifyAccount = createVerifyAccount({ db, now: () => START });
  const { rows } = await db.pool.query<{ hash: string }>("SELECT hash FROM email_tokens WHERE subject_id = $1", [
    user.id,
  ]);

  for (const forged of [rows[0]!.hash, "", `${token}x`, "\u0000"]) {
    expect(await verifyAccount(A_GUEST, { token: forged })).toEqual({ kind: "invalidToken" });
  }
  expect(await verifiedAt(user.email)).toBeNull();
});
