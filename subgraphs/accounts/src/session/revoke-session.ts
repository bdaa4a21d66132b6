import { parseId } from "#platform/ids/id.ts";
import type { Viewer } from "#platform/identity/viewer.ts";
import type { Now } from "#platform/time/clock.ts";
import type { AccountsDatabase } from "../database.ts";
import { requireSignedIn } from "../user/user.policy.ts";

export type RevokeSessionOutcome = { kind: "revoked"; sessionId: string } | { kind: "notFound" };

export type RevokeSession = ReturnType<typeof createRevokeSession>;

/**
 * Ends the viewer's current session, or another of the viewer's own. Its refresh tokens stop working at once; its
 * access token runs out within fifteen minutes. Safe to repeat.
 * @throws AppError UNAUTHENTICATED for a guest.
 */
export function createRevokeSession({ db, now }: { db: Pick<AccountsDatabase, "sessions">; now: Now }) {
  return async (viewer: Viewer, input: { sessionId?: string | null }): Promise<RevokeSessionOutcome> => {
    const { userId, sessionId: current } = requireSignedIn(viewer);
    const sessionId = input.sessionId == null ? current : parseId("sess", input.sessionId);
    const isRevoked = sessionId !== null && (await db.sessions.revokeOwn(sessionId, userId, now()));
    return isRevoked ? { kind: "revoked", sessionId } : { kind: "notFound" };
  };
}
