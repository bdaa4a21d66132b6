import type { SessionId, UserId } from "#platform/ids/id.ts";
import type { Prisma } from "../generated/prisma/client.ts";
import type { Session } from "../session/session.ts";

export type ExternalIdentityRepository = ReturnType<typeof createExternalIdentityRepository>;

/** SQL for who people are for another issuer, and for the sessions that its tokens begin. Locks: the person before both. */
export function createExternalIdentityRepository(db: Prisma.TransactionClient) {
  return {
    async findUserId(issuer: string, subject: string): Promise<UserId | null> {
      const row = await db.externalIdentity.findUnique({ where: { issuer_subject: { issuer, subject } } });
      return (row?.userId as UserId | undefined) ?? null;
    },

    /** False when the subject is known; of several at once exactly one is stored (the primary key decides). */
    async insertUnlessKnown(identity: {
      issuer: string;
      subject: string;
      userId: UserId;
      createdAt: Date;
    }): Promise<boolean> {
      const { count } = await db.externalIdentity.createMany({ data: [identity], skipDuplicates: true });
      return count === 1;
    },

    /** When the last of the person's sessions of that key was ended; null when none was. */
    async findLastEnd(userId: UserId, externalKey: string): Promise<Date | null> {
      const { _max } = await db.session.aggregate({ where: { userId, externalKey }, _max: { revokedAt: true } });
      return _max.revokedAt;
    },

    async findLiveSession(userId: UserId, externalKey: string): Promise<SessionId | null> {
      const row = await db.session.findFirst({ where: { userId, externalKey, revokedAt: null }, select: { id: true } });
      return (row?.id as SessionId | undefined) ?? null;
    },

    /** False when there is a live one of that key; of several at once exactly one is stored (the unique index decides). */
    async insertSessionUnlessLive(session: Session & { externalKey: string }): Promise<boolean> {
      const { count } = await db.session.createMany({ data: [session], skipDuplicates: true });
      return count === 1;
    },
  };
}
