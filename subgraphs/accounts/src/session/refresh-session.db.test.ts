import { afterAll, beforeEach, expect, it } from "vitest";
import { ROLE_SCOPES } from "#platform/identity/scope.ts";
import type { Client } from "#platform/identity/viewer.ts";
import { newId, type SessionId } from "#platform/ids/id.ts";
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
const HERE: Client = {
  address: "192.0.2.7",
  userAgent: "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0",
};
const refreshFromHere = (deps: Parameters<typeof createRefreshSession>[0]) => {
  const refresh = createRefreshSession(deps);
  return (input: { refreshToken: string }) => refresh(HERE, input);
};
const refreshSession = refreshFromHere({ db, accessTokens: async () => sign, announceAccessChange, now });

const aSession = ({ id }: User): Omit<Session, "id"> => ({
  userId: id,
  createdAt: START,
  lastUsedAt: START,
  userAgent: null,
  network: null,
});

async function insertToken(sessionId: SessionId, user: User): Promise<string> {
  const { tokens, stored } = await issueTokens(sign, { sessionId, user, at: START });
  await db.sessions.insertRefreshToken(stored);
  return tokens.refreshToken;
}

async function signedIn() {
  const user = await insertUser(db);
  const sessionId = newId("sess", START);
  await db.sessions.insert({ ...aSession(user), id: sessionId });
  return { user, sessionId, refreshToken: await insertToken(sessionId, user) };
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
  const racingRefresh = refreshFromHere({ db: racing, accessTokens: async () => sign, announceAccessChange, now });

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

it("tells the person once, by mail, on what device a session was ended for reuse", async () => {
  const { user, sessionId, refreshToken } = await signedIn();
  await refreshSession({ refreshToken });
  at = plusMs(START, 60_000);

  await Promise.all(Array.from({ length: 4 }, () => refreshSession({ refreshToken })));

  const { rows } = await db.pool.query("SELECT template, data, dedupe_key FROM mails WHERE to_address = $1", [
    user.email,
  ]);
  expect(rows).toEqual([
    {
      template: "session-ended-for-reuse",
      data: { device: "Firefox on Linux", at: at.toISOString() },
      dedupe_key: `session-ended-for-reuse:${sessionId}`,
    },
  ]);
});

it("notes when, by what and from where a session was used last", async () => {
  const { sessionId, refreshToken } = await signedIn();
  at = plusMs(START, 60_000);

  await refreshSession({ refreshToken });

  const { rows } = await db.pool.query(
    "SELECT created_at, last_used_at, user_agent, network FROM sessions WHERE id = $1",
    [sessionId],
  );
  expect(rows).toEqual([{ created_at: START, last_used_at: at, user_agent: HERE.userAgent, network: HERE.address }]);
});

it.each(["suspended_at", "erased_at"])("gives nothing to a person whose %s is set", async (column) => {
  const { user, sessionId, refreshToken } = await signedIn();
  await db.pool.query(`UPDATE users SET email = NULL, password_hash = NULL, ${column} = $2 WHERE id = $1`, [
    user.id,
    START,
  ]);

  expect(await refreshSession({ refreshToken })).toEqual({ kind: "invalidToken" });

  expect(await countTokens(sessionId)).toBe(1);
});

it("does not touch other sessions of the person", async () => {
  const one = await signedIn();
  const other = newId("sess", START);
  await db.sessions.insert({ ...aSession(one.user), id: other });
  const refreshToken = await insertToken(other, one.user);
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
  const refresh = refreshFromHere({
    db,
    accessTokens: async () => async (grant) => (granted.push(grant.scopes), sign()),
    announceAccessChange,
    now,
  });

  await refresh({ refreshToken });

  expect(granted).toEqual([ROLE_SCOPES.SUPPORT]);
});
