import { afterAll, beforeAll, expect, it } from "vitest";
import { GUEST, type Viewer } from "#platform/identity/viewer.ts";
import { countQueries } from "#platform/testing/count-queries.ts";
import { plusMs } from "#platform/time/clock.ts";
import { days, hours, minutes } from "#platform/time/duration.ts";
import { endsOfSessions, insertSession } from "../testing/new-session.ts";
import { insertUser, viewerOf } from "../testing/new-user.ts";
import { startAccounts, type TestAccounts } from "../testing/start-accounts.ts";

let accounts: TestAccounts;
beforeAll(async () => {
  accounts = await startAccounts();
});
afterAll(() => accounts.close());

const CHROME = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Safari/537.36";
const PAGE = "nodes { id device network createdAt lastUsedAt isCurrent } pageInfo { hasNextPage endCursor } totalCount";

interface SessionsAnswer {
  nodes: { id: string; isCurrent: boolean }[];
  pageInfo: { hasNextPage: boolean; endCursor: string | null };
  totalCount: number;
}

async function sessionsOf(viewer: Viewer, id: string, args = "first: 20"): Promise<SessionsAnswer | null> {
  const answer = await accounts.graphql(
    `query ($id: ID!) { _entities(representations: [{ __typename: "User", id: $id }]) { ... on User { sessions(${args}) { ${PAGE} } } } }`,
    { id },
    { viewer },
  );
  expect(answer.errors).toBeUndefined();
  return (answer.data!["_entities"] as { sessions: SessionsAnswer | null }[])[0]!.sessions;
}
const revokeAll = (viewer: Viewer, input?: { exceptCurrent?: boolean }) =>
  accounts.graphql(
    "mutation ($input: SessionRevokeAllInput) { sessionRevokeAll(input: $input) { revokedCount userErrors { code } } }",
    input ? { input } : {},
    { viewer },
  );
const ago = (ms: number) => plusMs(accounts.now(), -ms);

it("lists the live sessions, newest use first, with device and shortened network, and says which one is current", async () => {
  const user = await insertUser(accounts.db);
  const begun = { createdAt: ago(hours(3)) };
  const phone = await insertSession(accounts.db, user, {
    ...begun,
    lastUsedAt: ago(minutes(5)),
    userAgent: "PlexusApp/1.2 (iOS 17)",
    network: "2001:db8:1:2::3",
  });
  const laptop = await insertSession(accounts.db, user, {
    ...begun,
    lastUsedAt: ago(hours(1)),
    userAgent: CHROME,
    network: "203.0.113.7",
  });
  const unknown = await insertSession(accounts.db, user, { ...begun, lastUsedAt: ago(hours(2)) });
  await insertSession(accounts.db, user, { createdAt: ago(days(31)) });
  const ended = await insertSession(accounts.db, user, begun);
  await accounts.db.sessions.revoke(ended.sessionId, "SIGNED_OUT", accounts.now());

  const page = await sessionsOf(laptop, user.id);

  expect(page!.totalCount).toBe(3);
  expect(page!.nodes).toMatchObject([
    { id: phone.sessionId, device: "PlexusApp", network: "2001:db8:1:x", isCurrent: false },
    { id: laptop.sessionId, device: "Chrome on Linux", network: "203.0.113.x", isCurrent: true },
    { id: unknown.sessionId, device: null, network: null, isCurrent: false },
  ]);
});

it("lists sessions of another issuer, which have no refresh tokens", async () => {
  const user = await insertUser(accounts.db);
  const { sessionId } = await insertSession(accounts.db, user);
  await accounts.db.pool.query("DELETE FROM refresh_tokens WHERE session_id = $1", [sessionId]);
  expect((await sessionsOf(viewerOf(user), user.id))!.nodes).toEqual([]);

  await accounts.db.pool.query("UPDATE sessions SET external_key = id WHERE id = $1", [sessionId]);

  expect((await sessionsOf(viewerOf(user), user.id))!.nodes).toMatchObject([{ id: sessionId }]);
});

it("pages without gap or repeat while sessions come and go, in both directions", async () => {
  const user = await insertUser(accounts.db);
  const at = ago(hours(1));
  const ids: string[] = [];
  for (let index = 0; index < 5; index++)
    ids.push((await insertSession(accounts.db, user, { createdAt: at })).sessionId);
  ids.sort().reverse();

  const first = await sessionsOf(viewerOf(user), user.id, "first: 2");
  await insertSession(accounts.db, user);
  const second = await sessionsOf(viewerOf(user), user.id, `first: 2, after: "${first!.pageInfo.endCursor}"`);
  const back = await sessionsOf(viewerOf(user), user.id, `last: 2, before: "${second!.pageInfo.endCursor}"`);

  expect([...first!.nodes, ...second!.nodes].map(({ id }) => id)).toEqual(ids.slice(0, 4));
  expect(back!.nodes.map(({ id }) => id)).toEqual(ids.slice(1, 3));
});

it("shows them to the person and to staff that reads users, and to nobody else", async () => {
  const [user, stranger] = [await insertUser(accounts.db), await insertUser(accounts.db)];
  const support = await insertUser(accounts.db, { roles: ["SUPPORT"] });
  await insertSession(accounts.db, user);
  const key = {
    kind: "apiKey" as const,
    apiKeyId: "key_1" as const,
    userId: user.id,
    scopes: ["account:read" as const],
    memberships: [],
  };

  expect((await sessionsOf(viewerOf(user), user.id))!.nodes).toHaveLength(1);
  expect((await sessionsOf(viewerOf(support), user.id))!.nodes).toHaveLength(1);
  for (const viewer of [GUEST, viewerOf(stranger), key]) expect(await sessionsOf(viewer, user.id)).toBeNull();
});

it("reads the sessions of any number of people by the same number of statements", async () => {
  const support = viewerOf(await insertUser(accounts.db, { roles: ["SUPPORT"] }));
  const list = (first: number) =>
    countQueries(accounts.databaseUrl, async () => {
      const answer = await accounts.graphql(
        `{ users(first: ${first}) { nodes { sessions { ${PAGE} } } } }`,
        {},
        { viewer: support },
      );
      expect(answer.errors).toBeUndefined();
    });
  for (let index = 0; index < 5; index++) await insertSession(accounts.db, await insertUser(accounts.db));

  expect(await list(5)).toBe(await list(1));
});

it("refuses a cursor of another list", async () => {
  const user = await insertUser(accounts.db);
  for (const values of [
    ["2026-11-23T10:00:00.000Z", user.id],
    ["0000-01-01T00:00:00.000Z", "sess_1"],
    [1, 2],
  ]) {
    const cursor = Buffer.from(JSON.stringify(values)).toString("base64url");
    const answer = await accounts.graphql(
      `{ me { sessions(first: 1, after: "${cursor}") { totalCount } } }`,
      {},
      { viewer: viewerOf(user) },
    );
    expect(answer).toMatchObject({
      data: { me: { sessions: null } },
      errors: [{ extensions: { code: "BAD_USER_INPUT" } }],
    });
  }
});

it("signs out everywhere else, or everywhere, counting what could go on, and nobody else", async () => {
  const [user, stranger] = [await insertUser(accounts.db), await insertUser(accounts.db)];
  await insertSession(accounts.db, user, { createdAt: ago(days(31)) });
  const here = await insertSession(accounts.db, user, { createdAt: ago(hours(2)) });
  await insertSession(accounts.db, user, { createdAt: ago(hours(1)) });
  await insertSession(accounts.db, stranger);
  const revoked = (revokedCount: number) => ({ data: { sessionRevokeAll: { revokedCount, userErrors: [] } } });

  expect(await revokeAll(here, { exceptCurrent: true })).toEqual(revoked(1));
  expect(await endsOfSessions(accounts.db, user.id)).toEqual(["SIGNED_OUT_EVERYWHERE", null, "SIGNED_OUT_EVERYWHERE"]);
  expect(await revokeAll(here)).toEqual(revoked(1));
  expect(await revokeAll(here)).toEqual(revoked(0));

  expect((await sessionsOf(here, user.id))!.nodes).toEqual([]);
  expect(await endsOfSessions(accounts.db, stranger.id)).toEqual([null]);
  expect(await revokeAll(GUEST)).toMatchObject({ data: null, errors: [{ extensions: { code: "UNAUTHENTICATED" } }] });
});

it("counts each session once for callers that sign out at the same time", async () => {
  const user = await insertUser(accounts.db);
  const here = await insertSession(accounts.db, user);
  for (let index = 0; index < 3; index++) await insertSession(accounts.db, user);

  const answers = await Promise.all(Array.from({ length: 4 }, () => revokeAll(here)));

  const counts = answers.map(({ data }) => (data!["sessionRevokeAll"] as { revokedCount: number }).revokedCount);
  expect(counts.reduce((sum, count) => sum + count, 0)).toBe(4);
});
