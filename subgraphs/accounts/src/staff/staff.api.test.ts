import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Viewer } from "#platform/identity/viewer.ts";
import { newId } from "#platform/ids/id.ts";
import { insertUser, viewerOf } from "../testing/new-user.ts";
import { startAccounts, type TestAccounts } from "../testing/start-accounts.ts";
import type { User } from "../user/user.ts";

let accounts: TestAccounts;
let admin: User;
let support: User;
let mia: User;
beforeAll(async () => {
  accounts = await startAccounts();
  admin = await insertUser(accounts.db, { roles: ["ADMIN"] });
  support = await insertUser(accounts.db, { roles: ["SUPPORT"] });
});
afterAll(() => accounts.close());
beforeEach(async () => void (mia = await insertUser(accounts.db)));

const sql = async (text: string, ...values: unknown[]) => (await accounts.db.pool.query(text, values)).rows;

async function aSession(user: User): Promise<string> {
  const id = newId("sess", new Date());
  const at = new Date();
  await accounts.db.sessions.insert({
    id,
    userId: user.id,
    createdAt: at,
    lastUsedAt: at,
    userAgent: null,
    network: null,
  });
  return id;
}

/** Everything about the person that staff could have changed. */
const stateOf = async ({ id, email }: User) => ({
  user: await sql("SELECT roles, version, suspended_at FROM users WHERE id = $1", id),
  sessions: await sql("SELECT id, revoked_at, revoked_for FROM sessions WHERE user_id = $1 ORDER BY id", id),
  mails: (await sql("SELECT template FROM mails WHERE to_address = $1", email)).map(
    ({ template }) => template as string,
  ),
  entries: await sql(
    "SELECT action, before, after FROM audit_entries WHERE subject_id = $1 AND action <> 'user.read' ORDER BY occurred_at, id",
    id,
  ),
});

interface Payload {
  user: { id: string; suspendedAt: string | null; roles: string[]; version: number } | null;
  userErrors: { code: string; field: string[]; message: string }[];
}
async function run(mutation: string, input: object, viewer: Viewer): Promise<Payload> {
  const name = `${mutation[0]!.toUpperCase()}${mutation.slice(1)}`;
  const { data, errors } = await accounts.graphql(
    `mutation ($input: ${name}Input!) {
       ${mutation}(input: $input) { user { id suspendedAt roles version } userErrors { code field message } }
     }`,
    { input },
    { viewer },
  );
  if (errors) throw new Error(String(errors[0]?.extensions?.["code"]));
  return data![mutation] as Payload;
}
const suspend = (user: Pick<User, "id">, viewer: Viewer, reason = "Fraud, see ticket 4711.") =>
  run("userSuspend", { userId: user.id, reason }, viewer);
const reinstate = (user: Pick<User, "id">, viewer: Viewer) => run("userReinstate", { userId: user.id }, viewer);
const setRoles = (user: Pick<User, "id">, roles: string[], viewer: Viewer, expectedVersion = 1) =>
  run("userRolesSet", { userId: user.id, roles, expectedVersion }, viewer);
const codes = ({ userErrors }: Payload) => userErrors.map(({ code, field }) => `${code} ${field.join(".")}`);
const keyOf = (user: User, ...scopes: ("user:write" | "user:read" | "role:write")[]): Viewer => ({
  kind: "apiKey",
  apiKeyId: newId("key", new Date()),
  userId: user.id,
  scopes,
  memberships: [],
});

describe("userSuspend", () => {
  it("ends every session, tells the person and leaves an entry with the reason, once however often it is asked", async () => {
    const ended = [await aSession(mia), await aSession(mia)];
    const others = await aSession(support);
    const { user, userErrors } = await suspend(mia, viewerOf(admin));
    expect(userErrors).toEqual([]);
    expect(user).toMatchObject({ id: mia.id, suspendedAt: expect.any(String) as string });
    expect(await suspend(mia, viewerOf(admin), "Another reason.")).toEqual({ user, userErrors: [] });

    const state = await stateOf(mia);
    expect(state.sessions.map(({ id, revoked_for }) => [id, revoked_for])).toEqual(
      ended.sort().map((id) => [id, "SUSPENDED"]),
    );
    expect(state.mails).toEqual(["account-suspended"]);
    expect(state.entries).toEqual([
      {
        action: "user.suspend",
        before: { suspendedAt: null },
        after: { suspendedAt: user!.suspendedAt, reason: "Fraud, see ticket 4711.", sessionsEnded: 2 },
      },
    ]);
    expect(await sql("SELECT revoked_at FROM sessions WHERE id = $1", others)).toEqual([{ revoked_at: null }]);
  });

  it("works with a key of staff that has the scope, and not with one that lacks it", async () => {
    await expect(suspend(mia, keyOf(admin, "user:read"))).rejects.toThrow("FORBIDDEN");
    expect((await stateOf(mia)).entries).toEqual([]);
    expect((await suspend(mia, keyOf(admin, "user:write", "user:read"))).userErrors).toEqual([]);
    expect((await stateOf(mia)).entries).toHaveLength(1);
  });

  it("refuses people without the scope, and those who have lost it since the router looked", async () => {
    const before = await stateOf(mia);
    await expect(suspend(mia, { kind: "guest" })).rejects.toThrow("UNAUTHENTICATED");
    await expect(suspend(mia, viewerOf(support))).rejects.toThrow("FORBIDDEN");
    await expect(suspend(mia, { ...viewerOf(support), scopes: ["user:write"] })).rejects.toThrow("FORBIDDEN");
    const former = await insertUser(accounts.db, { roles: ["ADMIN"], suspendedAt: new Date() });
    await expect(suspend(mia, viewerOf(former))).rejects.toThrow("FORBIDDEN");
    expect(await stateOf(mia)).toEqual(before);
  });

  it("refuses oneself, people who may do more, the missing and the erased, and a bad reason, all at once", async () => {
    const erased = await insertUser(accounts.db);
    await sql("UPDATE users SET erased_at = now(), email = NULL, password_hash = NULL WHERE id = $1", erased.id);
    expect(codes(await suspend(admin, viewerOf(admin), " "))).toEqual(["REQUIRED reason", "IS_ONESELF userId"]);
    expect(codes(await suspend(support, keyOf(admin, "user:write"), "x".repeat(501)))).toEqual([
      "TOO_LONG reason",
      "BEYOND_OWN_SCOPES userId",
    ]);
    expect(codes(await suspend(erased, viewerOf(admin), "a\nb"))).toEqual(["INVALID reason", "NOT_FOUND userId"]);
    expect(codes(await suspend({ id: "nonsense" as User["id"] }, viewerOf(admin)))).toEqual(["NOT_FOUND userId"]);
    for (const user of [admin, support]) {
      expect(await stateOf(user)).toMatchObject({ user: [{ suspended_at: null }], mails: [], entries: [] });
    }
  });
});

describe("userReinstate", () => {
  it("lets the person in again, once however often it is asked, and leaves their sessions ended", async () => {
    await aSession(mia);
    await suspend(mia, viewerOf(admin));
    const { user } = await reinstate(mia, viewerOf(admin));
    expect(user).toMatchObject({ suspendedAt: null });
    expect((await reinstate(mia, viewerOf(admin))).userErrors).toEqual([]);

    const { entries, sessions } = await stateOf(mia);
    expect(entries.map(({ action }) => action)).toEqual(["user.suspend", "user.reinstate"]);
    expect(entries[1]).toMatchObject({ after: { suspendedAt: null } });
    expect(sessions.map(({ revoked_for }) => revoked_for)).toEqual(["SUSPENDED"]);
  });

  it("refuses people without the scope and whom one could not suspend", async () => {
    await expect(reinstate(mia, viewerOf(support))).rejects.toThrow("FORBIDDEN");
    expect(codes(await reinstate(admin, viewerOf(admin)))).toEqual(["IS_ONESELF userId"]);
    expect(codes(await reinstate(support, keyOf(admin, "user:write")))).toEqual(["BEYOND_OWN_SCOPES userId"]);
  });
});

describe("userRolesSet", () => {
  it("makes the roles exactly these, counts the version and leaves both states in the trail", async () => {
    const { user } = await setRoles(mia, ["SUPPORT", "SUPPORT"], viewerOf(admin));
    expect(user).toMatchObject({ roles: ["SUPPORT"], version: 2 });
    expect((await setRoles(mia, ["SUPPORT"], viewerOf(admin), 2)).user).toMatchObject({ version: 2 });
    expect((await setRoles(mia, [], viewerOf(admin), 2)).user).toMatchObject({ roles: [], version: 3 });
    expect((await stateOf(mia)).entries).toEqual([
      { action: "user.roles-set", before: { roles: [] }, after: { roles: ["SUPPORT"] } },
      { action: "user.roles-set", before: { roles: ["SUPPORT"] }, after: { roles: [] } },
    ]);
  });

  it("shows how it is now when it was decided on another version", async () => {
    await setRoles(mia, ["SUPPORT"], viewerOf(admin));
    const late = await setRoles(mia, ["ADMIN"], viewerOf(admin));
    expect(codes(late)).toEqual(["CONFLICT expectedVersion"]);
    expect(late.user).toMatchObject({ roles: ["SUPPORT"], version: 2 });
    expect((await stateOf(mia)).entries).toHaveLength(1);
  });

  it("refuses API keys, people without the scope, oneself, and the missing", async () => {
    const before = [await stateOf(mia), await stateOf(admin)];
    await expect(setRoles(mia, ["ADMIN"], keyOf(admin, "role:write", "user:write"))).rejects.toThrow("FORBIDDEN");
    await expect(setRoles(mia, ["ADMIN"], viewerOf(support))).rejects.toThrow("FORBIDDEN");
    await expect(setRoles(mia, ["ADMIN"], { ...viewerOf(support), scopes: ["role:write"] })).rejects.toThrow(
      "FORBIDDEN",
    );
    expect(codes(await setRoles(admin, [], viewerOf(admin)))).toEqual(["IS_ONESELF userId"]);
    expect(codes(await setRoles({ id: newId("user", new Date()) }, [], viewerOf(admin)))).toEqual(["NOT_FOUND userId"]);
    expect([await stateOf(mia), await stateOf(admin)]).toEqual(before);
  });
});

describe("users", () => {
  const find = async (filter: object): Promise<string[] | string> => {
    const { data, errors } = await accounts.graphql(
      "query ($filter: UserFilter) { users(first: 100, filter: $filter) { totalCount nodes { id } } }",
      { filter },
      { viewer: viewerOf(support) },
    );
    if (errors) return String(errors[0]?.extensions?.["code"]);
    const { nodes, totalCount } = data!["users"] as { nodes: { id: string }[]; totalCount: number };
    expect(totalCount).toBe(nodes.length);
    return nodes.map(({ id }) => id);
  };

  it("finds by a part of the address or name, in any case, with wildcards as plain characters", async () => {
    const odd = await insertUser(accounts.db, { fullName: "Zoë 100%_Quill" });
    expect(await find({ query: "0%_qUi" })).toEqual([odd.id]);
    expect(await find({ query: odd.email!.slice(2, 20).toUpperCase() })).toEqual([odd.id]);
    expect(await find({ query: "%%%" })).toEqual([]);
    expect(await find({ query: " ab " })).toBe("BAD_USER_INPUT");
    expect(await find({ query: "x".repeat(101) })).toBe("BAD_USER_INPUT");
  });

  it("filters by status and role, and all parts together", async () => {
    const fullName = "Filter Person";
    const active = await insertUser(accounts.db, { fullName, roles: ["SUPPORT"] });
    const suspended = await insertUser(accounts.db, { fullName, suspendedAt: new Date() });
    const unverified = await insertUser(accounts.db, { fullName, emailVerifiedAt: null });
    const query = "filter person";
    expect(await find({ query, status: "ACTIVE" })).toEqual([active.id]);
    expect(await find({ query, status: "SUSPENDED" })).toEqual([suspended.id]);
    expect(await find({ query, status: "UNVERIFIED" })).toEqual([unverified.id]);
    expect(await find({ query, role: "SUPPORT" })).toEqual([active.id]);
    expect(await find({ query, role: "SUPPORT", status: "SUSPENDED" })).toEqual([]);
  });
});
