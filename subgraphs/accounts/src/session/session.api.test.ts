import { afterAll, beforeAll, expect, it } from "vitest";
import { ROLE_SCOPES } from "#platform/identity/scope.ts";
import { createAccessTokenVerifier } from "#platform/identity/access-token.ts";
import type { Client, Viewer } from "#platform/identity/viewer.ts";
import { minutes } from "#platform/time/duration.ts";
import { insertUser, PASSWORD } from "../testing/new-user.ts";
import { newAddress, startAccounts, type TestAccounts } from "../testing/start-accounts.ts";

let accounts: TestAccounts;
beforeAll(async () => {
  accounts = await startAccounts();
});
afterAll(() => accounts.close());

const TOKENS =
  "session { accessToken accessTokenExpiresAt refreshToken user { id email } } userErrors { code field message }";
interface Answer {
  session: {
    accessToken: string;
    accessTokenExpiresAt: string;
    refreshToken: string;
    user: { id: string; email: string };
  } | null;
  userErrors: { code: string; field: string[] | null }[];
}

const from = (address: string): Client => ({ address, userAgent: null });

async function signIn(email: string, password = PASSWORD, client = from("192.0.2.1")): Promise<Answer> {
  const document = `mutation ($input: SessionCreateInput!) { sessionCreate(input: $input) { ${TOKENS} } }`;
  return (await accounts.graphql(document, { input: { email, password } }, { client })).data![
    "sessionCreate"
  ] as Answer;
}
async function refresh(refreshToken: string): Promise<Answer> {
  const document = `mutation ($input: SessionRefreshInput!) { sessionRefresh(input: $input) { ${TOKENS} } }`;
  return (await accounts.graphql(document, { input: { refreshToken } })).data!["sessionRefresh"] as Answer;
}
const revoke = (viewer: Viewer, sessionId?: string) =>
  accounts.graphql(
    "mutation ($input: SessionRevokeInput) { sessionRevoke(input: $input) { sessionId userErrors { code field } } }",
    sessionId === undefined ? {} : { input: { sessionId } },
    { viewer },
  );
const readKeys = async () => {
  const answer = await accounts.graphql("{ accessTokenKeys }");
  return (answer.data!["accessTokenKeys"] as string[]).map((text) => JSON.parse(text) as Record<string, unknown>);
};
const verify = (token: string) => createAccessTokenVerifier({ readKeys, now: accounts.now })(token);
const sessionsOf = async (userId: string) =>
  (await accounts.db.pool.query("SELECT id, revoked_at FROM sessions WHERE user_id = $1 ORDER BY id", [userId])).rows;

it("signs in with the address in any case, for a token that names person, session and scopes for 15 minutes", async () => {
  const user = await insertUser(accounts.db, { roles: ["SUPPORT"] });

  const { session, userErrors } = await signIn(` ${user.email.toUpperCase()} `);

  expect(userErrors).toEqual([]);
  expect(session!.user).toEqual({ id: user.id, email: user.email });
  const viewer = await verify(session!.accessToken);
  const [{ id: sessionId }] = (await sessionsOf(user.id)) as [{ id: string }];
  expect(viewer).toEqual({
    kind: "user",
    userId: user.id,
    sessionId,
    scopes: ROLE_SCOPES.SUPPORT,
    memberships: [],
  });
  const livesMs = Date.parse(session!.accessTokenExpiresAt) - accounts.now().getTime();
  expect(livesMs).toBeGreaterThan(minutes(14));
  expect(livesMs).toBeLessThanOrEqual(minutes(15));
});

it("answers alike for an unknown address and a wrong password, verified or not", async () => {
  const user = await insertUser(accounts.db);
  const newcomer = await insertUser(accounts.db, { emailVerifiedAt: null });

  const wrong = await signIn(user.email, "wrong password");

  expect(wrong).toMatchObject({ session: null, userErrors: [{ code: "INVALID_CREDENTIALS", field: null }] });
  expect(await signIn(newAddress())).toEqual(wrong);
  expect(await signIn(newcomer.email, "wrong password")).toEqual(wrong);
  expect(await signIn("no address\u0000")).toEqual(wrong);
  expect(await signIn(newcomer.email)).toMatchObject({ session: null, userErrors: [{ code: "EMAIL_NOT_VERIFIED" }] });
  expect(await sessionsOf(user.id)).toEqual([]);
  expect(await sessionsOf(newcomer.id)).toEqual([]);
});

it("looks at five wrong passwords from one network in 15 minutes and at no right one after them, then opens again", async () => {
  const user = await insertUser(accounts.db);
  const guesses = await Promise.all(
    Array.from({ length: 30 }, (_, index) => signIn(user.email, `wrong password ${index}`)),
  );
  const codes = guesses.map(({ userErrors }) => userErrors[0]!.code);
  expect(codes.filter((code) => code === "INVALID_CREDENTIALS")).toHaveLength(5);
  expect(codes.filter((code) => code === "TOO_MANY_ATTEMPTS")).toHaveLength(25);

  expect(await signIn(user.email)).toMatchObject({
    session: null,
    userErrors: [{ code: "TOO_MANY_ATTEMPTS", field: null }],
  });
  expect(await sessionsOf(user.id)).toEqual([]);

  accounts.pass(minutes(15));
  expect(await signIn(user.email)).toMatchObject({ session: { user: { id: user.id } } });
});

it("lets the owner in from elsewhere while someone guesses, and from home while many do", async () => {
  const user = await insertUser(accounts.db);
  const home = from("198.51.100.20");
  expect((await signIn(user.email, PASSWORD, home)).userErrors).toEqual([]);

  await Promise.all(Array.from({ length: 20 }, () => signIn(user.email, "wrong password", from("203.0.113.9"))));
  expect((await signIn(user.email, PASSWORD, from("2001:db8::7"))).userErrors).toEqual([]);

  await Promise.all(Array.from({ length: 60 }, (_, n) => signIn(user.email, "wrong password", from(`203.0.113.${n}`))));
  const abroad = await signIn(user.email, PASSWORD, from("198.51.100.99"));
  expect(abroad.userErrors).toMatchObject([{ code: "TOO_MANY_ATTEMPTS" }]);
  expect((await signIn(user.email, PASSWORD, home)).userErrors).toEqual([]);
  expect(await sessionsOf(user.id)).toHaveLength(3);
});

it("answers a closed name alike whether it has an account or not", async () => {
  const closed: Answer[] = [];
  for (const email of [(await insertUser(accounts.db)).email, newAddress()]) {
    for (let count = 0; count < 6; count++) await signIn(email, "wrong password");
    closed.push(await signIn(email));
  }

  expect(closed[0]).toMatchObject({ session: null, userErrors: [{ code: "TOO_MANY_ATTEMPTS", field: null }] });
  expect(closed[1]).toEqual(closed[0]);
});

it("tells of a suspension only after the right password, and lets nobody in", async () => {
  const user = await insertUser(accounts.db, { suspendedAt: new Date() });

  const wrong = await signIn(user.email, "wrong password");
  const right = await signIn(user.email);

  expect(wrong).toMatchObject({ session: null, userErrors: [{ code: "INVALID_CREDENTIALS", field: null }] });
  expect(right).toMatchObject({ session: null, userErrors: [{ code: "ACCOUNT_SUSPENDED", field: null }] });
  expect(await sessionsOf(user.id)).toEqual([]);
});

it("lets a person sign in as often as they like", async () => {
  const user = await insertUser(accounts.db);
  for (let count = 0; count < 12; count++) expect((await signIn(user.email)).userErrors).toEqual([]);

  expect(await sessionsOf(user.id)).toHaveLength(12);
});

it("renews a session, and ends it when a used refresh token comes back", async () => {
  const user = await insertUser(accounts.db);
  const first = (await signIn(user.email)).session!;

  const second = await refresh(first.refreshToken);
  expect(second).toMatchObject({ session: { user: { id: user.id } }, userErrors: [] });
  expect(await verify(second.session!.accessToken)).toEqual(await verify(first.accessToken));

  const refused = {
    session: null,
    userErrors: [expect.objectContaining({ code: "INVALID_REFRESH_TOKEN", field: ["refreshToken"] })],
  };
  expect(await refresh(first.refreshToken)).toEqual(refused);
  expect(await refresh(second.session!.refreshToken)).toEqual(refused);
  expect(await refresh("unknown")).toEqual(refused);
});

it("signs the viewer out of the current session and no other, as often as asked", async () => {
  const user = await insertUser(accounts.db);
  const [here, elsewhere] = [(await signIn(user.email)).session!, (await signIn(user.email)).session!];
  const viewer = await verify(here.accessToken);
  const done = { data: { sessionRevoke: { sessionId: viewer.sessionId, userErrors: [] } } };

  expect(await revoke(viewer)).toEqual(done);
  expect(await revoke(viewer)).toEqual(done);

  expect((await refresh(here.refreshToken)).session).toBeNull();
  expect((await refresh(elsewhere.refreshToken)).session).not.toBeNull();
});

it("ends no session for a guest, and none of another person", async () => {
  const [owner, stranger] = [await insertUser(accounts.db), await insertUser(accounts.db)];
  const mine = (await signIn(owner.email)).session!;
  const viewer = await verify((await signIn(stranger.email)).session!.accessToken);
  const before = await sessionsOf(owner.id);
  const sessionId = (before[0] as { id: string }).id;

  const asGuest = await revoke({ kind: "guest" }, sessionId);
  const asStranger = await revoke(viewer, sessionId);

  expect(asGuest).toMatchObject({ data: null, errors: [{ extensions: { code: "UNAUTHENTICATED" } }] });
  const notFound = { sessionId: null, userErrors: [{ code: "NOT_FOUND", field: ["sessionId"] }] };
  expect(asStranger.data?.["sessionRevoke"]).toEqual(notFound);
  expect((await revoke(viewer, "sess_nonsense\u0000")).data?.["sessionRevoke"]).toEqual(notFound);
  expect(await sessionsOf(owner.id)).toEqual(before);
  expect((await refresh(mine.refreshToken)).session).not.toBeNull();
});

it("names its public keys to the router, private parts left out, and to no sibling", async () => {
  const [key, ...others] = await readKeys();

  expect(others).toEqual([]);
  expect(key).toEqual({
    kty: "OKP",
    crv: "Ed25519",
    alg: "EdDSA",
    use: "sig",
    kid: expect.any(String),
    x: expect.any(String),
  });
  expect(await accounts.graphql("{ accessTokenKeys }", {}, { caller: "orders" })).toMatchObject({
    data: null,
    errors: [{ extensions: { code: "FORBIDDEN" } }],
  });
});
