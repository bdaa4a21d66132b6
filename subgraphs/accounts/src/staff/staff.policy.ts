import { AppError } from "#platform/errors/app-error.ts";
import { type Scope, scopesOfRoles, type StaffRole } from "#platform/identity/scope.ts";
import type { Viewer } from "#platform/identity/viewer.ts";
import type { Standing } from "./staff.repository.ts";

/**
 * What `viewer` may do at this moment, by what stands in the database, not by what the router learned seconds ago: the scopes
 * of their roles, of which an API key has a part. Nothing for the suspended and the erased.
 */
export function scopesNow(viewer: Viewer, standing: Standing | undefined): readonly Scope[] {
  if (viewer.kind === "guest" || !standing || standing.suspendedAt || standing.erasedAt) return [];
  const held = scopesOfRoles(standing.roles);
  return viewer.kind === "apiKey" ? held.filter((scope) => viewer.scopes.includes(scope)) : held;
}

/** @throws AppError FORBIDDEN when `scope` is not among what the viewer may do now. */
export function requireNow(held: readonly Scope[], scope: Scope): void {
  if (!held.includes(scope)) throw new AppError("FORBIDDEN", `This needs the scope ${scope}.`);
}

/** Whether everything that `roles` let someone do is among `held`. */
export const coversRoles = (held: readonly Scope[], roles: readonly StaffRole[]): boolean =>
  scopesOfRoles(roles).every((scope) => held.includes(scope));
