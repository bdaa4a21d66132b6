import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { GUEST, type Viewer } from "#platform/identity/viewer.ts";
import { newId } from "#platform/ids/id.ts";
import { plusMs } from "#platform/time/clock.ts";
import { insertUser, viewerOf } from "../testing/new-user.ts";
import { newAddress, startAccounts, type TestAccounts } from "../testing/start-accounts.ts";

let accounts: TestAccounts;
let user: Awaited<ReturnType<typeof insertUser>>;
beforeAll(async () => {
  accounts = await startAccounts();
});
afterAll(() => accounts.close());
beforeEach(async () => {
  user = await insertUser(accounts.db);
});

const PREFERENCES = "notificationPreferences { category enabled description }";
const UPDATE = `mutation ($input: NotificationPreferencesUpdateInput!) {
  notificationPreferencesUpdate(input: $input) { user { ${PREFERENCES} } userErrors { code field message } } }`;
const update = (preferences: { category: string; enabled: boolean }[], viewer: Viewer = viewerOf(user)) =>
  accounts.graphql(UPDATE, { input: { preferences } }, { viewer });
const off = { category: "STOCK_ALERTS", enabled: false };

const rows = async (table: string) =>
  (await accounts.db.pool.query<{ count: number }>(`SELECT count(*)::int AS count FROM ${table}`)).rows[0]!.count;
const preferencesOf = async (viewer: Viewer = viewerOf(user)) =>
  (await accounts.graphql(`query ($id: ID!) { user(id: $id) { ${PREFERENCES} } }`, { id: user.id }, { viewer })).data![
    "user"
  ];

it("sends everything until the person says otherwise, keeps what they say, and leaves it in the audit trail", async () => {
  const description = expect.any(String) as string;
  const enabled = { category: "STOCK_ALERTS", enabled: true, description };
  expect(await preferencesOf()).toEqual({ notificationPreferences: [enabled] });

  const answer = await update([off]);

  const expected = { notificationPreferences: [{ ...off, description }] };
  expect(answer.data).toEqual({ notificationPreferencesUpdate: { user: expected, userErrors: [] } });
  expect(await preferencesOf()).toEqual(expected);
  const { rows: trail } = await accounts.db.pool.query(
    "SELECT action, actor_user_id, after FROM audit_entries WHERE subject_id = $1",
    [user.id],
  );
  expect(trail).toEqual([
    { action: "notification-preferences.update", actor_user_id: user.id, after: { STOCK_ALERTS: false } },
  ]);
  await update([{ ...off, enabled: true }]);
  expect(await preferencesOf()).toEqual({ notificationPreferences: [enabled] });
});

it("names everything that is wrong at once and changes nothing then", async () => {
  const before = [await rows("notification_preferences"), await rows("audit_entries")];

  const answer = await update([off, { category: "TRANSACTIONAL", enabled: false }, { ...off, enabled: true }]);

  expect(answer.data!["notificationPreferencesUpdate"]).toMatchObject({
    user: null,
    userErrors: [
      { code: "CATEGORY_REQUIRED", field: ["preferences", "1", "category"] },
      { code: "DUPLICATE_CATEGORY", field: ["preferences", "2", "category"] },
    ],
  });
  expect([await rows("notification_preferences"), await rows("audit_entries")]).toEqual(before);
});

it("takes choices from signed-in people alone", async () => {
  const key = { ...viewerOf(user), kind: "apiKey" as const, apiKeyId: newId("key", new Date()) };
  for (const [viewer, code] of [
    [GUEST, "UNAUTHENTICATED"],
    [key, "FORBIDDEN"],
  ] as const) {
    expect((await update([off], viewer)).errors).toMatchObject([{ extensions: { code } }]);
  }
  expect(await preferencesOf()).toMatchObject({ notificationPreferences: [{ enabled: true }] });
});

const HISTORY = `query ($id: ID!, $first: Int, $after: String, $last: Int, $before: String) { user: _entities(
  representations: [{ __typename: "User", id: $id }]) { ... on User { notifications(first: $first, after: $after, last: $last, before: $before) {
  totalCount nodes { id category template subject status createdAt sentAt } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } } } }`;
interface History {
  totalCount: number;
  nodes: { id: string; subject: string; status: string }[];
  pageInfo: { hasNextPage: boolean; hasPreviousPage: boolean; startCursor: string; endCursor: string };
}
async function history(args: Record<string, unknown>, viewer: Viewer = viewerOf(user)): Promise<History | null> {
  const { data, errors } = await accounts.graphql(HISTORY, { id: user.id, ...args }, { viewer });
  if (errors) throw new Error(errors[0]!.message);
  return (data!["user"] as [{ notifications: History | null }])[0].notifications;
}

/** Five mails to the person, two of them of one instant, and one to somebody else. */
async function someMails() {
  const start = new Date("2026-11-23T10:00:00.000Z");
  const other = await insertUser(accounts.db);
  const ids = [0, 1, 1, 2, 3].map((step) => newId("mail", plusMs(start, step * 1000)));
  for (const [index, id] of ids.entries()) {
    await accounts.db.mails.insertOnce({
      id,
      to: user.email,
      userId: user.id,
      content: {
        template: "order-cancelled",
        data: { number: `P-${index}`, accessKey: "secret-key", fullName: "Mia" },
      },
      dedupeKey: id,
      createdAt: plusMs(start, [0, 1, 1, 2, 3][index]! * 1000),
    });
  }
  const foreign = { id: newId("mail", start), to: other.email, userId: other.id, dedupeKey: newAddress() };
  await accounts.db.mails.insertOnce({
    ...foreign,
    content: { template: "account-suspended", data: {} },
    createdAt: start,
  });
  await accounts.db.mails.markSent(ids[0]!, "<id@plexus.test>", start);
  await accounts.db.mails.markSkipped(ids[1]!);
  await accounts.db.mails.noteFailure(ids[2]!, "SMTP EENVELOPE 550", true);
  const { rows: sorted } = await accounts.db.pool.query<{ id: string }>(
    "SELECT id FROM mails WHERE user_id = $1 ORDER BY created_at DESC, id DESC",
    [user.id],
  );
  return sorted.map(({ id }) => id);
}

it("tells a person's mails, newest first and page by page, in both directions", async () => {
  const ids = await someMails();

  const first = (await history({ first: 2 }))!;
  const second = (await history({ first: 2, after: first.pageInfo.endCursor }))!;
  const third = (await history({ first: 2, after: second.pageInfo.endCursor }))!;
  const back = (await history({ last: 2, before: third.pageInfo.startCursor }))!;

  expect([first, second, third].flatMap(({ nodes }) => nodes.map(({ id }) => id))).toEqual(ids);
  expect([first, second, third].map(({ pageInfo }) => pageInfo.hasNextPage)).toEqual([true, true, false]);
  expect(back.nodes).toEqual(second.nodes);
  expect(first.totalCount).toBe(5);
  expect(first.nodes[0]).toEqual({
    id: ids[0],
    category: "TRANSACTIONAL",
    template: "order-cancelled",
    subject: "Your order P-4 is cancelled",
    status: "QUEUED",
    createdAt: "2026-11-23T10:00:03.000Z",
    sentAt: null,
  });
  const all = (await history({ first: 5 }))!;
  expect(all.nodes.map(({ status }) => status).sort()).toEqual(["FAILED", "QUEUED", "QUEUED", "SENT", "SKIPPED"]);
  expect(JSON.stringify(all)).not.toContain("secret-key");
});

it("shows history and choices to the person and to staff that reads users, and to nobody else", async () => {
  await someMails();
  const stranger = viewerOf(await insertUser(accounts.db));
  const support = viewerOf(await insertUser(accounts.db, { roles: ["SUPPORT"] }));

  expect((await history({ first: 5 }, support))!.nodes).toHaveLength(5);
  expect(await preferencesOf(support)).not.toBeNull();
  for (const viewer of [GUEST, stranger]) {
    expect(await history({ first: 5 }, viewer)).toBeNull();
    expect(await preferencesOf(viewer)).toBeNull();
  }
});

it.each([["WyJ4IiwieSJd"], ["nonsense"], ["W251bGwsbnVsbF0"]])(
  "refuses %s, which is no cursor of the list",
  async (after) => {
    await expect(history({ first: 2, after })).rejects.toThrow("The cursor is not one of this list.");
  },
);
