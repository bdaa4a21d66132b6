import { afterAll, beforeAll, expect, it } from "vitest";
import { GUEST, type Viewer } from "#platform/identity/viewer.ts";
import { createBarrier } from "#platform/testing/barrier.ts";
import { countQueries } from "#platform/testing/count-queries.ts";
import { hours } from "#platform/time/duration.ts";
import type { RunningJobs } from "#platform/jobs/run-jobs.ts";
import type { AccountsDatabase } from "../database.ts";
import { mailOf, tokenIn } from "../testing/mailed-token.ts";
import { endsOfSessions, insertSession } from "../testing/new-session.ts";
import { insertUser, PASSWORD, viewerOf } from "../testing/new-user.ts";
import { mailsTo, newAddress, startAccounts, type TestAccounts } from "../testing/start-accounts.ts";
import { createConfirmEmailChange } from "./confirm-email-change.ts";

let accounts: TestAccounts;
let worker: RunningJobs;
beforeAll(async () => {
  accounts = await startAccounts();
  worker = await accounts.subgraph.startWorker();
});
afterAll(async () => {
  await worker.stop();
  await accounts.close();
});

const CONFIRM = "Confirm your new e-mail address";
const request = (viewer: Viewer, newEmail: string, password = PASSWORD) =>
  accounts.graphql(
    `mutation ($newEmail: String!, $password: String!) {
      emailChangeRequest(input: { newEmail: $newEmail, password: $password }) { userErrors { code field } }
    }`,
    { newEmail, password },
    { viewer },
  );
const confirm = async (token: string) =>
  (
    await accounts.graphql(
      "mutation ($token: String!) { emailChangeConfirm(input: { token: $token }) { user { id email emailVerified } userErrors { code field } } }",
      { token },
    )
  ).data!["emailChangeConfirm"];
const mailedToken = async (email: string, count = 1) => tokenIn(await mailOf(email, CONFIRM, count));
const emailOf = async (id: string) =>
  (await accounts.db.pool.query<{ email: string }>("SELECT email FROM users WHERE id = $1", [id])).rows[0]!.email;
const changesOf = async (id: string) =>
  (await accounts.db.pool.query("SELECT 1 FROM email_changes WHERE user_id = $1", [id])).rowCount;

const ACCEPTED = { data: { emailChangeRequest: { userErrors: [] } } };
const refusedWith = (...userErrors: { code: string; field: string[] }[]) => ({
  data: { emailChangeRequest: { userErrors } },
});
const INVALID = { user: null, userErrors: [{ code: "INVALID_TOKEN", field: ["token"] }] };

it("moves a person to a new address once that is confirmed: same id, sessions go on, tokens for the old address do not", async () => {
  const user = await insertUser(accounts.db);
  const here = await insertSession(accounts.db, user);
  const newEmail = newAddress();
  const resetHash = "1".repeat(64);
  await accounts.db.emailTokens.insert({
    hash: resetHash,
    subjectId: user.id,
    purpose: "PASSWORD_RESET",
    createdAt: accounts.now(),
    expiresAt: new Date(accounts.now().getTime() + hours(1)),
  });

  expect(await request(here, ` ${newEmail.toUpperCase()} `)).toEqual(ACCEPTED);
  const notice = await mailOf(user.email, "Your e-mail address is about to change");
  expect(notice.text).toContain(`${newEmail[0]}***@example.test`);
  expect(notice.text).not.toContain(newEmail);
  const token = await mailedToken(newEmail);
  expect(await emailOf(user.id)).toBe(user.email);

  expect(await confirm(` ${token} `)).toEqual({
    user: { id: user.id, email: newEmail, emailVerified: true },
    userErrors: [],
  });
  expect(await confirm(token)).toEqual(INVALID);
  await mailOf(user.email, "Your e-mail address was changed");
  expect(await endsOfSessions(accounts.db, user.id)).toEqual([null]);
  expect(await accounts.db.emailTokens.findLive(resetHash, "PASSWORD_RESET", accounts.now())).toBeNull();
  const { rows } = await accounts.db.pool.query(
    "SELECT action, before::text || after::text AS state FROM audit_entries WHERE subject_id = $1 ORDER BY occurred_at",
    [user.id],
  );
  expect(rows.map((row) => (row as { action: string }).action)).toEqual([
    "account.email-change-request",
    "account.email-change",
  ]);
  expect(JSON.stringify(rows)).not.toContain("example.test");
});

it("answers an address that has an account alike, by as many statements, and tells only its owner", async () => {
  const [user, other] = [await insertUser(accounts.db), await insertUser(accounts.db)];
  const viewer = viewerOf(user);
  const free = newAddress();
  const count = async (newEmail: string) => {
    let answer: unknown;
    const queries = await countQueries(accounts.databaseUrl, async () => (answer = await request(viewer, newEmail)));
    expect(answer).toEqual(ACCEPTED);
    return queries;
  };
  await worker.stop();
  const [known, unknown] = [await count(other.email), await count(free)];
  worker = await accounts.subgraph.startWorker();
  expect(known).toBe(unknown);

  await mailOf(other.email, "You already have an account");
  await mailedToken(free);
  expect((await mailsTo(other.email)).map(({ subject }) => subject)).toEqual(["You already have an account"]);
});

it("names everything that is wrong at once, and writes nothing", async () => {
  const user = await insertUser(accounts.db);
  const viewer = viewerOf(user);

  expect(await request(viewer, "x@example.test\nBcc: y@example.test", "wrong password")).toEqual(
    refusedWith({ code: "INVALID_EMAIL", field: ["newEmail"] }, { code: "WRONG_PASSWORD", field: ["password"] }),
  );
  for (const newEmail of ["", "x\u0000@example.test", "mïa@example.test", `${"x".repeat(10_000)}@example.test`]) {
    expect(await request(viewer, newEmail)).toEqual(refusedWith({ code: "INVALID_EMAIL", field: ["newEmail"] }));
  }
  expect(await request(viewer, user.email)).toEqual(refusedWith({ code: "EMAIL_UNCHANGED", field: ["newEmail"] }));
  expect(await request(GUEST, newAddress())).toMatchObject({ errors: [{ extensions: { code: "UNAUTHENTICATED" } }] });

  expect(await changesOf(user.id)).toBe(0);
});

it("tells people of another issuer that their address is not changed here", async () => {
  const user = await insertUser(accounts.db);
  await accounts.db.pool.query("UPDATE users SET password_hash = NULL WHERE id = $1", [user.id]);

  expect(await request(viewerOf(user), newAddress())).toEqual(
    refusedWith({ code: "NO_PASSWORD", field: ["password"] }),
  );
  expect(await changesOf(user.id)).toBe(0);
});

it("lets only the latest wish come true, within a day", async () => {
  const user = await insertUser(accounts.db);
  const [first, second] = [newAddress(), newAddress()];
  await request(viewerOf(user), first);
  const replaced = await mailedToken(first);
  accounts.pass(1_000);
  await request(viewerOf(user), second);
  const token = await mailedToken(second);

  expect(await confirm(replaced)).toEqual(INVALID);
  accounts.pass(hours(24));
  expect(await confirm(token)).toEqual(INVALID);
  expect(await emailOf(user.id)).toBe(user.email);
});

it("calls the change off when the person chooses another password", async () => {
  const user = await insertUser(accounts.db);
  const newEmail = newAddress();
  await request(viewerOf(user), newEmail);
  const token = await mailedToken(newEmail);
  await accounts.graphql(
    `mutation ($password: String!) { passwordChange(input: { currentPassword: $password, newPassword: "another passphrase" }) { userErrors { code } } }`,
    { password: PASSWORD },
    { viewer: viewerOf(user) },
  );

  expect(await confirm(token)).toEqual(INVALID);
  expect(await emailOf(user.id)).toBe(user.email);
});

it("takes five wishes an hour", async () => {
  const user = await insertUser(accounts.db);
  for (let index = 0; index < 5; index++) expect(await request(viewerOf(user), newAddress())).toEqual(ACCEPTED);

  expect(await request(viewerOf(user), newAddress())).toEqual(
    refusedWith({ code: "TOO_MANY_REQUESTS", field: ["newEmail"] }),
  );
  expect(await changesOf(user.id)).toBe(5);
  accounts.pass(hours(1));
  expect(await request(viewerOf(user), newAddress())).toEqual(ACCEPTED);
});

/** Lets every confirmation read before any of them writes. */
const racing = (parties: number): Pick<AccountsDatabase, "transaction" | "emailTokens" | "emailChanges"> => {
  const allHaveRead = createBarrier(parties);
  const { db } = accounts;
  return {
    emailTokens: db.emailTokens,
    emailChanges: db.emailChanges,
    transaction: async (work, requestId) => (await allHaveRead(), db.transaction(work, requestId)),
  };
};
const actor = { viewer: GUEST, requestId: "req_1" };

it("gives an address that several people confirm at once to one of them, and tells the others", async () => {
  const people = await Promise.all(Array.from({ length: 4 }, () => insertUser(accounts.db)));
  const newEmail = newAddress();
  const tokens: string[] = [];
  for (const [index, person] of people.entries()) {
    await request(viewerOf(person), newEmail);
    tokens.push(await mailedToken(newEmail, index + 1));
  }
  const race = createConfirmEmailChange({ db: racing(4), now: accounts.now });

  const outcomes = await Promise.all(tokens.map((token) => race(actor, { token })));

  expect(outcomes.map(({ kind }) => kind).sort()).toEqual(["changed", "emailTaken", "emailTaken", "emailTaken"]);
  const owners = await accounts.db.pool.query("SELECT 1 FROM users WHERE email = $1", [newEmail]);
  expect(owners.rowCount).toBe(1);
  const loser = outcomes.findIndex(({ kind }) => kind === "emailTaken");
  expect(await emailOf(people[loser]!.id)).toBe(people[loser]!.email);
  expect(await confirm(tokens[loser]!)).toEqual({
    user: null,
    userErrors: [{ code: "EMAIL_TAKEN", field: ["token"] }],
  });
});

it("takes one of eight uses of a token at once", async () => {
  const user = await insertUser(accounts.db);
  const newEmail = newAddress();
  await request(viewerOf(user), newEmail);
  const token = await mailedToken(newEmail);
  const race = createConfirmEmailChange({ db: racing(8), now: accounts.now });

  const outcomes = await Promise.all(Array.from({ length: 8 }, () => race(actor, { token })));

  expect(outcomes.filter(({ kind }) => kind === "changed")).toHaveLength(1);
  expect(outcomes.filter(({ kind }) => kind === "invalidToken")).toHaveLength(7);
  const { rowCount } = await accounts.db.pool.query(
    "SELECT 1 FROM mails WHERE template = 'email-changed' AND to_address = $1",
    [user.email],
  );
  expect(rowCount).toBe(1);
});
