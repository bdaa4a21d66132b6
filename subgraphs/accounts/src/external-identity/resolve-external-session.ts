import { PERSONAL } from "#platform/audit/audit-record.ts";
import type { Actor, Grants } from "#platform/identity/viewer.ts";
import { newId, type SessionId, type UserId } from "#platform/ids/id.ts";
import type { Now } from "#platform/time/clock.ts";
import { recordAudit } from "../audit/record-audit.ts";
import type { AccountsDatabase, AccountsStore } from "../database.ts";
import { newUser } from "../user/user.ts";
import { type ExternalClaims, externalKeyOf, nameOf, vouchedEmail } from "./external-identity.ts";

/** Where a person is signed in by a token of another issuer, and what they hold. */
export interface ExternalSession extends Grants {
  userId: UserId;
  sessionId: SessionId;
}

export type ResolveExternalSession = ReturnType<typeof createResolveExternalSession>;

const ATTEMPTS = 4;

/** Somebody else has just stored what this call wanted to: undone as a whole, it finds it when it begins anew. */
class LostRace extends Error {
  override readonly name = "LostRace";
}

/**
 * Finds or makes the person and the session that a good token of another issuer is for; null when the person is suspended or
 * erased, or the token is older than the end of its session.
 *
 * A person is known by issuer and subject. At first sight a **verified** address leads to the account that has confirmed the very
 * same address; in any other case there is a new account, which gets the address only when it is verified and free. So nobody
 * comes into an account by claiming its address, or by registering an address before its owner does.
 *
 * Safe to run at the same time: of any number of calls for one subject there is one account, and for one session one row.
 */
export function createResolveExternalSession({
  db,
  now,
}: {
  db: Pick<AccountsDatabase, "transaction" | "accessGrants">;
  now: Now;
}) {
  const attempt = (actor: Actor, claims: ExternalClaims) =>
    db.transaction(async (store) => {
      const at = now();
      const known = await store.externalIdentities.findUserId(claims.issuer, claims.subject);
      const userId = known ?? (await meet(store, actor, claims, at));
      // Locked: whoever suspends the person or ends all their sessions ends this one, or keeps it from being made.
      const user = userId && (await store.users.lockActive(userId));
      const sessionId = user && (await openSession(store, actor, { userId: user.id, claims, at }));
      return user && sessionId && { userId: user.id, sessionId };
    }, actor.requestId);

  return async (actor: Actor, claims: ExternalClaims): Promise<ExternalSession | null> => {
    const session = await retryLostRaces(() => attempt(actor, claims));
    const grants = session && (await db.accessGrants.findOfSession(session.sessionId, session.userId));
    return session && grants && { ...session, ...grants };
  };
}

async function retryLostRaces<Result>(attempt: () => Promise<Result>): Promise<Result> {
  for (let count = 1; ; count++) {
    try {
      return await attempt();
    } catch (error) {
      if (!(error instanceof LostRace) || count === ATTEMPTS) throw error;
    }
  }
}

/** The account of someone whom the issuer names for the first time; null when it may not be used. */
async function meet(store: AccountsStore, actor: Actor, claims: ExternalClaims, at: Date): Promise<UserId | null> {
  const { issuer, subject } = claims;
  const email = vouchedEmail(claims);
  const holder = email === null ? null : await store.users.findByEmail(email);
  const own = holder?.emailVerifiedAt ? holder : null;
  if (own?.suspendedAt) return null; // and no second account instead
  const userId = own?.id ?? (await register(store, { email: holder ? null : email, fullName: nameOf(claims), at }));
  if (!(await store.externalIdentities.insertUnlessKnown({ issuer, subject, userId, createdAt: at }))) {
    throw new LostRace();
  }
  const action = own ? "user.link-identity" : "user.register-by-identity";
  const after = { issuer, subject: PERSONAL };
  await recordAudit(store, actor, { action, subject: { type: "User", id: userId }, before: null, after }, at);
  return userId;
}

async function register(
  store: AccountsStore,
  { email, fullName, at }: { email: string | null; fullName: string; at: Date },
): Promise<UserId> {
  const id = newId("user", at);
  const user = newUser({ id, email, fullName, emailVerifiedAt: email === null ? null : at, createdAt: at });
  if (!(await store.users.insertUnlessEmailTaken(user, null))) throw new LostRace();
  return id;
}

async function openSession(
  store: AccountsStore,
  { client }: Actor,
  { userId, claims, at }: { userId: UserId; claims: ExternalClaims; at: Date },
): Promise<SessionId | null> {
  const externalKey = externalKeyOf(claims);
  const lastEnd = await store.externalIdentities.findLastEnd(userId, externalKey);
  if (lastEnd && claims.issuedAt <= lastEnd) return null;
  const id = newId("sess", at);
  const use = { userAgent: client.userAgent, network: client.address };
  const session = { id, userId, createdAt: at, lastUsedAt: at, ...use, externalKey };
  if (await store.externalIdentities.insertSessionUnlessLive(session)) return id;
  const live = await store.externalIdentities.findLiveSession(userId, externalKey);
  if (!live) throw new LostRace(); // it has just been ended
  await store.sessions.noteUse(live, { at, ...use });
  return live;
}
