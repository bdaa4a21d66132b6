import { afterAll, beforeAll, expect, it } from "vitest";
import { hours } from "#platform/time/duration.ts";
import type { RunningJobs } from "#platform/jobs/run-jobs.ts";
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

const REGISTER = `mutation ($input: AccountRegisterInput!) { accountRegister(input: $input) { userErrors { code field message } } }`;
const VERIFY = `mutation ($token: String!) {
  accountVerify(input: { token: $token }) { user { id email emailVerified displayName } userErrors { code field } }
}`;
const RESEND = `mutation ($email: String!) { accountVerificationResend(input: { email: $email }) { userErrors { code field } } }`;
const SIGN_IN = `mutation ($email: String!, $password: String!) {
  sessionCreate(input: { email: $email, password: $password }) { session { user { email } } userErrors { code field } }
}`;

const PASSWORD = "correct horse";
const register = (email: string, changes: Record<string, string> = {}) =>
  accounts.graphql(REGISTER, { input: { email, password: PASSWORD, fullName: "Mia Berg", ...changes } });
const mailCount = (email: string, count: number) =>
  expect.poll(async () => (await mailsTo(email)).length, PATIENCE).toBe(count);
const tokenIn = (text: string) => /^([\w-]{43})$/m.exec(text)![1]!;
const mailStates = async (email: string) =>
  (
    await accounts.db.pool.query<{ status: string }>("SELECT status FROM mails WHERE to_address = $1", [email])
  ).rows.map(({ status }) => status);

const ACCEPTED = { data: { accountRegister: { userErrors: [] } } };

it("takes a newcomer from the registration over the mail to the first sign-in", async () => {
  const email = newAddress();
  const signIn = () => accounts.graphql(SIGN_IN, { email, password: PASSWORD });
  expect(await register(email)).toEqual(ACCEPTED);
  expect(await signIn()).toEqual({
    data: { sessionCreate: { session: null, userErrors: [{ code: "EMAIL_NOT_VERIFIED", field: ["email"] }] } },
  });

  await mailCount(email, 1);
  const [mail] = await mailsTo(email);
  const token = tokenIn(mail!.text);
  expect(mail!.subject).toBe("Confirm your e-mail address");
  expect(mail!.text).toContain(`${STOREFRONT_URL}/verify?token=${token}`);
  expect(mail!.html).toContain(`${STOREFRONT_URL}/verify?token=${token}`);

  expect((await accounts.graphql(VERIFY, { token })).data?.["accountVerify"]).toEqual({
    user: { id: expect.stringMatching(/^user_/), email, emailVerified: true, displayName: "Mia B." },
    userErrors: [],
  });
  expect(await signIn()).toEqual({ data: { sessionCreate: { session: { user: { email } }, userErrors: [] } } });
  expect((await accounts.graphql(VERIFY, { token })).data?.["accountVerify"]).toEqual({
    user: null,
    userErrors: [{ code: "INVALID_TOKEN", field: ["token"] }],
  });
});

it("answers a known address like an unknown one and tells only its owner, by mail", async () => {
  const email = newAddress();
  await register(email);

  expect(await register(email.toUpperCase(), { password: "another password", fullName: "Eve" })).toEqual(ACCEPTED);

  await mailCount(email, 2);
  const subjects = (await mailsTo(email)).map(({ subject }) => subject).sort();
  expect(subjects).toEqual(["Confirm your e-mail address", "You already have an account"]);
  expect(await accounts.graphql(SIGN_IN, { email, password: "another password" })).toMatchObject({
    data: { sessionCreate: { session: null, userErrors: [{ code: "INVALID_CREDENTIALS" }] } },
  });
});

it("names everything that is wrong with a registration, and makes no account", async () => {
  const answer = await register("mia@", { password: "1234567", fullName: " " });

  expect(answer.data?.["accountRegister"]).toEqual({
    userErrors: [
      { code: "INVALID_EMAIL", field: ["email"], message: expect.any(String) },
      { code: "PASSWORD_TOO_SHORT", field: ["password"], message: expect.any(String) },
      { code: "INVALID_FULL_NAME", field: ["fullName"], message: expect.any(String) },
    ],
  });
  expect(await accounts.db.users.findByEmail("mia@")).toBeNull();
});

it("refuses a token after 24 hours, and a new mail brings one that works", async () => {
  const email = newAddress();
  await register(email);
  await mailCount(email, 1);
  const late = tokenIn((await mailsTo(email))[0]!.text);
  accounts.pass(hours(24) + 1_000);
  expect((await accounts.graphql(VERIFY, { token: late })).data?.["accountVerify"]).toMatchObject({ user: null });

  expect(await accounts.graphql(RESEND, { email })).toEqual({
    data: { accountVerificationResend: { userErrors: [] } },
  });

  await mailCount(email, 2);
  const token = tokenIn((await mailsTo(email))[0]!.text);
  expect((await accounts.graphql(VERIFY, { token })).data?.["accountVerify"]).toMatchObject({ user: { email } });
});

it("answers a resend for unknown and confirmed addresses alike, and writes to none of them", async () => {
  const unknown = newAddress();
  const confirmed = newAddress();
  await register(confirmed);
  await mailCount(confirmed, 1);
  await accounts.graphql(VERIFY, { token: tokenIn((await mailsTo(confirmed))[0]!.text) });

  const answers = [
    await accounts.graphql(RESEND, { email: unknown }),
    await accounts.graphql(RESEND, { email: confirmed }),
  ];

  expect(answers[0]).toEqual(answers[1]);
  await expect.poll(() => mailStates(unknown), PATIENCE).toEqual(["SKIPPED"]);
  await expect.poll(async () => (await mailStates(confirmed)).sort(), PATIENCE).toEqual(["SENT", "SKIPPED"]);
  expect(await mailsTo(unknown)).toEqual([]);
  expect(await mailsTo(confirmed)).toHaveLength(1);
  expect((await accounts.graphql(RESEND, { email: "no address" })).data?.["accountVerificationResend"]).toEqual({
    userErrors: [{ code: "INVALID_EMAIL", field: ["email"] }],
  });
});
