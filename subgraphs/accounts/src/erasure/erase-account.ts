import { PERSONAL } from "#platform/audit/audit-record.ts";
import type { Actor, UserViewer } from "#platform/identity/viewer.ts";
import { hasScope } from "#platform/identity/viewer.ts";
import { parseId, type SessionId, type UserId } from "#platform/ids/id.ts";
import { type Now, plusMs } from "#platform/time/clock.ts";
import { minutes } from "#platform/time/duration.ts";
import { AccountErased } from "../../contract/events.ts";
import { recordAudit } from "../audit/record-audit.ts";
import type { AccountsDatabase, AccountsStore } from "../database.ts";
import { queueMail } from "../mail/queue-mail.ts";
import type { TryOwnPassword } from "../password/try-own-password.ts";
import type { AnnounceAccessChange } from "../session/access-changes.ts";
import { requireSignedIn } from "../user/user.policy.ts";
import type { User } from "../user/user.ts";

/** How long ago people without a password here may have signed in to erase themselves. */
export const RECENT_SIGN_IN_MS = minutes(10);

export interface EraseAccountProblem {
  code: "NOT_FOUND" | "SHOP_OPEN" | "PASSWORD_REQUIRED" | "WRONG_PASSWORD" | "TOO_MANY_ATTEMPTS" | "SIGN_IN_AGAIN";
  field: ["userId" | "password"] | null;
}

export type EraseAccountOutcome =
  { kind: "erased"; userId: UserId } | { kind: "refused"; problems: readonly EraseAccountProblem[] };

export type EraseAccount = ReturnType<typeof createEraseAccount>;

export interface EraseAccountInput {
  password?: string | null;
  userId?: string | null;
}

interface Deps {
  db: Pick<AccountsDatabase, "transaction" | "users" | "shops" | "personSessions">;
  tryOwnPassword: TryOwnPassword;
  announceAccessChange: AnnounceAccessChange;
  now: Now;
}

/**
 * Forgets a person: the viewer, who proves who they are once more, or another, for staff that may. Everything personal goes in
 * one transaction, the siblings learn by `AccountErased`, and the former address gets a last mail. The id stays, as "Erased user";
 * the address is free. Safe to repeat and to run at the same time: it happens once.
 * @throws AppError UNAUTHENTICATED for a guest, FORBIDDEN for an API key, UNAVAILABLE when too many passwords are being looked at.
 */
export function createEraseAccount({ db, tryOwnPassword, announceAccessChange, now }: Deps) {
  return async (actor: Actor, input: EraseAccountInput): Promise<EraseAccountOutcome> => {
    const viewer = requireSignedIn(actor.viewer);
    const userId = readTarget(viewer, input.userId ?? null);
    const [user] = userId ? await db.users.findByIds([userId]) : [];
    if (!user) return refused({ code: "NOT_FOUND", field: ["userId"] });
    if (user.erasedAt !== null) return { kind: "erased", userId: user.id };
    const problems = [
      ...(user.id === viewer.userId ? await findDoubts(viewer, actor, input.password ?? null) : []),
      ...((await db.shops.findOpenOf(user.id)) ? [SHOP_OPEN] : []),
    ];
    if (problems.length > 0) return refused(...problems);

    const ended = await db.transaction((store) => erase(store, actor, user.id, now()), actor.requestId);
    if (ended === "shopOpen") return refused(SHOP_OPEN);
    await announceAccessChange({ sessionIds: ended, userId: user.id });
    return { kind: "erased", userId: user.id };
  };

  /** What is missing to believe that it is the person themself, and not someone with their device. */
  async function findDoubts(viewer: UserViewer, actor: Actor, password: string | null): Promise<EraseAccountProblem[]> {
    if ((await db.users.findPasswordHash(viewer.userId)) === null) {
      const begin = await db.personSessions.findBegin(viewer.sessionId, viewer.userId);
      const isRecent = begin !== null && begin > plusMs(now(), -RECENT_SIGN_IN_MS);
      return isRecent ? [] : [{ code: "SIGN_IN_AGAIN", field: null }];
    }
    if (password === null) return [{ code: "PASSWORD_REQUIRED", field: ["password"] }];
    const attempt = { password, client: actor.client };
    const check = await tryOwnPassword(viewer, attempt, async () => ({ kind: "right" }) as const);
    if (check.kind === "right") return [];
    // Whose password went away since is erased or someone else's matter: nothing to go on with.
    const code = check.problem === "NO_PASSWORD" ? "SIGN_IN_AGAIN" : check.problem;
    return [{ code, field: ["password"] }];
  }
}

const SHOP_OPEN: EraseAccountProblem = { code: "SHOP_OPEN", field: null };

const refused = (...problems: EraseAccountProblem[]): EraseAccountOutcome => ({ kind: "refused", problems });

/** Whom it is about; null when the viewer may not erase them, or they cannot be. */
function readTarget(viewer: UserViewer, text: string | null): UserId | null {
  const userId = text === null ? viewer.userId : parseId("user", text);
  return userId === viewer.userId || hasScope(viewer, "user:write") ? userId : null;
}

/** The sessions that ended; none for someone who is erased already. */
async function erase(store: AccountsStore, actor: Actor, userId: UserId, at: Date): Promise<SessionId[] | "shopOpen"> {
  const user = await store.erasure.lock(userId);
  if (!user || user.erasedAt !== null) return [];
  if (await store.shops.findOpenOf(userId)) return "shopOpen";
  const ended = await store.personSessions.revokeAll(userId, "ERASED", at);
  await store.erasure.eraseBelongings(user);
  await store.erasure.empty(userId, at);
  await sayGoodbye(store, user, at);
  await store.outbox.append(AccountErased, { userId });
  const before = { email: PERSONAL, fullName: PERSONAL, roles: user.roles };
  const subject = { type: "User", id: userId };
  const after = { erasedAt: at.toISOString() };
  await recordAudit(store, actor, { action: "account.erase", subject, before, after }, at);
  return ended.map(({ id }) => id);
}

/** The one mail that still knows the address, in nobody's history, until it is sent or given up: then it forgets it, too. */
async function sayGoodbye(store: AccountsStore, { id, email }: User, at: Date): Promise<void> {
  if (email === null) return;
  const dedupeKey = `account-erased:${id}`;
  await queueMail(store, { to: email, userId: null, template: "account-erased", data: {}, dedupeKey }, at);
}
