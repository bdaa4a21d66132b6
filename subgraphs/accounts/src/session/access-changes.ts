import type { SessionId, UserId } from "#platform/ids/id.ts";

/**
 * Tells the routers that what they remember of someone's access has changed. Call it after the commit. It never rejects and never
 * takes long: routers that do not hear of it find out by themselves within seconds.
 */
export interface AccessChanges {
  /** These sessions have ended. */
  sessionsEnded(ids: readonly SessionId[]): Promise<void>;
  /** What this person, or a key of theirs, may do has changed: roles, memberships, keys, suspension. */
  userChanged(userId: UserId): Promise<void>;
}

/** For an installation without Redis, where routers find out by themselves. */
export const UNTOLD_ACCESS_CHANGES: AccessChanges = {
  sessionsEnded: () => Promise.resolve(),
  userChanged: () => Promise.resolve(),
};
