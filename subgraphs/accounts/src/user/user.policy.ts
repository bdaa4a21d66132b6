import { AppError } from "#platform/errors/app-error.ts";
import type { UserId } from "#platform/ids/id.ts";
import { hasScope, type Viewer, viewerUserId } from "#platform/identity/viewer.ts";

export const USER_READ = "user:read";

/** Who may see more of a user than the display name: the person, and staff that reads users. */
export const canReadPrivately = (viewer: Viewer, userId: UserId): boolean =>
  viewerUserId(viewer) === userId || hasScope(viewer, USER_READ);

/** The signed-in viewer. @throws AppError UNAUTHENTICATED for a guest. */
export function requireSignedIn(viewer: Viewer): Extract<Viewer, { kind: "user" }> {
  if (viewer.kind === "user") return viewer;
  throw new AppError("UNAUTHENTICATED", "Sign in first.");
}

/** @throws AppError UNAUTHENTICATED for a guest, FORBIDDEN for a viewer without `scope`. */
export function requireScope(viewer: Viewer, scope: string): void {
  requireSignedIn(viewer);
  if (!hasScope(viewer, scope)) throw new AppError("FORBIDDEN", `This needs the scope ${scope}.`);
}
