import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { pino } from "pino";
import type { Neighbour } from "#platform/neighbour/neighbour.ts";
import { ROLE_SCOPES } from "#platform/identity/scope.ts";
import type { UserViewer } from "#platform/identity/viewer.ts";
import { createAccountsClient } from "../../../../router/src/identity/accounts-client.ts";
import { createApiKeyRate } from "../../../../router/src/identity/api-key-rate.ts";
import { createIdentify } from "../../../../router/src/identity/identify.ts";
import { startTestIssuer, type TestIssuer } from "../../../../router/src/testing/test-issuer.ts";
import { insertUser } from "../testing/new-user.ts";
import { newAddress, startAccounts, type TestAccounts } from "../testing/start-accounts.ts";

const CLIENT = { address: "203.0.113.7", userAgent: "Phone/1" };
let accounts: TestAccounts;
let issuer: TestIssuer;
/** The router's way to accounts, and what went along it. */
const state = { asked: [] as string[], isAway: false };

beforeAll(async () => {
  accounts = await startAccounts();
  issuer = await startTestIssuer(accounts.now);
});
afterAll(() => Promise.all([accounts.close(), issuer.stop()]));
beforeEach(() => {
  state.asked = [];
  state.isAway = false;
});

const neighbour: Pick<Neighbour, "graphql" | "name"> = {
  name: "accounts",
  async graphql({ query, variables }) {
    state.asked.push(/\{\s*(\w+)/.exec(query)![1]!);
    if (state.isAway) return { errors: [{ message: "away", extensions: { code: "SUBGRAPH_UNAVAILABLE" } }] };
    return JSON.parse(JSON.stringify(await accounts.graphql(query, variables))) as ReturnType<Neighbour["graphql"]>;
  },
};

function newRouter() {
  const { identify, changes } = createIdentify({
    accounts: createAccountsClient(neighbour as Neighbour),
    takeFromRate: createApiKeyRate(null),
    oidc: issuer.oidc,
    now: accounts.now,
    logger: pino({ level: "silent" }),
  });
  return { changes, identify: async (token: string) => (await identify(token, CLIENT)) as UserViewer };
}
const refused = expect.objectContaining({ name: "AppError", code: "UNAUTHENTICATED" });
const someone = () => ({ sub: `auth0|${newAddress()}`, email: newAddress(), email_verified: true, sid: "s1" });
const me = async (viewer: UserViewer) =>
  (await accounts.graphql("{ me { id email emailVerified } }", {}, { viewer })).data!["me"];

it("signs a person in by a token of another issuer, with one way to accounts for a token", async () => {
  const { identify } = newRouter();
  const claims = someone();
  const token = await issuer.sign(claims);
  const viewers = await Promise.all(Array.from({ length: 10 }, () => identify(token)));

  expect(new Set(viewers.map((viewer) => JSON.stringify(viewer))).size).toBe(1);
  expect(viewers[0]).toMatchObject({ kind: "user", scopes: [], memberships: [] });
  expect(state.asked).toEqual(["externalSessionResolve"]);
  expect(await me(viewers[0]!)).toEqual({ id: viewers[0]!.userId, email: claims.email, emailVerified: true });

  await issuer.addKey("ES256");
  accounts.pass(3_000);
  expect(await identify(await issuer.sign(claims))).toEqual(viewers[0]);
  expect(await newRouter().identify(token)).toEqual(viewers[0]);
});

it("gives what the person holds in accounts, whatever the token says, and sees it change", async () => {
  const user = await insertUser(accounts.db, { roles: ["SUPPORT"] });
  const { identify, changes } = newRouter();
  const token = await issuer.sign({ ...someone(), email: user.email, scope: "order:refund", roles: ["ADMIN"] });
  expect(await identify(token)).toMatchObject({ userId: user.id, scopes: ROLE_SCOPES.SUPPORT });
  await accounts.db.pool.query("UPDATE users SET roles = '{}' WHERE id = $1", [user.id]);
  changes.userChanged(user.id);
  expect(await identify(token)).toMatchObject({ userId: user.id, scopes: [] });
  await accounts.db.pool.query("UPDATE users SET suspended_at = now() WHERE id = $1", [user.id]);
  changes.userChanged(user.id);
  await expect(identify(token)).rejects.toEqual(refused);
  await expect(newRouter().identify(token)).rejects.toEqual(refused);
});

it("keeps a signed-out session closed for its tokens, at every router, and opens the next for a later one", async () => {
  const { identify, changes } = newRouter();
  const claims = someone();
  const token = await issuer.sign(claims);
  const viewer = await identify(token);
  const { data } = await accounts.graphql("mutation { sessionRevoke { sessionId } }", {}, { viewer });
  expect(data).toEqual({ sessionRevoke: { sessionId: viewer.sessionId } });
  changes.sessionsEnded([viewer.sessionId]);

  await expect(identify(token)).rejects.toEqual(refused);
  await expect(newRouter().identify(token)).rejects.toEqual(refused);
  accounts.pass(2_000);
  const next = await identify(await issuer.sign(claims));
  expect(next.userId).toBe(viewer.userId);
  expect(next.sessionId).not.toBe(viewer.sessionId);
  await expect(identify(token)).rejects.toEqual(refused);
});

it("lists the session among the person's, where it can be ended", async () => {
  const { identify } = newRouter();
  const viewer = await identify(await issuer.sign(someone()));
  const { data } = await accounts.graphql("{ me { sessions(first: 5) { nodes { id isCurrent } } } }", {}, { viewer });
  expect(data).toEqual({ me: { sessions: { nodes: [{ id: viewer.sessionId, isCurrent: true }] } } });
});

it("does not let a claimed address that nobody has verified into its owner's account", async () => {
  const victim = await insertUser(accounts.db, { roles: ["ADMIN"] });
  const { identify } = newRouter();
  const viewer = await identify(await issuer.sign({ ...someone(), email: victim.email, email_verified: false }));
  expect(viewer.userId).not.toBe(victim.id);
  expect(viewer.scopes).toEqual([]);
  expect(await me(viewer)).toEqual({ id: viewer.userId, email: null, emailVerified: false });
});

it("goes on for tokens that it knows while accounts is away, and cannot tell of others", async () => {
  const { identify, changes } = newRouter();
  const token = await issuer.sign(someone());
  const viewer = await identify(token);
  state.isAway = true;
  changes.missed();
  expect(await identify(token)).toEqual(viewer);
  await expect(identify(await issuer.sign(someone()))).rejects.toMatchObject({ code: "UNAVAILABLE" });
});

it("takes nothing of another issuer to accounts that is not good, nor a token of ours by that issuer's keys", async () => {
  const { identify } = newRouter();
  const bad = [
    await issuer.sign({ ...someone(), aud: "other" }),
    await issuer.sign({ ...someone(), exp: 1 }),
    await issuer.sign(someone(), { header: { kid: "unknown" } }),
  ];
  for (const token of bad) await expect(identify(token)).rejects.toEqual(refused);
  expect(state.asked).toEqual([]);
  await expect(identify(await issuer.sign({ ...someone(), iss: "plexus", aud: "plexus-api" }))).rejects.toEqual(
    refused,
  );
});

it("answers the router alone", async () => {
  const query = `mutation ($input: ExternalSessionResolveInput!) { externalSessionResolve(input: $input) { session { userId } } }`;
  const input = { issuer: "x", subject: "y", issuedAt: accounts.now().toISOString(), emailVerified: false };
  const before = (await accounts.db.pool.query("SELECT 1 FROM users")).rowCount;
  for (const caller of ["orders", "products"]) {
    const { errors } = await accounts.graphql(query, { input }, { caller });
    expect(errors?.[0]?.extensions).toEqual({ code: "FORBIDDEN" });
  }
  expect((await accounts.db.pool.query("SELECT 1 FROM users")).rowCount).toBe(before);
});
