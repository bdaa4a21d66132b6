import { afterAll, beforeAll, expect, it } from "vitest";
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

const BERLIN = { fullName: "Mia Berg", line1: "Torstraße 1", city: "Berlin", postalCode: "10119", countryCode: "de" };
const FIELDS =
  "id fullName line1 line2 city region postalCode countryCode phone isDefaultShipping isDefaultBilling version";
type AddressAnswer = {
  id: string;
  version: number;
  isDefaultShipping: boolean;
  isDefaultBilling: boolean;
  line1: string;
};
interface Answer {
  address: AddressAnswer | null;
  addressId?: string | null;
  userErrors: { code: string; field: string[] | null }[];
}

async function mutate(viewer: Viewer, name: "Create" | "Update" | "Delete", input: Record<string, unknown>) {
  const id = name === "Delete" ? "addressId" : "";
  const answer = await accounts.graphql(
    `mutation ($input: Address${name}Input!) { address${name}(input: $input) { ${id} address { ${FIELDS} } userErrors { code field } } }`,
    { input },
    { viewer },
  );
  expect(answer.errors).toBeUndefined();
  return answer.data![`address${name}`] as Answer;
}
const create = async (viewer: Viewer, changes: Record<string, unknown> = {}) =>
  (await mutate(viewer, "Create", { ...BERLIN, ...changes })).address!;
async function book(viewer: Viewer, args = "first: 50") {
  const { data, errors } = await accounts.graphql(
    `{ me { addresses(${args}) { nodes { ${FIELDS} } totalCount pageInfo { endCursor } } defaultShippingAddress { id } defaultBillingAddress { id } } }`,
    {},
    { viewer },
  );
  expect(errors).toBeUndefined();
  return data!["me"] as {
    addresses: { nodes: AddressAnswer[]; totalCount: number; pageInfo: { endCursor: string | null } };
    defaultShippingAddress: { id: string } | null;
    defaultBillingAddress: { id: string } | null;
  };
}
const rowsOf = async (userId: string) =>
  (await accounts.db.pool.query("SELECT * FROM addresses WHERE user_id = $1 ORDER BY id", [userId])).rows;
const aPerson = async () => viewerOf(await insertUser(accounts.db));

it("keeps a person's addresses, the newest first, with one default of a kind: the last that asked", async () => {
  const viewer = await aPerson();
  const first = await create(viewer, { makeDefaultShipping: true, makeDefaultBilling: true });
  expect(first).toEqual({
    ...BERLIN,
    countryCode: "DE",
    id: expect.stringMatching(/^addr_/),
    line2: null,
    region: null,
    phone: null,
    isDefaultShipping: true,
    isDefaultBilling: true,
    version: 1,
  });
  const second = await create(viewer, { makeDefaultShipping: true });
  const third = await create(viewer);

  const before = await book(viewer);
  expect(before.addresses.nodes.map(({ id }) => id)).toEqual([third.id, second.id, first.id]);
  expect(before).toMatchObject({
    addresses: { totalCount: 3 },
    defaultShippingAddress: { id: second.id },
    defaultBillingAddress: { id: first.id },
  });

  const changed = await mutate(viewer, "Update", { id: third.id, line1: "Torstraße 3", makeDefaultBilling: true });
  expect(changed.address).toMatchObject({ line1: "Torstraße 3", city: "Berlin", isDefaultBilling: true, version: 2 });
  expect(await mutate(viewer, "Delete", { id: second.id })).toMatchObject({ addressId: second.id, userErrors: [] });
  expect(await book(viewer)).toMatchObject({
    addresses: { totalCount: 2 },
    defaultShippingAddress: null,
    defaultBillingAddress: { id: third.id },
  });
});

it("names everything that is wrong at once, and stores nothing", async () => {
  const viewer = await aPerson();
  const wrong = { fullName: "p\u0430ypal", line1: " ", city: "x".repeat(10_000), countryCode: "XX", phone: "\u0000" };

  expect(await mutate(viewer, "Create", { ...wrong, makeDefaultShipping: true })).toEqual({
    address: null,
    userErrors: [
      { code: "INVALID", field: ["fullName"] },
      { code: "REQUIRED", field: ["line1"] },
      { code: "TOO_LONG", field: ["city"] },
      { code: "INVALID", field: ["phone"] },
      { code: "INVALID", field: ["countryCode"] },
    ],
  });
  expect(await rowsOf(viewer.userId)).toEqual([]);

  const { id } = await create(viewer, { makeDefaultShipping: true });
  const before = await rowsOf(viewer.userId);
  expect(await mutate(viewer, "Update", { id, postalCode: null, city: "Berlin\r\nBcc: x@example.test" })).toMatchObject(
    {
      address: null,
      userErrors: [
        { code: "INVALID", field: ["city"] },
        { code: "REQUIRED", field: ["postalCode"] },
      ],
    },
  );
  expect(await rowsOf(viewer.userId)).toEqual(before);
});

it("treats another person's address like one that is not there", async () => {
  const [owner, stranger] = [await aPerson(), await aPerson()];
  const { id } = await create(owner);
  const before = await rowsOf(owner.userId);
  const notFound = { address: null, userErrors: [{ code: "NOT_FOUND", field: ["id"] }] };

  for (const foreign of [id, newId("addr", accounts.now()), "addr_nonsense\u0000"]) {
    const update = { id: foreign, line1: "Elsewhere 1", makeDefaultShipping: true };
    expect(await mutate(stranger, "Update", update)).toEqual(notFound);
    expect(await mutate(stranger, "Delete", { id: foreign })).toEqual({ ...notFound, addressId: null });
  }
  expect(await rowsOf(owner.userId)).toEqual(before);
});

it("answers a stale version with what the address is now", async () => {
  const viewer = await aPerson();
  const { id } = await create(viewer);
  await mutate(viewer, "Update", { id, line1: "Torstraße 2", expectedVersion: 1 });
  const conflict = {
    address: { line1: "Torstraße 2", version: 2 },
    userErrors: [{ code: "CONFLICT", field: ["expectedVersion"] }],
  };

  expect(await mutate(viewer, "Update", { id, line1: "Torstraße 3", expectedVersion: 1 })).toMatchObject(conflict);
  expect(await mutate(viewer, "Delete", { id, expectedVersion: 1 })).toMatchObject({ ...conflict, addressId: null });
  expect(await rowsOf(viewer.userId)).toHaveLength(1);
});

it("lets one of six changes of one version at once through", async () => {
  const viewer = await aPerson();
  const { id } = await create(viewer);

  const answers = await Promise.all(
    Array.from({ length: 6 }, (_, index) =>
      mutate(viewer, "Update", { id, line1: `Torstraße ${index}`, expectedVersion: 1 }),
    ),
  );

  expect(answers.filter(({ userErrors }) => userErrors.length === 0)).toHaveLength(1);
  expect(answers.every(({ address }) => address!.version === 2)).toBe(true);
});

it("leaves one default of a kind, however many ask at once", async () => {
  const viewer = await aPerson();
  const { id } = await create(viewer);
  const both = { makeDefaultShipping: true, makeDefaultBilling: true };

  const answers = await Promise.all([
    ...Array.from({ length: 6 }, () => mutate(viewer, "Create", { ...BERLIN, ...both })),
    ...Array.from({ length: 2 }, () => mutate(viewer, "Update", { id, ...both })),
  ]);

  expect(answers.flatMap(({ userErrors }) => userErrors)).toEqual([]);
  const rows = (await rowsOf(viewer.userId)) as { is_default_shipping: boolean; is_default_billing: boolean }[];
  expect(rows).toHaveLength(7);
  expect(rows.filter((row) => row.is_default_shipping)).toHaveLength(1);
  expect(rows.filter((row) => row.is_default_billing)).toHaveLength(1);
});

it("holds fifty addresses, also when the last places are taken at once", async () => {
  const viewer = await aPerson();
  await accounts.db.pool.query(
    `INSERT INTO addresses (id, user_id, full_name, line1, city, country_code, created_at)
     SELECT 'addr_' || $1 || n, $1, 'Mia', 'Street 1', 'Dublin', 'IE', now() FROM generate_series(1, 48) AS n`,
    [viewer.userId],
  );

  const answers = await Promise.all(Array.from({ length: 5 }, () => mutate(viewer, "Create", BERLIN)));

  expect(answers.filter(({ address }) => address !== null)).toHaveLength(2);
  expect(answers.flatMap(({ userErrors }) => userErrors)).toEqual(Array(3).fill({ code: "TOO_MANY", field: null }));
  expect(await rowsOf(viewer.userId)).toHaveLength(50);
});

it("shows an address book to the person, their keys that may, and staff that reads users, and to nobody else", async () => {
  const viewer = await aPerson();
  await create(viewer, { makeDefaultShipping: true });
  const key = { kind: "apiKey" as const, apiKeyId: "key_1" as const, userId: viewer.userId, memberships: [] };
  const read = async (as: Viewer) => {
    const { data } = await accounts.graphql(
      `query ($id: ID!) { _entities(representations: [{ __typename: "User", id: $id }]) { ... on User {
        addresses { totalCount } defaultShippingAddress { city } defaultBillingAddress { city } } } }`,
      { id: viewer.userId },
      { viewer: as },
    );
    return (data!["_entities"] as unknown[])[0];
  };
  const all = { addresses: { totalCount: 1 }, defaultShippingAddress: { city: "Berlin" }, defaultBillingAddress: null };
  const nothing = { addresses: null, defaultShippingAddress: null, defaultBillingAddress: null };

  expect(await read(viewer)).toEqual(all);
  expect(await read(viewerOf(await insertUser(accounts.db, { roles: ["SUPPORT"] })))).toEqual(all);
  expect(await read({ ...key, scopes: ["account:read"] })).toEqual(all);
  for (const as of [GUEST, await aPerson(), { ...key, scopes: [] }]) expect(await read(as)).toEqual(nothing);
  for (const name of ["Create", "Update", "Delete"]) {
    const input = name === "Create" ? BERLIN : { id: "addr_1" };
    const answer = await accounts.graphql(
      `mutation ($input: Address${name}Input!) { address${name}(input: $input) { userErrors { code } } }`,
      { input },
    );
    expect(answer).toMatchObject({ data: null, errors: [{ extensions: { code: "UNAUTHENTICATED" } }] });
  }
});

it("pages in both directions, and reads the books of any number of people by the same number of statements", async () => {
  const viewer = await aPerson();
  const ids: string[] = [];
  for (let index = 0; index < 4; index++) ids.unshift((await create(viewer)).id);
  const first = await book(viewer, "first: 2");
  const second = await book(viewer, `first: 2, after: "${first.addresses.pageInfo.endCursor}"`);
  expect([...first.addresses.nodes, ...second.addresses.nodes].map(({ id }) => id)).toEqual(ids);
  expect((await book(viewer, "last: 1")).addresses.nodes.map(({ id }) => id)).toEqual(ids.slice(-1));

  const support = viewerOf(await insertUser(accounts.db, { roles: ["SUPPORT"] }));
  for (let index = 0; index < 4; index++) await create(await aPerson(), { makeDefaultShipping: true });
  const list = (count: number) =>
    countQueries(accounts.databaseUrl, () =>
      accounts.graphql(
        `{ users(first: ${count}) { nodes { addresses { nodes { id } totalCount } defaultShippingAddress { id } defaultBillingAddress { id } } } }`,
        {},
        { viewer: support },
      ),
    );
  expect(await list(4)).toBe(await list(1));
});

it("leaves in the audit trail that an address changed, not what it is", async () => {
  const viewer = await aPerson();
  const { id } = await create(viewer);
  await mutate(viewer, "Update", { id, line1: "Torstraße 9" });
  await mutate(viewer, "Delete", { id });

  const { rows } = await accounts.db.pool.query(
    "SELECT action, before, after FROM audit_entries WHERE subject_id = $1 ORDER BY occurred_at, id",
    [id],
  );
  expect(rows.map((row) => (row as { action: string }).action)).toEqual([
    "address.create",
    "address.update",
    "address.delete",
  ]);
  expect(JSON.stringify(rows)).not.toMatch(/Tor|Berlin|Mia/);
});
