import { afterAll, beforeEach, expect, it } from "vitest";
import { newId } from "#platform/ids/id.ts";
import { createBarrier } from "#platform/testing/barrier.ts";
import { plusMs } from "#platform/time/clock.ts";
import { days } from "#platform/time/duration.ts";
import type { AccountsDatabase } from "../database.ts";
import { insertUser } from "../testing/new-user.ts";
import { openTestDatabase } from "../testing/start-accounts.ts";
import type { AnnounceAccessChange } from "./access-changes.ts";
import { type IssuedTokens, issueTokens } from "./issue-tokens.ts";
import { createRefreshSession, type RefreshSessionOutcome } from "./refresh-session.ts";
import type { User } from "../user/user.ts";
import type { Session } from "./session.ts";
import { createRevokeSession } from "./revoke-session.ts";

const db = await openTestDatabase();
afterAll(() => db.close());

const START = new Date("2026-11-23T10:00:00Z");
let at = START;
beforeEach(() => {
  at = START;
});
const now = () => at;
/** The sessions whose end the routers were told of. */
let told: string[] = [];
beforeEach(() => {
  told = [];
});
const announceAccessChange: AnnounceAccessChange = async ({ sessionIds = [] }) => void told.push(...sessionIds);
const sign = async () => ({ token: "an access token", expiresAt: START });
const refreshSession = createRefreshSession({ db, accessTokens: async () => sign, announceAccessChange, now });

const aSession = ({ id }: User): Omit<Session, "id"> => ({
  userId: id,
  createdAt: START,
  lastUsedAt: START,
  userAgent: null,
  network: null,
});

async function signedIn() {
  const user = await insertUser(db);
  const sessionId = newId("sess", START);
  await db.sessions.insert({ ...aSession(user), id: sessionId });
  const { refreshToken } = await issueTokens(db.sessions, sign, { sessionId, user, at: START });
  return { user, sessionId, refreshToken };
}

const tokensOf = (outcome: RefreshSessionOutcome): IssuedTokens => {
  if (outcome.kind !== "refreshed") throw new Error(`expected tokens, got ${outcome.kind}`);
  return outcome.tokens;
};
const revokedFor = async (sessionId: string) =>
  (await db.pool.query<{ revoked_for: string | null }>("SELECT revoked_for FROM sessions WHERE id = $1", [sessionId]))
    .rows[0]!.revoked_for;
const countTokens = async (sessionId: string) =>
  (await db.pool.query("SELECT 1 FROM refresh_tokens WHERE session_id = $1", [sessionId])).rowCount;

it("gives a new pair for each token, in a chain", async () => {
  const { user, sessionId, refreshToken } = await signedIn();

  const second = tokensOf(await refreshSession({ refreshToken }));
  const third = tokensOf(await refreshSession(second));

  expect(new Set([refreshToken, second.refreshToken, third.refreshToken]).size).toBe(3);
  expect(third.user).toEqual(user);
  expect(await revokedFor(sessionId)).toBeNull();
  expect(told).toEqual([]);
});

it("ends the whole session when a used token comes back", async () => {
  const { sessionId, refreshToken } = await signedIn();
  const second = tokensOf(await refreshSession({ refreshToken }));

  expect(await refreshSession({ refreshToken })).toEqual({ kind: "invalidToken" });

  expect(await revokedFor(sessionId)).toBe("TOKEN_REUSED");
  expect(told).toEqual([sessionId]);
  expect(await refreshSession(second)).toEqual({ kind: "invalidToken" });
  expect(await countTokens(sessionId)).toBe(2);
});

it("leaves at most one live token of eight refreshes at once: one caller gets a pair, and the session ends", async () => {
  const { sessionId, refreshToken } = await signedIn();
  const allHaveRead = createBarrier(8);
  const racing: Pick<AccountsDatabase, "transaction"> = {
    transaction: (work) =>
      db.transaction((store) => {
        const findSessionIdOfToken = async (hash: string) => {
          const found = await store.sessions.findSessionIdOfToken(hash);
          await allHaveRead();
          return found;
        };
        return work({ ...store, sessions: { ...store.sessions, findSessionIdOfToken } });
      }),
  };
  const racingRefresh = createRefreshSession({ db: racing, accessTokens: async () => sign, announceAccessChange, now });

  const outcomes = await Promise.all(Array.from({ length: 8 }, () => racingRefresh({ refreshToken })));

  const winners = outcomes.filter(({ kind }) => kind === "refreshed");
  expect(winners).toHaveLength(1);
  expect(await countTokens(sessionId)).toBe(2);
  expect(await revokedFor(sessionId)).toBe("TOKEN_REUSED");
  expect(await refreshSession(tokensOf(winners[0]!))).toEqual({ kind: "invalidToken" });
});

it("waits for a sign-out that is under way, and then gives nothing", async () => {
  const { sessionId, refreshToken } = await signedIn();
  const isWaiting = async () =>
    (
      await db.pool.query(
        "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'",
      )
    ).rowCount === 1;

  const { refresh, answered } = await db.transaction(async ({ sessions }) => {
    await sessions.revoke(sessionId, "SIGNED_OUT", now());
    let answered = false;
    const refresh = refreshSession({ refreshToken }).finally(() => (answered = true));
    await expect.poll(async () => answered || (await isWaiting()), { timeout: 8_000 }).toBe(true);
    return { refresh, answered };
  });

  expect(answered).toBe(false);
  expect(await refresh).toEqual({ kind: "invalidToken" });
  expect(await countTokens(sessionId)).toBe(1);
});

it("does not touch other sessions of the person", async () => {
  const one = await signedIn();
  const other = newId("sess", START);
  await db.sessions.insert({ ...aSession(one.user), id: other });
  const { refreshToken } = await issueTokens(db.sessions, sign, { sessionId: other, user: one.user, at: START });
  await refreshSession(one);
  await refreshSession(one);

  expect(await revokedFor(one.sessionId)).toBe("TOKEN_REUSED");
  expect(await refreshSession({ refreshToken })).toMatchObject({ kind: "refreshed" });
});

it("takes a token for 30 days; a late one is refused and ends nothing", async () => {
  const inTime = await signedIn();
  const late = await signedIn();

  at = plusMs(START, days(30) - 1);
  expect(await refreshSession(inTime)).toMatchObject({ kind: "refreshed" });
  at = plusMs(START, days(30));
  expect(await refreshSession(late)).toEqual({ kind: "invalidToken" });
  expect(await revokedFor(late.sessionId)).toBeNull();
});

it("refuses the tokens of a session that was signed out, and unknown ones", async () => {
  const { user, sessionId, refreshToken } = await signedIn();
  const viewer = { kind: "user", userId: user.id, sessionId, scopes: [], memberships: [] } as const;
  await createRevokeSession({ db, announceAccessChange, now })(viewer, {});
  expect(told).toEqual([sessionId]);

  expect(await refreshSession({ refreshToken })).toEqual({ kind: "invalidToken" });
  expect(await refreshSession({ refreshToken: "unknown\u0000" })).toEqual({ kind: "invalidToken" });
  expect(await revokedFor(sessionId)).toBe("SIGNED_OUT");
});

it("gives the next access token the scopes that the person has now", async () => {
  const { user, refreshToken } = await signedIn();
  await db.pool.query("UPDATE users SET roles = ARRAY['SUPPORT'] WHERE id = $1", [user.id]);
  const granted: (readonly string[])[] = [];
  const refresh = createRefreshSession({
    db,
    accessTokens: async () => async (grant) => (granted.push(grant.scopes), sign()),
    announceAccessChange,
    now,
  });

  await refresh({ refreshToken });

  expect(granted).toEqual([["user:read", "order:read"]]);
});
