import { afterAll, beforeAll, expect, it } from "vitest";
import { newId, type ShopId, type UserId } from "#platform/ids/id.ts";
import { countQueries } from "#platform/testing/count-queries.ts";
import { insertUser } from "../testing/new-user.ts";
import { startAccounts, type TestAccounts } from "../testing/start-accounts.ts";
import type { User } from "../user/user.ts";

let accounts: TestAccounts;
beforeAll(async () => {
  accounts = await startAccounts();
});
afterAll(() => accounts.close());

const QUERY = `query ($sessionId: ID!, $userId: ID!) {
  accessGrants(sessionId: $sessionId, userId: $userId) { scopes memberships { shopId roles } }
}`;
const ask = async (sessionId: string, userId: string) =>
  (await accounts.graphql(QUERY, { sessionId, userId })).data!["accessGrants"];

async function signedIn(changes: Partial<User & { email: string }> = {}) {
  const user = await insertUser(accounts.db, changes);
  const at = accounts.now();
  const session = {
    id: newId("sess", at),
    userId: user.id,
    createdAt: at,
    lastUsedAt: at,
    userAgent: null,
    network: null,
  };
  await accounts.db.sessions.insert(session);
  return { userId: user.id, sessionId: session.id };
}

async function insertShop(ownerUserId: UserId, closedAt: Date | null = null): Promise<ShopId> {
  const id = newId("shop", accounts.now());
  await accounts.db.pool.query(
    "INSERT INTO shops (id, owner_user_id, name, handle, created_at, closed_at) VALUES ($1, $2, 'A shop', $4, now(), $3)",
    [id, ownerUserId, closedAt, id.replace("_", "-")],
  );
  return id;
}
const insertMember = (shopId: ShopId, userId: UserId, role: string) =>
  accounts.db.pool.query("INSERT INTO shop_members (shop_id, user_id, role, created_at) VALUES ($1, $2, $3, now())", [
    shopId,
    userId,
    role,
  ]);

it("tells roles as scopes, and every open shop that the person owns or works in", async () => {
  const { userId, sessionId } = await signedIn({ roles: ["SUPPORT"] });
  const owner = await insertUser(accounts.db);
  const own = await insertShop(userId);
  await insertShop(userId, accounts.now());
  const theirs = await insertShop(owner.id);
  const closed = await insertShop((await insertUser(accounts.db)).id, accounts.now());
  await insertMember(theirs, userId, "CATALOG");
  await insertMember(closed, userId, "FULFILLMENT");

  expect(await ask(sessionId, userId)).toEqual({
    scopes: ["user:read", "order:read", "review:moderate"],
    memberships: [
      { shopId: own, roles: ["OWNER"] },
      { shopId: theirs, roles: ["CATALOG"] },
    ].sort((left, right) => (left.shopId < right.shopId ? -1 : 1)),
  });
});

it("tells nothing of customers but that they have access", async () => {
  const { userId, sessionId } = await signedIn();
  expect(await ask(sessionId, userId)).toEqual({ scopes: [], memberships: [] });
});

it("takes one statement", async () => {
  const { userId, sessionId } = await signedIn({ roles: ["ADMIN"] });
  const queries = await countQueries(accounts.databaseUrl, () => ask(sessionId, userId));
  expect(queries).toBe(1);
});

it("is null for an ended session, a suspended person, someone else's session, and ids of nothing", async () => {
  const { userId, sessionId } = await signedIn();
  const other = await signedIn();
  expect(await ask(sessionId, other.userId)).toBeNull();
  expect(await ask(newId("sess", accounts.now()), userId)).toBeNull();
  expect(await ask("nonsense", userId)).toBeNull();
  expect(await ask(sessionId, sessionId)).toBeNull();

  await accounts.db.pool.query("UPDATE users SET suspended_at = now() WHERE id = $1", [other.userId]);
  expect(await ask(other.sessionId, other.userId)).toBeNull();
  await accounts.db.sessions.revoke(sessionId, "SIGNED_OUT", accounts.now());
  expect(await ask(sessionId, userId)).toBeNull();
});

it("answers the router alone", async () => {
  const { userId, sessionId } = await signedIn();
  const { data, errors } = await accounts.graphql(QUERY, { sessionId, userId }, { caller: "orders" });
  expect(errors?.[0]?.extensions).toEqual({ code: "FORBIDDEN" });
  expect(data?.["accessGrants"] ?? null).toBeNull();
});
