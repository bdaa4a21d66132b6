import type { Scope } from "#platform/identity/scope.ts";
import type { Viewer } from "#platform/identity/viewer.ts";
import { parseId } from "#platform/ids/id.ts";
import type { AccountsStore } from "../database.ts";
import { requireNow, scopesNow } from "./staff.policy.ts";
import type { Standing } from "./staff.repository.ts";
import { staffProblem, type StaffProblem } from "./staff-problem.ts";

export type Target =
  | { readonly kind: "found"; readonly target: Standing; readonly held: readonly Scope[] }
  | { readonly kind: "refused"; readonly problem: StaffProblem };

/**
 * The person whom the viewer wants to do something to, and what the viewer may do, both locked until the transaction ends.
 * @throws AppError FORBIDDEN when the viewer has lost `scope` meanwhile.
 */
export async function lockTarget(
  { staff }: Pick<AccountsStore, "staff">,
  viewer: Exclude<Viewer, { kind: "guest" }>,
  userId: string,
  scope: Scope,
): Promise<Target> {
  const id = parseId("user", userId);
  const people = await staff.lock(id ? [viewer.userId, id] : [viewer.userId]);
  const held = scopesNow(viewer, people.get(viewer.userId));
  requireNow(held, scope);
  const target = id ? people.get(id) : undefined;
  if (!target || target.erasedAt) return { kind: "refused", problem: staffProblem("NOT_FOUND", "userId") };
  if (id === viewer.userId) return { kind: "refused", problem: staffProblem("IS_ONESELF", "userId") };
  return { kind: "found", target, held };
}
