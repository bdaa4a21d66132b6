import type { Id, UserId } from "#platform/ids/id.ts";
import type { EmailChange as EmailChangeRow, Prisma } from "../generated/prisma/client.ts";

export type EmailChangeRepository = ReturnType<typeof createEmailChangeRepository>;

export type EmailChangeId = Id<"ech">;

/** A person's wish for another address. Only a person's latest can come true. */
export interface EmailChange {
  id: EmailChangeId;
  userId: UserId;
  /** Normalised. */
  newEmail: string;
  requestedAt: Date;
  confirmedAt: Date | null;
}

/** SQL for changes of address. Writers hold the lock of the person (`userChanges.lock`), so a person's take turns. */
export function createEmailChangeRepository(db: Prisma.TransactionClient) {
  return {
    async insert(change: EmailChange): Promise<void> {
      await db.emailChange.create({ data: change });
    },

    async find(id: string): Promise<EmailChange | null> {
      const row = await db.emailChange.findUnique({ where: { id } });
      return row && toEmailChange(row);
    },

    /** The person's latest wish, come true or not. */
    async findLatestOf(userId: UserId): Promise<EmailChange | null> {
      const row = await db.emailChange.findFirst({
        where: { userId },
        orderBy: [{ requestedAt: "desc" }, { id: "desc" }],
      });
      return row && toEmailChange(row);
    },

    countSince: (userId: UserId, since: Date): Promise<number> =>
      db.emailChange.count({ where: { userId, requestedAt: { gt: since } } }),

    async markConfirmed(id: EmailChangeId, at: Date): Promise<void> {
      await db.emailChange.updateMany({ where: { id, confirmedAt: null }, data: { confirmedAt: at } });
    },

    /** Calls off what has not come true: its tokens lead nowhere then. */
    async deletePendingOf(userId: UserId): Promise<void> {
      await db.emailChange.deleteMany({ where: { userId, confirmedAt: null } });
    },

    /** Removes at most `limit` wishes from before `before`; returns how many. */
    deleteOld: (before: Date, limit: number): PromiseLike<number> =>
      db.$executeRaw`DELETE FROM email_changes WHERE id IN
        (SELECT id FROM email_changes WHERE requested_at < ${before} LIMIT ${limit})`,
  };
}

const toEmailChange = (row: EmailChangeRow): EmailChange => ({
  ...row,
  id: row.id as EmailChangeId,
  userId: row.userId as UserId,
});
