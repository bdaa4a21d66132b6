import pg from "pg";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { newId } from "#platform/ids/id.ts";
import type { Scope } from "#platform/identity/scope.ts";
import type { Viewer } from "#platform/identity/viewer.ts";
import type { GraphQLResponse } from "#platform/neighbour/neighbour.ts";
import { insertUser } from "./testing/new-user.ts";
import { startAccounts, type TestAccounts } from "./testing/start-accounts.ts";
import type { User } from "./user/user.ts";

let accounts: TestAccounts;
let mia: User;
let stranger: User;
const shopIds: string[] = [];

beforeAll(async () => {
  accounts = await startAccounts();
  mia = await insertUser(accounts.db);
  stranger = await insertUser(accounts.db, { fullName: "Eve Stone" });
  for (const [index, name] of ["Acme 100% Cotton", "acme_tools", "Berg & Co", "Berg & Co", "Zoë's Plants"].entries()) {
    const owner = index === 0 ? mia : await insertUser(accounts.db);
    const id = newId("shop", new Date());
    shopIds.push(id);
    await accounts.db.pool.query(
      "INSERT INTO shops (id, owner_user_id, name, handle, created_at) VALUES ($1, $2, $3, $4, now())",
      [id, owner.id, name, `shop-${index}`],
    );
  }
});
afterAll(() => accounts.close());

const as = ({ id }: User, ...scopes: Scope[]): { viewer: Viewer } => ({
  viewer: { kind: "user", userId: id, sessionId: newId("sess", new Date()), scopes, memberships: [] },
});
const guest = { viewer: { kind: "guest" } } as const;
const PROFILE = "id displayName email fullName emailVerified createdAt";
const wholeProfile = (user: User) => ({
  id: user.id,
  displayName: "Mia B.",
  email: user.email,
  fullName: "Mia Berg",
  emailVerified: true,
  createdAt: user.createdAt.toISOString(),
});
const codesOf = ({ errors }: GraphQLResponse) => errors?.map(({ extensions }) => extensions?.["code"]);

it("me is the signed-in person with all of it, and null for a guest and for a person who is gone", async () => {
  const me = `{ me { ${PROFILE} } }`;

  expect(await accounts.graphql(me, {}, as(mia))).toEqual({ data: { me: wholeProfile(mia) } });
  expect(await accounts.graphql(me, {}, guest)).toEqual({ data: { me: null } });
  expect(await accounts.graphql(me, {}, as({ ...mia, id: newId("user", new Date()) }))).toEqual({ data: { me: null } });
});

it("user(id) shows a person to themselves and to user:read; to others it is missing like one that is not there", async () => {
  const find = (id: string, viewer: { viewer: Viewer }) =>
    accounts.graphql(`query ($id: ID!) { user(id: $id) { ${PROFILE} } }`, { id }, viewer);

  expect(await find(mia.id, as(mia))).toEqual({ data: { user: wholeProfile(mia) } });
  expect(await find(mia.id, as(stranger, "user:read"))).toEqual({ data: { user: wholeProfile(mia) } });
  const missing = await find(newId("user", new Date()), as(mia, "user:read"));
  expect(missing).toEqual({ data: { user: null } });
  expect(await find(mia.id, as(stranger, "order:read"))).toEqual(missing);
  expect(await find(mia.id, guest)).toEqual(missing);
  expect(await find("nonsense\u0000", as(mia, "user:read"))).toEqual(missing);
});

it("users lists everybody newest first for user:read, and nobody for anyone else", async () => {
  const list =
    "query ($after: String) { users(first: 3, after: $after) { nodes { id email } totalCount pageInfo { hasNextPage endCursor } } }";
  const staff = as(stranger, "user:read");
  const listed: string[] = [];
  let after: string | null = null;
  do {
    const answer: GraphQLResponse = await accounts.graphql(list, { after }, staff);
    const page = answer.data!["users"] as {
      nodes: { id: string }[];
      totalCount: number;
      pageInfo: { hasNextPage: boolean; endCursor: string };
    };
    expect(page.totalCount).toBe(6);
    listed.push(...page.nodes.map(({ id }) => id));
    after = page.pageInfo.hasNextPage ? page.pageInfo.endCursor : null;
  } while (after !== null);

  expect(listed).toHaveLength(6);
  expect(new Set(listed).size).toBe(6);
  expect(listed.at(-1)).toBe(mia.id);
  for (const [viewer, code] of [
    [guest, "UNAUTHENTICATED"],
    [as(stranger, "order:read"), "FORBIDDEN"],
  ] as const) {
    const answer = await accounts.graphql(list, {}, viewer);
    expect(answer.data).toEqual({ users: null });
    expect(codesOf(answer)).toEqual([code]);
  }
});

const ENTITIES = `query ($representations: [_Any!]!) {
  _entities(representations: $representations) { ... on User { ${PROFILE} } ... on Shop { name owner { displayName email } } }
}`;
const entities = (representations: object[], viewer: { viewer: Viewer }) =>
  accounts.graphql(ENTITIES, { representations }, viewer);
const userRef = (id: string) => ({ __typename: "User", id });

it("_entities shows others the display name alone, whatever else the representation claims", async () => {
  const answer = await entities(
    [{ ...userRef(mia.id), email: "forged@example.test", fullName: "Forged" }],
    as(stranger),
  );

  expect(answer).toEqual({
    data: {
      _entities: [
        { id: mia.id, displayName: "Mia B.", email: null, fullName: null, emailVerified: null, createdAt: null },
      ],
    },
  });
  expect(await entities([userRef(mia.id)], as(mia))).toEqual({ data: { _entities: [wholeProfile(mia)] } });
});

it("_entities keeps order and repetition, and gives null for what is not there", async () => {
  const unknown = newId("user", new Date());
  const answer = await entities(
    [userRef(stranger.id), userRef(unknown), userRef(mia.id), userRef(stranger.id), userRef("x")],
    guest,
  );

  const names = (answer.data!["_entities"] as ({ displayName: string } | null)[]).map((user) => user?.displayName);
  expect(names).toEqual(["Eve S.", undefined, "Mia B.", "Eve S.", undefined]);
});

it("_entities of 50 users or shops with their owners asks the database as often as of one", async () => {
  const users = await Promise.all(Array.from({ length: 50 }, () => insertUser(accounts.db)));
  await accounts.db.pool.query(
    `INSERT INTO shops (id, owner_user_id, name, handle, created_at)
     SELECT 'shop_' || substr(id, 6), id, 'Many', 'many-' || row_number() OVER (), now() FROM users WHERE id = ANY($1)`,
    [users.map(({ id }) => id)],
  );
  const query = vi.spyOn(pg.Client.prototype, "query");
  const countOf = async (representations: object[]) => {
    query.mockClear();
    const answer = await entities(representations, guest);
    expect(answer.data!["_entities"]).toHaveLength(representations.length);
    expect(answer.data!["_entities"]).not.toContain(null);
    return query.mock.calls.length;
  };
  const shopRef = ({ id }: User) => ({ __typename: "Shop", id: id.replace("user_", "shop_") });

  const ofOneUser = await countOf([userRef(users[0]!.id)]);
  const ofManyUsers = await countOf(users.map(({ id }) => userRef(id)));
  const ofOneShop = await countOf([shopRef(users[0]!)]);
  const ofManyShops = await countOf(users.map(shopRef));
  query.mockRestore();
  await accounts.db.pool.query("DELETE FROM shops WHERE name = 'Many'");

  expect([ofOneUser, ofManyUsers]).toEqual([1, 1]);
  expect([ofOneShop, ofManyShops]).toEqual([2, 2]);
});

it("shop is found by id or handle, by exactly one of them, and shows its owner's display name", async () => {
  const find = (selector: string, viewer: { viewer: Viewer } = guest) =>
    accounts.graphql(
      `{ shop(${selector}) { name handle description owner { displayName email } createdAt } }`,
      {},
      viewer,
    );
  const expected = { name: "Acme 100% Cotton", handle: "shop-0", description: "", createdAt: expect.any(String) };

  expect(await find('handle: "shop-0"')).toEqual({
    data: { shop: { ...expected, owner: { displayName: "Mia B.", email: null } } },
  });
  expect(await find(`id: "${shopIds[0]}"`, as(mia))).toEqual({
    data: { shop: { ...expected, owner: { displayName: "Mia B.", email: mia.email } } },
  });
  for (const nothing of ['handle: "no-such-shop"', 'handle: "\\u0000"', 'id: "shop_nonsense"', `id: "${mia.id}"`]) {
    expect(await find(nothing)).toEqual({ data: { shop: null } });
  }
  expect(codesOf(await find(`id: "${shopIds[0]}", handle: "shop-0"`))).toEqual(["BAD_USER_INPUT"]);
  expect(codesOf(await find("id: null"))).toEqual(["BAD_USER_INPUT"]);
});

it("shops lists all by name in both directions, without gap or repetition among equal names", async () => {
  const walk = async (forward: boolean) => {
    const handles: string[] = [];
    const [size, side, more, edge] = forward
      ? ["first", "after", "hasNextPage", "endCursor"]
      : ["last", "before", "hasPreviousPage", "startCursor"];
    for (let cursor: string | null = null, isMore = true; isMore;) {
      const answer: GraphQLResponse = await accounts.graphql(
        `query ($cursor: String) { shops(${size}: 2, ${side}: $cursor) { nodes { handle } pageInfo { ${more} ${edge} } } }`,
        { cursor },
      );
      const page = answer.data!["shops"] as { nodes: { handle: string }[]; pageInfo: Record<string, unknown> };
      const found = page.nodes.map(({ handle }) => handle);
      handles.splice(forward ? handles.length : 0, 0, ...found);
      isMore = page.pageInfo[more!] === true;
      cursor = page.pageInfo[edge!] as string;
    }
    return handles;
  };

  const forward = await walk(true);
  expect([...forward].sort()).toEqual(["shop-0", "shop-1", "shop-2", "shop-3", "shop-4"]);
  expect(await walk(false)).toEqual(forward);
});

it("shops(search) matches part of the name in any case, wildcards being plain characters", async () => {
  const search = async (text: string) => {
    const answer = await accounts.graphql(
      "query ($text: String) { shops(search: $text) { nodes { name } totalCount } }",
      { text },
    );
    const { nodes, totalCount } = answer.data!["shops"] as { nodes: { name: string }[]; totalCount: number };
    expect(totalCount).toBe(nodes.length);
    return nodes.map(({ name }) => name);
  };

  expect((await search("ACME")).sort()).toEqual(["Acme 100% Cotton", "acme_tools"]);
  expect(await search("100%")).toEqual(["Acme 100% Cotton"]);
  expect(await search("_")).toEqual(["acme_tools"]);
  expect(await search("%")).toEqual(["Acme 100% Cotton"]);
  expect(await search("\\")).toEqual([]);
  expect(await search("ZOË")).toEqual(["Zoë's Plants"]);
  expect(await search(" \u0000 ")).toHaveLength(5);
});

it("refuses bad pages as bad input, never as a fault of ours", async () => {
  const cursor = (values: unknown) => Buffer.from(JSON.stringify(values)).toString("base64url");
  const staff = as(stranger, "user:read");
  const refused = [
    "shops(first: 101)",
    "shops(first: 0)",
    "shops(first: 1, last: 1)",
    'shops(first: 1, after: "nonsense")',
    `shops(first: 1, after: "${cursor([1, 2])}")`,
    `shops(first: 1, after: "${cursor(["a\u0000", shopIds[0]])}")`,
    `shops(search: "${"x".repeat(101)}")`,
    `users(first: 1, after: "${cursor(["yesterday", mia.id])}")`,
    `users(first: 1, after: "${cursor(["0000-01-01T00:00:00Z", mia.id])}")`,
    `users(first: 1, after: "${cursor([new Date().toISOString(), "x"])}")`,
  ];
  for (const field of refused) {
    expect([field, codesOf(await accounts.graphql(`{ ${field} { totalCount } }`, {}, staff))]).toEqual([
      field,
      ["BAD_USER_INPUT"],
    ]);
  }
});
