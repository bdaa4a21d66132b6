import { afterAll, beforeAll, expect, it } from "vitest";
import { GUEST, NO_CLIENT, type Viewer } from "#platform/identity/viewer.ts";
import { createBarrier } from "#platform/testing/barrier.ts";
import { endsOfSessions, insertSession } from "../testing/new-session.ts";
import { insertUser, PASSWORD } from "../testing/new-user.ts";
import { startAccounts, type TestAccounts } from "../testing/start-accounts.ts";
import { createChangePassword } from "./change-password.ts";
import { createTryOwnPassword } from "./try-own-password.ts";

let accounts: TestAccounts;
beforeAll(async () => {
  accounts = await startAccounts();
});
afterAll(() => accounts.close());

const NEW_PASSWORD = "another good passphrase";
const change = async (viewer: Viewer, currentPassword: string, newPassword = NEW_PASSWORD) =>
  accounts.graphql(
    `mutation ($currentPassword: String!, $newPassword: String!) {
      passwordChange(input: { currentPassword: $currentPassword, newPassword: $newPassword }) { user { id } userErrors { code field } }
    }`,
    { currentPassword, newPassword },
    { viewer },
  );
const refusedWith = (...userErrors: { code: string; field: string[] }[]) => ({
  data: { passwordChange: { user: null, userErrors } },
});
const mailsOf = async (email: string) =>
  (
    await accounts.db.pool.query<{ template: string }>("SELECT template FROM mails WHERE to_address = $1", [email])
  ).rows.map(({ template }) => template);

it("changes the password, ends all other sessions and keeps the current one, and writes to the person", async () => {
  const user = await insertUser(accounts.db);
  await insertSession(accounts.db, user);
  const here = await insertSession(accounts.db, user, { createdAt: new Date(Date.now() + 1_000) });
  const hash = "0".repeat(64);
  const expiresAt = new Date(Date.now() + 60_000);
  await accounts.db.emailTokens.insert({
    hash,
    subjectId: user.id,
    purpose: "PASSWORD_RESET",
    createdAt: accounts.now(),
    expiresAt,
  });

  expect(await change(here, PASSWORD)).toEqual({ data: { passwordChange: { user: { id: user.id }, userErrors: [] } } });

  expect(await endsOfSessions(accounts.db, user.id)).toEqual(["PASSWORD_CHANGED", null]);
  expect(await accounts.db.emailTokens.findLive(hash, "PASSWORD_RESET", accounts.now())).toBeNull();
  expect(await mailsOf(user.email)).toEqual(["password-changed"]);
  expect(await change(here, PASSWORD)).toEqual(refusedWith({ code: "WRONG_PASSWORD", field: ["currentPassword"] }));
  expect(await change(here, NEW_PASSWORD, PASSWORD)).toMatchObject({ data: { passwordChange: { userErrors: [] } } });
});

it("names everything that is wrong at once, and changes nothing", async () => {
  const user = await insertUser(accounts.db);
  await insertSession(accounts.db, user);
  const here = await insertSession(accounts.db, user);
  const before = await accounts.db.users.findPasswordHash(user.id);

  expect(await change(here, "wrong password", "short")).toEqual(
    refusedWith(
      { code: "WRONG_PASSWORD", field: ["currentPassword"] },
      { code: "PASSWORD_TOO_SHORT", field: ["newPassword"] },
    ),
  );

  expect(await accounts.db.users.findPasswordHash(user.id)).toBe(before);
  expect(await endsOfSessions(accounts.db, user.id)).toEqual([null, null]);
  expect(await mailsOf(user.email)).toEqual([]);
});

it("looks at five wrong passwords from one place, and at no right one after them", async () => {
  const user = await insertUser(accounts.db);
  const here = await insertSession(accounts.db, user);
  for (let index = 0; index < 5; index++) await change(here, `wrong ${index}`, "short");

  expect(await change(here, PASSWORD)).toEqual(refusedWith({ code: "TOO_MANY_ATTEMPTS", field: ["currentPassword"] }));
});

it("tells people of another issuer that there is no password to change", async () => {
  const user = await insertUser(accounts.db);
  await accounts.db.pool.query("UPDATE users SET password_hash = NULL WHERE id = $1", [user.id]);

  expect(await change(await insertSession(accounts.db, user), PASSWORD)).toEqual(
    refusedWith({ code: "NO_PASSWORD", field: ["currentPassword"] }),
  );
});

it("is for people who are signed in", async () => {
  const key: Viewer = { kind: "apiKey", apiKeyId: "key_1", userId: "user_1", scopes: [], memberships: [] };
  expect(await change(GUEST, PASSWORD)).toMatchObject({
    data: null,
    errors: [{ extensions: { code: "UNAUTHENTICATED" } }],
  });
  expect(await change(key, PASSWORD)).toMatchObject({ data: null, errors: [{ extensions: { code: "FORBIDDEN" } }] });
});

it("lets one of four changes from the same password at once through", async () => {
  const { db, now } = accounts;
  const user = await insertUser(db);
  const viewer = await insertSession(db, user);
  const allHashed = createBarrier(4);
  const passwords = { hash: async (password: string) => (await allHashed(), `hash of ${password}`) };
  const passwordHash = (await db.users.findPasswordHash(user.id))!;
  const check = { subject: "", network: "", at: now(), familiar: false, onNetwork: false };
  const changePassword = createChangePassword({
    db,
    passwords,
    tryOwnPassword: createTryOwnPassword({
      db,
      tryPassword: (_, whenRight) => whenRight({ user, passwordHash, check }),
    }),
    announceAccessChange: async () => {},
    now,
  });

  const outcomes = await Promise.all(
    Array.from({ length: 4 }, (_, index) =>
      changePassword(
        { viewer, client: NO_CLIENT, requestId: "req_1" },
        { currentPassword: PASSWORD, newPassword: `new password ${index}` },
      ),
    ),
  );

  expect(outcomes.filter(({ kind }) => kind === "changed")).toHaveLength(1);
  expect(await mailsOf(user.email)).toEqual(["password-changed"]);
});
