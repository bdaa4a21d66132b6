import type { Actor } from "#platform/identity/viewer.ts";
import type { SessionId, UserId } from "#platform/ids/id.ts";
import { readLine } from "#platform/text/read-line.ts";
import type { Now } from "#platform/time/clock.ts";
import { recordAudit } from "../audit/record-audit.ts";
import type { AccountsDatabase, AccountsStore } from "../database.ts";
import { queueMail } from "../mail/queue-mail.ts";
import type { AnnounceAccessChange } from "../session/access-changes.ts";
import { requireIdentified } from "../user/user.policy.ts";
import { lockTarget } from "./lock-target.ts";
import { coversRoles } from "./staff.policy.ts";
import type { Standing } from "./staff.repository.ts";
import { staffProblem, type StaffProblem } from "./staff-problem.ts";

export const REASON_MAX_CHARACTERS = 500;

export type SuspendUserOutcome =
  { kind: "suspended"; userId: UserId } | { kind: "refused"; problems: readonly StaffProblem[] };

export type SuspendUser = ReturnType<typeof createSuspendUser>;

interface Deps {
  db: Pick<AccountsDatabase, "transaction">;
  announceAccessChange: AnnounceAccessChange;
  now: Now;
}

/**
 * Closes an account until it is reinstated: nobody signs in, every session ends in the same transaction, and the person is
 * told by mail. Nobody suspends themself or someone who may do what they may not. Safe to repeat and to run concurrently: the
 * first one suspends, and its reason stands. Of two who suspend each other at once one succeeds; the other has lost the right.
 * @throws AppError FORBIDDEN when the viewer has lost the scope meanwhile.
 */
export function createSuspendUser({ db, announceAccessChange, now }: Deps) {
  return async (actor: Actor, input: { userId: string; reason: string }): Promise<SuspendUserOutcome> => {
    const viewer = requireIdentified(actor.viewer);
    const reason = readReason(input.reason);
    const done = await db.transaction(async (store) => {
      const problems = reason.kind === "bad" ? [reason.problem] : [];
      const found = await lockTarget(store, viewer, input.userId, "user:write");
      if (found.kind === "refused") return { problems: [...problems, found.problem] };
      const { target, held } = found;
      if (!coversRoles(held, target.roles)) problems.push(staffProblem("BEYOND_OWN_SCOPES", "userId"));
      if (reason.kind === "bad" || problems.length > 0) return { problems };
      return { userId: target.id, sessionIds: await suspend(store, actor, target, reason.text, now()) };
    }, actor.requestId);
    if ("problems" in done) return { kind: "refused", problems: done.problems };
    const { userId, sessionIds } = done;
    if (sessionIds !== null) await announceAccessChange({ userId, sessionIds });
    return { kind: "suspended", userId };
  };
}

/** The sessions that it ended; null when the person was suspended already. */
async function suspend(
  store: AccountsStore,
  actor: Actor,
  { id, email }: Standing,
  reason: string,
  at: Date,
): Promise<SessionId[] | null> {
  if (!(await store.staff.suspend(id, at))) return null;
  const ended = await store.personSessions.revokeAll(id, "SUSPENDED", at);
  const sessionIds = ended.map((session) => session.id);
  const suspendedAt = at.toISOString();
  const after = { suspendedAt, reason, sessionsEnded: sessionIds.length };
  const subject = { type: "User", id };
  await recordAudit(store, actor, { action: "user.suspend", subject, before: { suspendedAt: null }, after }, at);
  if (email !== null) {
    const dedupeKey = `account-suspended:${id}:${suspendedAt}`;
    await queueMail(store, { to: email, userId: id, template: "account-suspended", data: {}, dedupeKey }, at);
  }
  return sessionIds;
}

type Reason = { kind: "good"; text: string } | { kind: "bad"; problem: StaffProblem };

function readReason(input: string): Reason {
  const read = readLine(input, { max: REASON_MAX_CHARACTERS });
  if (read.kind === "good") return read;
  const code = read.problem === "EMPTY" ? "REQUIRED" : read.problem === "TOO_LONG" ? "TOO_LONG" : "INVALID";
  return { kind: "bad", problem: staffProblem(code, "reason") };
}
