import { afterAll, beforeAll, expect, it } from "vitest";
import { GUEST, NO_CLIENT, type Viewer } from "#platform/identity/viewer.ts";
import { newId } from "#platform/ids/id.ts";
import type { RunningJobs } from "#platform/jobs/run-jobs.ts";
import { createBarrier } from "#platform/testing/barrier.ts";
import { plusMs } from "#platform/time/clock.ts";
import { hours, minutes } from "#platform/time/duration.ts";
import { endsOfSessions, insertSession } from "../testing/new-session.ts";
import { insertUser, PASSWORD, viewerOf } from "../testing/new-user.ts";
import {
  injectMailFault,
  mailsTo,
  newAddress,
  PATIENCE,
  startAccounts,
  type TestAccounts,
} from "../testing/start-accounts.ts";
import { mailOf } from "../testing/mailed-token.ts";
import { findPlacesOf, plantPerson } from "../testing/planted-person.ts";
import { createEraseAccount } from "./erase-account.ts";

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

const erase = async (viewer: Viewer, input: Record<string, unknown>) =>
  accounts.graphql(
    "mutation ($input: AccountEraseInput!) { accountErase(input: $input) { userId userErrors { code field } } }",
    { input },
    { viewer },
  );
const erased = (userId: string) => ({ data: { accountErase: { userId, userErrors: [] } } });
const refusedWith = (...userErrors: { code: string; field: string[] | null }[]) => ({
  data: { accountErase: { userId: null, userErrors } },
});
const sql = async <Row>(text: string, ...values: unknown[]) =>
  (await accounts.db.pool.query(text, values)).rows as Row[];
const rowOf = async (id: string) =>
  (await sql<{ email: string | null; erased_at: Date | null }>("SELECT * FROM users WHERE id = $1", id))[0]!;
const eventsOf = (id: string) =>
  sql("SELECT 1 FROM outbox_events WHERE name = 'accounts.account-erased.v1' AND payload->>'userId' = $1", id);

const placesOf = (text: string) => findPlacesOf(accounts.db, text);

it("leaves no trace of a person in any table but an empty row, tells the siblings once, and writes a last mail", async () => {
  const canary = `canary${newAddress().slice(0, 8)}`;
  const { user, viewer, other, shopId } = await plantPerson(accounts.db, canary);
  expect(await placesOf(canary)).toHaveLength(18);

  expect(await erase(viewer, { password: PASSWORD })).toEqual(erased(user.id));

  await mailOf(user.email, "Your account was erased");
  await expect.poll(() => placesOf(canary), PATIENCE).toEqual([]);
  expect(await placesOf("15199887766")).toEqual([]);
  expect(await placesOf(user.avatarFileId!)).toEqual([]);
  expect(await rowOf(user.id)).toMatchObject({
    email: null,
    password_hash: null,
    full_name: "Erased user",
    phone: null,
    avatar_file_id: null,
    roles: [],
    email_verified_at: null,
    erased_at: expect.any(Date),
  });
  expect(await endsOfSessions(accounts.db, user.id)).toEqual(["ERASED"]);
  for (const table of [
    "addresses",
    "shop_members",
    "api_keys",
    "external_identities",
    "email_changes",
    "notification_preferences",
    "familiar_networks",
  ]) {
    expect(await sql(`SELECT 1 FROM ${table} WHERE user_id = $1`, user.id)).toEqual([]);
  }
  expect(await sql("SELECT 1 FROM api_key_secrets WHERE hash LIKE $1", `${canary}%`)).toEqual([]);
  expect(await eventsOf(user.id)).toHaveLength(1);
  const audit = await sql<{ action: string }>(
    "SELECT action, before, after FROM audit_entries WHERE subject_id = $1 AND action = 'account.erase'",
    user.id,
  );
  expect(audit).toMatchObject([{ before: { email: "[personal]", fullName: "[personal]", roles: ["SUPPORT"] } }]);
  // What is not theirs stays: the other person, their shop, that mails of these kinds went out.
  expect(await rowOf(other.id)).toMatchObject({ email: other.email, erased_at: null });
  expect(await sql("SELECT 1 FROM shops WHERE id = $1", shopId)).toHaveLength(1);
  const mails = await sql<{ template: string; status: string }>(
    "SELECT template, status FROM mails WHERE to_address = 'erased@erased.invalid' ORDER BY template, status",
  );
  expect(mails.map(({ template, status }) => `${template} ${status}`)).toEqual([
    "account-erased SENT",
    "already-registered SENT",
    "already-registered SENT",
    "email-change-confirm SENT",
    "email-changed SENT",
    "order-paid SENT",
    "order-placed SKIPPED",
  ]);
});

it("shows the erased as an erased user and lets their address register anew, under a new id", async () => {
  const user = await insertUser(accounts.db);
  await erase(await insertSession(accounts.db, user), { password: PASSWORD });

  const { data } = await accounts.graphql(
    `query ($id: ID!) { _entities(representations: [{ __typename: "User", id: $id }]) { ... on User { displayName avatar { id } } } }`,
    { id: user.id },
  );
  expect(data!["_entities"]).toEqual([{ displayName: "Erased user", avatar: null }]);
  await accounts.graphql(
    `mutation ($input: AccountRegisterInput!) { accountRegister(input: $input) { userErrors { code } } }`,
    { input: { email: user.email, password: "another passphrase", fullName: "Mia Berg" } },
  );
  const [anew] = await sql<{ id: string }>("SELECT id FROM users WHERE email = $1", user.email);
  expect(anew!.id).not.toBe(user.id);
  await mailOf(user.email, "Confirm your e-mail address");
});

it("keeps the former address until the last mail is sent, however long that takes, and no longer", async () => {
  const user = await insertUser(accounts.db);
  await injectMailFault({ kind: "reject-451", times: 1, match: user.email });

  await erase(await insertSession(accounts.db, user), { password: PASSWORD });

  await mailOf(user.email, "Your account was erased");
  await expect.poll(() => placesOf(user.email), PATIENCE).toEqual([]);
  expect(await mailsTo(user.email)).toHaveLength(1);
});

it("names everything that stands in the way at once, and erases nothing", async () => {
  const user = await insertUser(accounts.db);
  const viewer = await insertSession(accounts.db, user);
  const before = await rowOf(user.id);
  await sql(
    "INSERT INTO shops (id, owner_user_id, name, handle, created_at) VALUES ($1, $2, 'Shop', 'open-shop', now())",
    newId("shop", accounts.now()),
    user.id,
  );
  const shopOpen = { code: "SHOP_OPEN", field: null };

  expect(await erase(viewer, {})).toEqual(refusedWith({ code: "PASSWORD_REQUIRED", field: ["password"] }, shopOpen));
  expect(await erase(viewer, { password: "wrong password" })).toEqual(
    refusedWith({ code: "WRONG_PASSWORD", field: ["password"] }, shopOpen),
  );
  expect(await erase(viewer, { password: PASSWORD })).toEqual(refusedWith(shopOpen));

  expect(await rowOf(user.id)).toEqual(before);
  expect(await endsOfSessions(accounts.db, user.id)).toEqual([null]);
  expect(await eventsOf(user.id)).toEqual([]);
  await sql("UPDATE shops SET closed_at = now() WHERE owner_user_id = $1", user.id);
  expect(await erase(viewer, { password: PASSWORD })).toEqual(erased(user.id));
});

it("lets staff that may erase someone without a password, and treats everyone else's wish like one about nobody", async () => {
  const user = await insertUser(accounts.db);
  const [admin, support, stranger] = await Promise.all([
    insertUser(accounts.db, { roles: ["ADMIN"] }),
    insertUser(accounts.db, { roles: ["SUPPORT"] }),
    insertUser(accounts.db),
  ]);
  const notFound = refusedWith({ code: "NOT_FOUND", field: ["userId"] });
  for (const viewer of [viewerOf(support), viewerOf(stranger)]) {
    expect(await erase(viewer, { userId: user.id, password: PASSWORD })).toEqual(notFound);
  }
  for (const userId of [newId("user", accounts.now()), "user_nonsense\u0000"]) {
    expect(await erase(viewerOf(admin), { userId })).toEqual(notFound);
  }
  expect(await erase(GUEST, { userId: user.id })).toMatchObject({
    errors: [{ extensions: { code: "UNAUTHENTICATED" } }],
  });
  expect((await rowOf(user.id)).erased_at).toBeNull();

  expect(await erase(viewerOf(admin), { userId: user.id })).toEqual(erased(user.id));
  expect(await erase(viewerOf(admin), { userId: user.id })).toEqual(erased(user.id));

  expect(await eventsOf(user.id)).toHaveLength(1);
  expect(await erase(viewerOf(admin), { userId: admin.id })).toEqual(
    refusedWith({ code: "PASSWORD_REQUIRED", field: ["password"] }),
  );
});

it("asks people of another issuer for a sign-in of the last ten minutes", async () => {
  const user = await insertUser(accounts.db);
  await sql("UPDATE users SET password_hash = NULL WHERE id = $1", user.id);
  const old = await insertSession(accounts.db, user, { createdAt: plusMs(accounts.now(), -minutes(11)) });
  const again = refusedWith({ code: "SIGN_IN_AGAIN", field: null });

  expect(await erase(old, {})).toEqual(again);
  expect(await erase(viewerOf(user), { password: PASSWORD })).toEqual(again);
  expect((await rowOf(user.id)).erased_at).toBeNull();

  expect(await erase(await insertSession(accounts.db, user), {})).toEqual(erased(user.id));
});

it("happens once for any number of callers at once", async () => {
  const user = await insertUser(accounts.db);
  const viewer = await insertSession(accounts.db, user);
  const allChecked = createBarrier(6);
  const announced: unknown[] = [];
  const { db, now } = accounts;
  const race = createEraseAccount({
    db: { ...db, transaction: async (work, requestId) => (await allChecked(), db.transaction(work, requestId)) },
    tryOwnPassword: (_, __, whenRight) => whenRight(""),
    announceAccessChange: async (change) => void announced.push(change),
    now,
  });

  const outcomes = await Promise.all(
    Array.from({ length: 6 }, () => race({ viewer, client: NO_CLIENT, requestId: "req_1" }, { password: PASSWORD })),
  );

  expect(outcomes).toEqual(Array(6).fill({ kind: "erased", userId: user.id }));
  expect(await eventsOf(user.id)).toHaveLength(1);
  expect(announced.filter((change) => (change as { sessionIds: string[] }).sessionIds.length > 0)).toEqual([
    { sessionIds: [viewer.sessionId], userId: user.id },
  ]);
  await mailOf(user.email, "Your account was erased");
});

it("leaves mails to someone who has a former address of the erased by now as they are", async () => {
  const user = await insertUser(accounts.db);
  const heir = await insertUser(accounts.db);
  for (const userId of [user.id, heir.id, null]) {
    await sql(
      "INSERT INTO mails (id, dedupe_key, to_address, user_id, template, data, status, created_at, sent_at) VALUES ($1, $1, $2, $3, 'already-registered', '{}', 'SENT', now() - $4::interval, now())",
      newId("mail", accounts.now()),
      heir.email,
      userId,
      `${hours(1) / 1_000} seconds`,
    );
  }

  await erase(await insertSession(accounts.db, user), { password: PASSWORD });

  expect(await sql("SELECT user_id FROM mails WHERE to_address = $1 ORDER BY user_id", heir.email)).toEqual([
    { user_id: heir.id },
    { user_id: null },
  ]);
});
