import { AppError } from "#platform/errors/app-error.ts";
import type { AccessChangeListener } from "#platform/identity/access-changes.ts";
import type { Grants, UserViewer } from "#platform/identity/viewer.ts";
import type { UserId } from "#platform/ids/id.ts";
import type { Logger } from "#platform/logging/logger.ts";
import type { Now } from "#platform/time/clock.ts";
import type { AccountsClient } from "./accounts-client.ts";
import { createGrantsCache } from "./grants-cache.ts";

interface SessionGrants extends Grants {
  readonly userId: UserId;
}

export interface SessionAccess {
  /**
   * `token`'s person with what they hold now. While accounts is away: with what they held last; when this router has never
   * heard of the session, with the token's own scopes and no shop, so that an ended access ends with the token at the latest.
   * @throws AppError UNAUTHENTICATED when the session has ended or the person is suspended.
   */
  viewerOf(token: UserViewer): Promise<UserViewer>;
  /** Remembers what accounts has just said of a session. */
  put(session: UserViewer): void;
  changes: AccessChangeListener;
}

/** What people hold in their sessions, asked from accounts and remembered for seconds. */
export function createSessionAccess(deps: {
  accounts: Pick<AccountsClient, "accessGrants">;
  now: Now;
  logger: Logger;
}): SessionAccess {
  const cache = createGrantsCache<SessionGrants>(deps);

  const load = async ({ sessionId, userId }: UserViewer): Promise<SessionGrants | null> => {
    const held = await deps.accounts.accessGrants(sessionId, userId);
    return held && { ...held, userId };
  };

  return {
    async viewerOf(token) {
      const held = await cache
        .get(token.sessionId, { userId: token.userId, load: () => load(token) })
        .catch((error: unknown) => {
          if (error instanceof AppError && error.code === "UNAVAILABLE") return token;
          throw error;
        });
      if (!held) throw new AppError("UNAUTHENTICATED", "The session has ended. Sign in again.");
      return { ...token, scopes: held.scopes, memberships: held.memberships };
    },
    put: ({ sessionId, userId, scopes, memberships }) => cache.put(sessionId, { userId, scopes, memberships }),
    changes: {
      sessionsEnded: (ids) => ids.forEach((id) => cache.end(id)),
      userChanged: (userId) => cache.dropUser(userId),
      missed: () => cache.expireAll(),
    },
  };
}
