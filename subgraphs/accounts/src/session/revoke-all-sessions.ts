import type { Viewer } from "#platform/identity/viewer.ts";
import type { Now } from "#platform/time/clock.ts";
import type { AccountsDatabase } from "../database.ts";
import { requireSignedIn } from "../user/user.policy.ts";
import type { AnnounceAccessChange } from "./access-changes.ts";

export interface RevokeAllSessionsOutcome {
  /** How many sessions it was that could go on until now. */
  revokedCount: number;
}

export type RevokeAllSessions = ReturnType<typeof createRevokeAllSessions>;

interface Deps {
  db: Pick<AccountsDatabase, "personSessions">;
  announceAccessChange: AnnounceAccessChange;
  now: Now;
}

/**
 * Signs the viewer out everywhere, or everywhere else. One update decides, so of two callers at once each session counts for
 * one of them. Safe to repeat.
 * @throws AppError UNAUTHENTICATED for a guest.
 */
export function createRevokeAllSessions({ db, announceAccessChange, now }: Deps) {
  return async (viewer: Viewer, { exceptCurrent }: { exceptCurrent: boolean }): Promise<RevokeAllSessionsOutcome> => {
    const { userId, sessionId } = requireSignedIn(viewer);
    const except = exceptCurrent ? sessionId : null;
    const ended = await db.personSessions.revokeAll(userId, "SIGNED_OUT_EVERYWHERE", now(), except);
    await announceAccessChange({ sessionIds: ended.map(({ id }) => id) });
    return { revokedCount: ended.filter(({ wasLive }) => wasLive).length };
  };
}
