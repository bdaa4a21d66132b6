import type { Logger } from "#platform/logging/logger.ts";

/**
 * Told of what must end access at once, after it was committed: whoever remembers for a while who may come in (the router)
 * forgets it. Implementations give up by themselves, soon.
 */
export interface AccessChanges {
  /** These sessions are over: their access tokens are good no more. */
  sessionsEnded(ids: readonly string[]): Promise<void>;
  /** What the person may do, or how they prove who they are, is not what it was. */
  userChanged(userId: string): Promise<void>;
}

/** Where nobody remembers, nobody has to be told: what a token says then holds until it expires. */
export const NO_ACCESS_CHANGES: AccessChanges = {
  sessionsEnded: async () => {},
  userChanged: async () => {},
};

/** What has changed; both parts when both have. */
export interface AccessChange {
  sessionIds?: readonly string[];
  userId?: string;
}

/** Tells of a change that has been committed. Never throws: what is done is done. */
export type AnnounceAccessChange = (change: AccessChange) => Promise<void>;

/** The one place from which changes of access are told. A failure costs what a token lasts, and is logged. */
export const createAnnounceAccessChange =
  ({ accessChanges, logger }: { accessChanges: AccessChanges; logger: Logger }): AnnounceAccessChange =>
  async ({ sessionIds = [], userId }) => {
    try {
      await Promise.all([
        ...(sessionIds.length > 0 ? [accessChanges.sessionsEnded(sessionIds)] : []),
        ...(userId === undefined ? [] : [accessChanges.userChanged(userId)]),
      ]);
    } catch (error) {
      logger.warn({ err: error, userId, sessions: sessionIds.length }, "a change of access could not be told");
    }
  };
