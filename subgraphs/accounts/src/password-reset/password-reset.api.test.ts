import { afterAll, beforeAll, expect, it } from "vitest";
import { hours, minutes } from "#platform/time/duration.ts";
import type { RunningJobs } from "#platform/jobs/run-jobs.ts";
import { mailOf, tokenIn } from "../testing/mailed-token.ts";
import { endsOfSessions, insertSession } from "../testing/new-session.ts";
import { insertUser, PASSWORD } from "../testing/new-user.ts";
import {
  mailsTo,
  newAddress,
  PATIENCE,
  startAccounts,
  STOREFRONT_URL,
  type TestAccounts,
} from "../testing/start-accounts.ts";

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

const SUBJECT = "Choose a new password";
const NEW_PASSWORD = "another good passphrase";
const request = (email: string) =>
  accounts.graphql(
    "mutation ($email: String!) { passwordResetRequest(input: { email: $email }) { userErrors { code field } } }",
    { email },
  );
const complete = async (token: string, newPassword = NEW_PASSWORD) =>
  (
    await accounts.graphql(
      `mutation ($token: String!, $newPassword: String!) {
        passwordResetComplete(input: { token: $token, newPassword: $newPassword }) { user { id email emailVerified } userErrors { code field } }
      }`,
      { token, newPassword },
    )
  ).data!["passwordResetComplete"];
const signIn = async (email: string, password: string) => {
  const { data } = await accounts.graphql(
    "mutation ($email: String!, $password: String!) { sessionCreate(input: { email: $email, password: $password }) { session { accessToken } userErrors { code } } }",
    { email, password },
  );
  const { userErrors } = data!["sessionCreate"] as { userErrors: { code: string }[] };
  return userErrors.map(({ code }) => code);
};
const mailedToken = async (email: string, count = 1) => tokenIn(await mailOf(email, SUBJECT, count));
const hashOf = async (id: string) =>
  (await accounts.db.pool.query<{ password_hash: string }>("SELECT password_hash FROM users WHERE id = $1", [id]))
    .rows[0]!.password_hash;

const ACCEPTED = { data: { passwordResetRequest: { userErrors: [] } } };
const REFUSED = { user: null, userErrors: [{ code: "INVALID_TOKEN", field: ["token"] }] };

it("takes a person from the forgotten password over the mail to a new one, and ends every session", async () => {
  const user = await insertUser(accounts.db, { emailVerifiedAt: null });
  for (let index = 0; index < 2; index++) await insertSession(accounts.db, user);

  expect(await request(` ${user.email.toUpperCase()} `)).toEqual(ACCEPTED);
  const token = await mailedToken(user.email);
  expect((await mailsTo(user.email))[0]!.html).toContain(`${STOREFRONT_URL}/reset-password?token=${token}`);
  expect(await complete(` ${token} `)).toEqual({
    user: { id: user.id, email: user.email, emailVerified: true },
    userErrors: [],
  });

  expect(await endsOfSessions(accounts.db, user.id)).toEqual(["PASSWORD_RESET", "PASSWORD_RESET"]);
  expect(await signIn(user.email, PASSWORD)).toEqual(["INVALID_CREDENTIALS"]);
  expect(await signIn(user.email, NEW_PASSWORD)).toEqual([]);
  await mailOf(user.email, "Your password was changed");
  expect(await complete(token, "yet another passphrase")).toEqual(REFUSED);
  const { rows } = await accounts.db.pool.query(
    "SELECT action, actor_kind, after FROM audit_entries WHERE subject_id = $1",
    [user.id],
  );
  expect(rows).toEqual([{ action: "account.password-reset", actor_kind: "GUEST", after: { password: "[personal]" } }]);
});

it("names all that is wrong with the password, and leaves the token usable", async () => {
  const user = await insertUser(accounts.db);
  await request(user.email);
  const token = await mailedToken(user.email);
  const before = await hashOf(user.id);

  expect(await complete(token, "\ud83d")).toEqual({
    user: null,
    userErrors: [
      { code: "PASSWORD_TOO_SHORT", field: ["newPassword"] },
      { code: "INVALID_PASSWORD", field: ["newPassword"] },
    ],
  });
  expect(await complete(token, user.email)).toMatchObject({ userErrors: [{ code: "PASSWORD_TOO_COMMON" }] });
  expect(await complete("nonsense\u0000", "short")).toMatchObject({
    userErrors: [{ code: "INVALID_TOKEN" }, { code: "PASSWORD_TOO_SHORT" }],
  });
  expect(await hashOf(user.id)).toBe(before);

  expect(await complete(token)).toMatchObject({ user: { id: user.id } });
});

it("voids the other open tokens of the person, and of nobody else", async () => {
  const [user, other] = [await insertUser(accounts.db), await insertUser(accounts.db)];
  await request(user.email);
  await request(other.email);
  const first = await mailedToken(user.email);
  accounts.pass(minutes(1));
  await request(user.email);
  const second = await mailedToken(user.email, 2);
  expect(second).not.toBe(first);

  expect(await complete(second)).toMatchObject({ user: { id: user.id } });
  expect(await complete(first)).toEqual(REFUSED);
  expect(await complete(await mailedToken(other.email))).toMatchObject({ user: { id: other.id } });
});

it("takes no token after an hour, and none of another purpose", async () => {
  const user = await insertUser(accounts.db, { emailVerifiedAt: null });
  await accounts.graphql(
    "mutation ($email: String!) { accountVerificationResend(input: { email: $email }) { userErrors { code } } }",
    { email: user.email },
  );
  expect(await complete(tokenIn(await mailOf(user.email, "Confirm your e-mail address")))).toEqual(REFUSED);
  await request(user.email);
  const token = await mailedToken(user.email);
  accounts.pass(hours(1));

  expect(await complete(token)).toEqual(REFUSED);
  expect(await signIn(user.email, PASSWORD)).toEqual(["EMAIL_NOT_VERIFIED"]);
});

it("lets the suspended choose a password, and keeps them suspended", async () => {
  const user = await insertUser(accounts.db, { suspendedAt: accounts.now() });
  await request(user.email);

  expect(await complete(await mailedToken(user.email))).toMatchObject({ user: { id: user.id } });

  const { rows } = await accounts.db.pool.query("SELECT suspended_at FROM users WHERE id = $1", [user.id]);
  expect(rows[0]).toEqual({ suspended_at: user.suspendedAt });
});

it("writes to nobody for an unknown address or one of another issuer, at most once a minute, and answers alike", async () => {
  const known = await insertUser(accounts.db);
  const external = await insertUser(accounts.db);
  await accounts.db.pool.query("UPDATE users SET password_hash = NULL WHERE id = $1", [external.id]);
  const unknown = newAddress();

  for (const email of [known.email, known.email, external.email, unknown])
    expect(await request(email)).toEqual(ACCEPTED);

  const states = async (email: string) =>
    (
      await accounts.db.pool.query<{ status: string }>("SELECT status FROM mails WHERE to_address = $1", [email])
    ).rows.map(({ status }) => status);
  await expect.poll(() => states(known.email), PATIENCE).toEqual(["SENT"]);
  await expect.poll(() => states(external.email), PATIENCE).toEqual(["SKIPPED"]);
  await expect.poll(() => states(unknown), PATIENCE).toEqual(["SKIPPED"]);
  for (const email of [external.email, unknown]) expect(await mailsTo(email)).toEqual([]);
});

it.each([
  "mia",
  "mia@example.test\nBcc: other@example.test",
  "mia\u0000@example.test",
  `${"x".repeat(10_000)}@example.test`,
])("refuses %j as an address, and queues nothing", async (email) => {
  const count = async () => (await accounts.db.pool.query("SELECT 1 FROM mails")).rowCount;
  const before = await count();
  expect(await request(email)).toEqual({
    data: { passwordResetRequest: { userErrors: [{ code: "INVALID_EMAIL", field: ["email"] }] } },
  });
  expect(await count()).toBe(before);
});
