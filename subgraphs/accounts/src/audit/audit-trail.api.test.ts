import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import type { AuditRecord } from "#platform/audit/audit-record.ts";
import { countQueries } from "#platform/testing/count-queries.ts";
import type { Viewer } from "#platform/identity/viewer.ts";
import { newId } from "#platform/ids/id.ts";
import { insertUser, viewerOf } from "../testing/new-user.ts";
import { startAccounts, type TestAccounts } from "../testing/start-accounts.ts";
import type { User } from "../user/user.ts";

let accounts: TestAccounts;
let mia: User;
let tom: User;
let admin: User;
let support: User;
beforeAll(async () => {
  accounts = await startAccounts();
  mia = await insertUser(accounts.db);
  tom = await insertUser(accounts.db, { fullName: "Tom Reed" });
  admin = await insertUser(accounts.db, { roles: ["ADMIN"] });
  support = await insertUser(accounts.db, { roles: ["SUPPORT"] });
});
afterAll(() => accounts.close());

let seen = 0;
beforeEach(async () => void (seen = (await allEntries()).length));

const allEntries = async () =>
  (await accounts.db.pool.query(`SELECT * FROM audit_entries ORDER BY occurred_at, id`)).rows;
/** Who did what to whom since the test began. */
const newEntries = async () =>
  (
    await accounts.db.pool.query(
      `SELECT action || ' ' || subject_id AS line FROM
       (SELECT * FROM audit_entries ORDER BY occurred_at, id OFFSET $1) AS entry ORDER BY line`,
      [seen],
    )
  ).rows.map(({ line }) => line as string);

const record: AuditRecord = {
  action: "order.pay",
  actor: { kind: "SYSTEM", userId: null, apiKeyId: null },
  subject: { type: "Order", id: "ord_1" },
  before: { status: "PENDING_PAYMENT" },
  after: { status: "PAID" },
};
const deliver = (id: string, name = "orders.audit-recorded.v1", payload: object = record) =>
  accounts.deliver({ id, name, payload: payload as Record<string, unknown> });

const ENTRIES = `query ($first: Int, $after: String, $last: Int, $before: String, $filter: AuditEntryFilter) {
  auditEntries(first: $first, after: $after, last: $last, before: $before, filter: $filter) {
    totalCount pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
    nodes { id source action actor { kind apiKeyId user { id displayName email } } subject { type id } before after occurredAt requestId }
  }
}`;
interface Trail {
  totalCount: number;
  nodes: { id: string; action: string; subject: { id: string }; occurredAt: string; actor: object }[];
  pageInfo: { hasNextPage: boolean; endCursor: string; startCursor: string };
}
const trail = async (variables: object, viewer: Viewer = viewerOf(admin)): Promise<Trail> => {
  const { data, errors } = await accounts.graphql(ENTRIES, variables as Record<string, unknown>, { viewer });
  expect(errors).toBeUndefined();
  return data!["auditEntries"] as Trail;
};

it("keeps what siblings tell, once for each event, with where and when", async () => {
  await Promise.all([deliver("evt_paid"), deliver("evt_paid"), deliver("evt_paid")]);
  await deliver("evt_captured", "payments.audit-recorded.v1", { ...record, action: "payment.capture" });
  expect(await newEntries()).toEqual(["order.pay ord_1", "payment.capture ord_1"]);

  const { nodes } = await trail({ filter: { subjectId: "ord_1" } });
  expect(nodes.slice(0, 2)).toEqual([
    expect.objectContaining({ source: "payments", action: "payment.capture" }),
    {
      id: expect.stringMatching(/^aud_/) as string,
      source: "orders",
      action: "order.pay",
      actor: { kind: "SYSTEM", apiKeyId: null, user: null },
      subject: { type: "Order", id: "ord_1" },
      before: { status: "PENDING_PAYMENT" },
      after: { status: "PAID" },
      occurredAt: expect.any(String) as string,
      requestId: null,
    },
  ]);
});

it("leaves an entry for everyone whom staff looks at, once in a request, before they are shown", async () => {
  const staff = viewerOf(support);
  const query = `query ($mia: ID!, $tom: ID!) {
    a: user(id: $mia) { displayName } b: user(id: $mia) { email phone } c: user(id: $tom) { displayName }
  }`;
  const count = await countQueries(accounts.databaseUrl, () =>
    accounts.graphql(query, { mia: mia.id, tom: tom.id }, { viewer: staff }),
  );
  expect(await newEntries()).toEqual([`user.read ${mia.id}`, `user.read ${tom.id}`].sort());
  expect(count).toBe(2);
  const [entry] = (await trail({ filter: { action: "user.read", subjectId: mia.id } })).nodes;
  expect(entry!.actor).toMatchObject({ kind: "USER", user: { id: support.id } });
});

it("leaves an entry for each person on a page of users, by one statement", async () => {
  const list = `{ users(first: 4) { nodes { id displayName email } } }`;
  const staff = viewerOf(support);
  const count = await countQueries(accounts.databaseUrl, () => accounts.graphql(list, {}, { viewer: staff }));
  expect(count).toBe(2);
  expect(await newEntries()).toEqual([mia, tom, admin].map(({ id }) => `user.read ${id}`).sort());
});

it("leaves an entry when private fields are reached through another thing, and none for what everybody sees", async () => {
  const entities = (fields: string) =>
    accounts.graphql(
      `query ($of: [_Any!]!) { _entities(representations: $of) { ... on User { ${fields} } } }`,
      { of: [mia, tom, mia].map(({ id }) => ({ __typename: "User", id })) },
      { viewer: viewerOf(support) },
    );
  await entities("id displayName");
  expect(await newEntries()).toEqual([]);
  await entities("displayName email fullName");
  expect(await newEntries()).toEqual([`user.read ${mia.id}`, `user.read ${tom.id}`].sort());
});

it("asks the database for nothing more, and records nothing, when people look at themselves", async () => {
  const me = "{ me { id email phone roles } }";
  expect(await countQueries(accounts.databaseUrl, () => accounts.graphql(me, {}, { viewer: viewerOf(mia) }))).toBe(1);
  expect(await countQueries(accounts.databaseUrl, () => accounts.graphql(me, {}, { viewer: viewerOf(support) }))).toBe(
    1,
  );
  const own = `query ($id: ID!) { user(id: $id) { email } }`;
  await accounts.graphql(own, { id: support.id }, { viewer: viewerOf(support) });
  await accounts.graphql(own, { id: tom.id }, { viewer: viewerOf(mia) });
  expect(await newEntries()).toEqual([]);
});

it("shows staff nobody while that cannot be recorded, and people themselves all the same", async () => {
  await accounts.db.pool.query("ALTER TABLE audit_entries ADD CONSTRAINT no_space CHECK (false) NOT VALID");
  const query = `query ($id: ID!) { user(id: $id) { email } }`;
  const refused = await accounts.graphql(query, { id: mia.id }, { viewer: viewerOf(support) });
  const listed = await accounts.graphql("{ users { nodes { email } } }", {}, { viewer: viewerOf(support) });
  const trailed = await accounts.graphql(ENTRIES, {}, { viewer: viewerOf(admin) });
  const own = await accounts.graphql(query, { id: mia.id }, { viewer: viewerOf(mia) });
  await accounts.db.pool.query("ALTER TABLE audit_entries DROP CONSTRAINT no_space");

  for (const [answer, field] of [
    [refused, "user"],
    [listed, "users"],
    [trailed, "auditEntries"],
  ] as const) {
    expect(answer.data).toEqual({ [field]: null });
    expect(answer.errors?.map(({ extensions }) => extensions?.["code"])).toEqual(["SUBGRAPH_UNAVAILABLE"]);
  }
  expect(own.data).toEqual({ user: { email: mia.email } });
});

it("pages newest first in both directions, filters by each part, and counts", async () => {
  for (let number = 1; number <= 5; number++) {
    accounts.pass(1_000);
    await deliver(`evt_page_${number}`, undefined, {
      ...record,
      subject: { type: "Order", id: "ord_page" },
      after: { number },
    });
  }
  const filter = { subjectId: "ord_page", action: "order.pay" };
  const all = await trail({ first: 100, filter });
  expect(all.totalCount).toBe(5);
  expect(all.nodes.map((node) => (node as unknown as { after: { number: number } }).after.number)).toEqual([
    5, 4, 3, 2, 1,
  ]);
  const ids = all.nodes.map(({ id }) => id);
  const first = await trail({ first: 2, filter });
  const second = await trail({ first: 2, after: first.pageInfo.endCursor, filter });
  expect([...first.nodes, ...second.nodes].map(({ id }) => id)).toEqual(ids.slice(0, 4));
  const back = await trail({ last: 2, before: second.pageInfo.endCursor, filter });
  expect(back.nodes.map(({ id }) => id)).toEqual(ids.slice(1, 3));

  const range = { from: all.nodes[3]!.occurredAt, to: all.nodes[1]!.occurredAt };
  expect((await trail({ filter: { ...filter, ...range } })).nodes.map(({ id }) => id)).toEqual(ids.slice(2, 4));
  expect((await trail({ filter: { ...filter, source: "payments" } })).nodes).toEqual([]);
  expect((await trail({ filter: { ...filter, actorUserId: admin.id } })).nodes).toEqual([]);
  expect((await trail({ filter: { actorUserId: "nonsense" } })).nodes).toEqual([]);
  expect((await trail({ filter: { subjectId: "a\u0000" } })).nodes).toEqual([]);
});

it("is read by audit:read alone, which leaves an entry with what was looked for", async () => {
  for (const [viewer, code] of [
    [viewerOf(support), "FORBIDDEN"],
    [viewerOf(mia), "FORBIDDEN"],
    [{ kind: "guest" } as const, "UNAUTHENTICATED"],
  ] as const) {
    const answer = await accounts.graphql(ENTRIES, {}, { viewer });
    expect(answer.errors?.map(({ extensions }) => extensions?.["code"])).toEqual([code]);
  }
  expect(await newEntries()).toEqual([]);

  const apiKeyId = newId("key", new Date());
  const key: Viewer = { kind: "apiKey", apiKeyId, userId: admin.id, scopes: ["audit:read"], memberships: [] };
  await trail({ filter: { subjectId: mia.id } }, key);
  const [, entry] = (await trail({ filter: { action: "audit.read" } }, key)).nodes;
  expect(entry).toMatchObject({
    subject: { type: "AuditTrail", id: "all" },
    after: { subjectId: mia.id },
    actor: { kind: "API_KEY", apiKeyId, user: { id: admin.id, displayName: "Mia B.", email: null } },
  });
});

it.each(["UPDATE audit_entries SET action = 'x.y'", "DELETE FROM audit_entries", "TRUNCATE audit_entries"])(
  "is never changed or removed: %s fails",
  async (statement) => {
    const before = await allEntries();
    expect(before.length).toBeGreaterThan(0);
    await expect(accounts.db.pool.query(statement)).rejects.toThrow("audit entries are only added");
    expect(await allEntries()).toEqual(before);
  },
);
