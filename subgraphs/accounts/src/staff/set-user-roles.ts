import type { StaffRole } from "#platform/identity/scope.ts";
import type { Actor } from "#platform/identity/viewer.ts";
import type { UserId } from "#platform/ids/id.ts";
import type { Now } from "#platform/time/clock.ts";
import { recordAudit } from "../audit/record-audit.ts";
import type { AccountsDatabase, AccountsStore } from "../database.ts";
import type { AnnounceAccessChange } from "../session/access-changes.ts";
import { requireSignedIn } from "../user/user.policy.ts";
import { lockTarget, type Target } from "./lock-target.ts";
import { coversRoles } from "./staff.policy.ts";
import { staffProblem, type StaffProblem } from "./staff-problem.ts";

/** `userId` of a refusal: whose current state the answer shows, when the versions differ. */
export type SetUserRolesOutcome =
  { kind: "set"; userId: UserId } | { kind: "refused"; problems: readonly StaffProblem[]; userId: UserId | null };

export type SetUserRoles = ReturnType<typeof createSetUserRoles>;

export interface SetUserRolesInput {
  userId: string;
  roles: readonly StaffRole[];
  expectedVersion: number;
}

interface Deps {
  db: Pick<AccountsDatabase, "transaction">;
  announceAccessChange: AnnounceAccessChange;
  now: Now;
}

/**
 * Makes someone's staff roles exactly `roles`. Nobody gives or takes a role with a scope that they do not hold at this moment,
 * and nobody changes their own: whoever takes an administrator's role away is one, and stays one while the transaction lasts,
 * so there is always an administrator left. Of two who take it from each other at once, the second is none any more.
 * @throws AppError FORBIDDEN for an API key, and when the viewer has lost the scope meanwhile.
 */
export function createSetUserRoles({ db, announceAccessChange, now }: Deps) {
  return async (actor: Actor, input: SetUserRolesInput): Promise<SetUserRolesOutcome> => {
    const viewer = requireSignedIn(actor.viewer);
    const roles = [...new Set(input.roles)].sort();
    const done = await db.transaction(async (store) => {
      const found = await lockTarget(store, viewer, input.userId, "role:write");
      if (found.kind === "refused") return { problems: [found.problem], shown: null };
      const problems = problemsOf(found, roles, input.expectedVersion);
      if (problems.length === 0) return setRoles(store, actor, found.target, roles, now());
      return { problems, shown: problems.some(({ code }) => code === "CONFLICT") ? found.target.id : null };
    }, actor.requestId);
    if ("problems" in done) return { kind: "refused", problems: done.problems, userId: done.shown };
    const { userId, isNews } = done;
    if (isNews) await announceAccessChange({ userId });
    return { kind: "set", userId };
  };
}

type Found = Extract<Target, { kind: "found" }>;

function problemsOf({ target, held }: Found, roles: readonly StaffRole[], expectedVersion: number): StaffProblem[] {
  const problems: StaffProblem[] = [];
  const given = roles.filter((role) => !target.roles.includes(role));
  const taken = target.roles.filter((role) => !roles.includes(role));
  if (!coversRoles(held, [...given, ...taken])) problems.push(staffProblem("BEYOND_OWN_SCOPES", "roles"));
  if (target.version !== expectedVersion) problems.push(staffProblem("CONFLICT", "expectedVersion"));
  return problems;
}

async function setRoles(
  store: AccountsStore,
  actor: Actor,
  { id, roles: before, version }: Found["target"],
  after: readonly StaffRole[],
  at: Date,
): Promise<{ userId: UserId; isNews: boolean }> {
  if ([...before].sort().join() === after.join()) return { userId: id, isNews: false };
  if (!(await store.staff.setRoles(id, after, version))) throw new Error("a locked user changed");
  const subject = { type: "User", id };
  const record = { action: "user.roles-set", subject, before: { roles: before }, after: { roles: after } };
  await recordAudit(store, actor, record, at);
  return { userId: id, isNews: true };
}
