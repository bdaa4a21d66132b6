import type { Actor } from "#platform/identity/viewer.ts";
import type { UserId } from "#platform/ids/id.ts";
import type { Now } from "#platform/time/clock.ts";
import { recordAudit } from "../audit/record-audit.ts";
import type { AccountsDatabase } from "../database.ts";
import type { AnnounceAccessChange } from "../session/access-changes.ts";
import { requireIdentified } from "../user/user.policy.ts";
import { lockTarget } from "./lock-target.ts";
import { coversRoles } from "./staff.policy.ts";
import { staffProblem, type StaffProblem } from "./staff-problem.ts";

export type ReinstateUserOutcome =
  { kind: "reinstated"; userId: UserId } | { kind: "refused"; problems: readonly StaffProblem[] };

export type ReinstateUser = ReturnType<typeof createReinstateUser>;

interface Deps {
  db: Pick<AccountsDatabase, "transaction">;
  announceAccessChange: AnnounceAccessChange;
  now: Now;
}

/**
 * Lets a suspended person sign in again; their old sessions stay ended. Nobody reinstates someone who may do what they may not.
 * Safe to repeat.
 * @throws AppError FORBIDDEN when the viewer has lost the scope meanwhile.
 */
export function createReinstateUser({ db, announceAccessChange, now }: Deps) {
  return async (actor: Actor, input: { userId: string }): Promise<ReinstateUserOutcome> => {
    const viewer = requireIdentified(actor.viewer);
    const done = await db.transaction(async (store) => {
      const found = await lockTarget(store, viewer, input.userId, "user:write");
      if (found.kind === "refused") return { problems: [found.problem] };
      const { id, roles, suspendedAt } = found.target;
      if (!coversRoles(found.held, roles)) return { problems: [staffProblem("BEYOND_OWN_SCOPES", "userId")] };
      const isNews = await store.staff.reinstate(id);
      if (isNews) {
        const before = { suspendedAt: suspendedAt?.toISOString() ?? null };
        const record = {
          action: "user.reinstate",
          subject: { type: "User", id },
          before,
          after: { suspendedAt: null },
        };
        await recordAudit(store, actor, record, now());
      }
      return { userId: id, isNews };
    }, actor.requestId);
    if ("problems" in done) return { kind: "refused", problems: done.problems };
    const { userId, isNews } = done;
    if (isNews) await announceAccessChange({ userId });
    return { kind: "reinstated", userId };
  };
}
