import { afterAll, beforeAll, expect, it } from "vitest";
import { hashApiKeySecret } from "#platform/identity/api-key-secret.ts";
import { GUEST, type Viewer } from "#platform/identity/viewer.ts";
import { newId } from "#platform/ids/id.ts";
import { countQueries } from "#platform/testing/count-queries.ts";
import { insertUser, viewerOf } from "../testing/new-user.ts";
import { startAccounts, type TestAccounts } from "../testing/start-accounts.ts";

let accounts: TestAccounts;
beforeAll(async () => {
  accounts = await startAccounts();
});
afterAll(() => accounts.close());

const KEY = "id name scopes hint ratePerMinute createdAt expiresAt lastUsedAt revokedAt";
const ERRORS = "userErrors { code field message }";
interface Answer {
  apiKey: { id: string; name: string; hint: string; revokedAt: string | null } | null;
  secret?: string | null;
  userErrors: { code: string; field: string[] | null }[];
}

const run = (operation: string, input: object, viewer: Viewer) => {
  const type = `${operation[0]!.toUpperCase()}${operation.slice(1)}Input`;
  const secret = operation === "apiKeyRevoke" ? "" : "secret";
  const document = `mutation ($input: ${type}!) { ${operation}(input: $input) { apiKey { ${KEY} } ${secret} ${ERRORS} } }`;
  return accounts.graphql(document, { input }, { viewer });
};
const answerOf = async (operation: string, input: object, viewer: Viewer) =>
  (await run(operation, input, viewer)).data![operation] as Answer;

async function keysOf(viewer: Viewer, ids: readonly string[], args = "first: 20") {
  const answer = await accounts.graphql(
    `query ($people: [_Any!]!) { _entities(representations: $people) { ... on User {
      apiKeys(${args}) { nodes { ${KEY} } pageInfo { hasNextPage endCursor } totalCount } } } }`,
    { people: ids.map((id) => ({ __typename: "User", id })) },
    { viewer },
  );
  expect(answer.errors).toBeUndefined();
  return (answer.data!["_entities"] as { apiKeys: KeyList | null }[]).map(({ apiKeys }) => apiKeys);
}
interface KeyList {
  nodes: Record<string, unknown>[];
  pageInfo: { hasNextPage: boolean; endCursor: string | null };
  totalCount: number;
}

const countKeys = async () => (await accounts.db.pool.query("SELECT 1 FROM api_keys")).rowCount;

it("makes, lists, rotates and ends keys of the person's, and shows each secret once", async () => {
  const user = await insertUser(accounts.db);
  const viewer = viewerOf(user);
  const input = {
    name: "Stock sync",
    scopes: ["shop:catalog"],
    expiresAt: "2030-01-01T00:00:00.000Z",
    ratePerMinute: 9,
  };

  const made = await answerOf("apiKeyCreate", input, viewer);
  expect(made.userErrors).toEqual([]);
  expect(made.apiKey).toMatchObject({ ...input, hint: made.secret!.slice(-4), lastUsedAt: null, revokedAt: null });
  const rotated = await answerOf("apiKeyRotate", { apiKeyId: made.apiKey!.id }, viewer);
  expect(rotated).toMatchObject({ apiKey: { id: made.apiKey!.id, hint: rotated.secret!.slice(-4) }, userErrors: [] });
  const other = await answerOf("apiKeyCreate", { name: "Other", scopes: ["account:read"] }, viewer);
  const revoked = await answerOf("apiKeyRevoke", { apiKeyId: other.apiKey!.id }, viewer);
  expect(revoked.apiKey!.revokedAt).not.toBeNull();

  const [list] = await keysOf(viewer, [user.id]);
  expect(list!.nodes).toEqual([revoked.apiKey, rotated.apiKey]);
  expect(list!.totalCount).toBe(2);
  const [first] = await keysOf(viewer, [user.id], "first: 1");
  expect([first!.nodes, first!.pageInfo.hasNextPage]).toEqual([[revoked.apiKey], true]);
  const [rest] = await keysOf(viewer, [user.id], `first: 1, after: "${first!.pageInfo.endCursor}"`);
  expect([rest!.nodes, rest!.pageInfo.hasNextPage]).toEqual([[rotated.apiKey], false]);
});

it("names everything that is wrong, and writes nothing", async () => {
  const viewer = viewerOf(await insertUser(accounts.db));
  const before = await countKeys();
  const answer = await answerOf("apiKeyCreate", { name: "", scopes: ["order:read", "x"], ratePerMinute: 0 }, viewer);
  expect(answer).toMatchObject({ apiKey: null, secret: null });
  expect(answer.userErrors.map(({ code, field }) => [code, field])).toEqual([
    ["INVALID_NAME", ["name"]],
    ["SCOPE_NOT_HELD", ["scopes", "0"]],
    ["UNKNOWN_SCOPE", ["scopes", "1"]],
    ["INVALID_RATE", ["ratePerMinute"]],
  ]);
  const rotate = await answerOf("apiKeyRotate", { apiKeyId: "key_x", overlapHours: -1 }, viewer);
  expect(rotate.userErrors.map(({ code, field }) => [code, field])).toEqual([
    ["NOT_FOUND", ["apiKeyId"]],
    ["INVALID_OVERLAP", ["overlapHours"]],
  ]);
  const revoke = await answerOf("apiKeyRevoke", { apiKeyId: newId("key", accounts.now()) }, viewer);
  expect(revoke).toMatchObject({ apiKey: null, userErrors: [{ code: "NOT_FOUND" }] });
  expect(await countKeys()).toBe(before);
});

it("is for people: neither guests nor keys make, rotate or end keys", async () => {
  const user = await insertUser(accounts.db);
  const { apiKey } = await answerOf("apiKeyCreate", { name: "k", scopes: ["account:read"] }, viewerOf(user));
  const key: Viewer = {
    ...{ kind: "apiKey", apiKeyId: newId("key", accounts.now()), userId: user.id },
    ...{ scopes: ["account:read", "user:read"], memberships: [] },
  };
  const before = await countKeys();
  for (const [viewer, code] of [
    [GUEST, "UNAUTHENTICATED"],
    [key, "FORBIDDEN"],
  ] as const) {
    for (const [operation, input] of [
      ["apiKeyCreate", { name: "x", scopes: ["account:read"] }],
      ["apiKeyRotate", { apiKeyId: apiKey!.id }],
      ["apiKeyRevoke", { apiKeyId: apiKey!.id }],
    ] as const) {
      expect((await run(operation, input, viewer)).errors?.[0]?.extensions).toEqual({ code });
    }
  }
  expect(await countKeys()).toBe(before);
  expect((await keysOf(viewerOf(user), [user.id]))[0]!.nodes).toEqual([apiKey]);
});

it("shows a person's keys to them and to scope user:read alone, with two statements for any number of people and one that records the look", async () => {
  const [one, other] = [await insertUser(accounts.db), await insertUser(accounts.db)];
  for (const user of [one, other]) {
    await answerOf("apiKeyCreate", { name: user.id, scopes: ["account:read"] }, viewerOf(user));
  }
  const staff = viewerOf(await insertUser(accounts.db, { roles: ["SUPPORT"] }));

  expect(await keysOf(viewerOf(one), [other.id])).toEqual([null]);
  expect(await keysOf(GUEST, [other.id])).toEqual([null]);
  const seen: (KeyList | null)[] = [];
  const queries = await countQueries(accounts.databaseUrl, async () => {
    seen.push(...(await keysOf(staff, [one.id, other.id])));
  });
  expect(seen.map((list) => list!.nodes.map(({ name }) => name))).toEqual([[one.id], [other.id]]);
  expect(queries).toBe(4); // people, keys, counts, and the audit trail
});

it("tells the router alone what a secret's key may do, and null for one that opens nothing", async () => {
  const user = await insertUser(accounts.db);
  const { apiKey, secret } = await answerOf("apiKeyCreate", { name: "k", scopes: ["account:read"] }, viewerOf(user));
  const query = `query ($secretHash: String!) { apiKeyGrants(secretHash: $secretHash) {
    apiKeyId userId scopes memberships { shopId roles } ratePerMinute expiresAt } }`;
  const ask = (text: string, caller = "router") =>
    accounts.graphql(query, { secretHash: hashApiKeySecret(text) }, { caller });

  expect((await ask(secret!)).data!["apiKeyGrants"]).toEqual({
    ...{ apiKeyId: apiKey!.id, userId: user.id, scopes: ["account:read"], memberships: [] },
    ...{ ratePerMinute: 600, expiresAt: null },
  });
  expect((await ask(`${secret}x`)).data!["apiKeyGrants"]).toBeNull();
  expect((await ask(secret!, "orders")).errors?.[0]?.extensions).toEqual({ code: "FORBIDDEN" });
});
