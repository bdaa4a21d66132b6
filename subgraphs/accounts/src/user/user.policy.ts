import { AppError } from "#platform/errors/app-error.ts";
import type { Scope } from "#platform/identity/scope.ts";
import { type ApiKeyViewer, hasScope, type UserViewer, type Viewer } from "#platform/identity/viewer.ts";
import type { UserId } from "#platform/ids/id.ts";

export const USER_READ: Scope = "user:read";

/** Who may see more of a user than the display name: the person, a key of theirs that may, and staff that reads users. */
export const canReadPrivately = (viewer: Viewer, userId: UserId): boolean =>
  hasScope(viewer, USER_READ) || ownUserId(viewer) === userId;

/** The person a viewer is, or whose account an API key may read; null for anyone else. */
export const ownUserId = (viewer: Viewer): UserId | null => {
  if (viewer.kind === "guest") return null;
  return viewer.kind === "user" || hasScope(viewer, "account:read") ? viewer.userId : null;
};

/** The signed-in person. @throws AppError UNAUTHENTICATED for a guest, FORBIDDEN for an API key. */
export function requireSignedIn(viewer: Viewer): UserViewer {
  if (viewer.kind === "user") return viewer;
  if (viewer.kind === "apiKey") throw new AppError("FORBIDDEN", "API keys cannot do this.");
  throw new AppError("UNAUTHENTICATED", "Sign in first.");
}

/** Whoever is not a guest. @throws AppError UNAUTHENTICATED for a guest. */
export function requireIdentified(viewer: Viewer): UserViewer | ApiKeyViewer {
  if (viewer.kind === "guest") throw new AppError("UNAUTHENTICATED", "Sign in first.");
  return viewer;
}

/** Whose rights a viewer acts with: their own, or those of the person whose API key it is. @throws AppError UNAUTHENTICATED */
export function requireAccount(viewer: Viewer): UserId {
  if (viewer.kind === "guest") throw new AppError("UNAUTHENTICATED", "Sign in first.");
  return viewer.userId;
}
