import { parseId } from "#platform/ids/id.ts";
import type { Viewer } from "#platform/identity/viewer.ts";
import type { Now } from "#platform/time/clock.ts";
import type { AccountsDatabase } from "../database.ts";
import { requireSignedIn } from "../user/user.policy.ts";
import type { AnnounceAccessChange } from "./access-changes.ts";

export type RevokeSessionOutcome = { kind: "revoked"; sessionId: string } | { kind: "notFound" };

export type RevokeSession = ReturnType<typeof createRevokeSession>;

interface Deps {
  db: Pick<AccountsDatabase, "sessions">;
  announceAccessChange: AnnounceAccessChange;
  now: Now;
}

/**
 * Ends the viewer's current session, or another of the viewer's own. Its refresh tokens stop working at once, its access
 * tokens as soon as the routers hear of it, at the latest in some seconds. Safe to repeat.
 * @throws AppError UNAUTHENTICATED for a guest.
 */
export function createRevokeSession({ db, announceAccessChange, now }: Deps) {
  return async (viewer: Viewer, input: { sessionId?: string | null }): Promise<RevokeSessionOutcome> => {
    const { userId, sessionId: current } = requireSignedIn(viewer);
    const sessionId = input.sessionId == null ? current : parseId("sess", input.sessionId);
    const isRevoked = sessionId !== null && (await db.sessions.revokeOwn(sessionId, userId, now()));
    // Also on a repeat: it is how a client makes sure when the first answer got lost.
    if (isRevoked) await announceAccessChange({ sessionIds: [sessionId] });
    return isRevoked ? { kind: "revoked", sessionId } : { kind: "notFound" };
  };
}
