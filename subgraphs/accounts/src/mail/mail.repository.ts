import type { Id } from "#platform/ids/id.ts";
import type { Prisma } from "../generated/prisma/client.ts";
import { type MailContent, mailContent } from "./mail.ts";

export type MailRepository = ReturnType<typeof createMailRepository>;

export interface QueuedMail {
  id: Id<"mail">;
  to: string;
  content: MailContent;
}

/** SQL for mails. */
export function createMailRepository(db: Prisma.TransactionClient) {
  return {
    /** Does nothing when a mail with this key was queued before, by anyone (unique index mails_one_per_cause). */
    async insertOnce(mail: QueuedMail & { dedupeKey: string; createdAt: Date }): Promise<void> {
      const { id, to, content, dedupeKey, createdAt } = mail;
      const { template, data } = content;
      await db.mail.createMany({
        data: [{ id, dedupeKey, toAddress: to, template, data, createdAt }],
        skipDuplicates: true,
      });
    },

    /** Counts an attempt and returns the mail; null when there is none or it is done with. */
    async beginAttempt(id: string): Promise<QueuedMail | null> {
      const [row] = await db.mail.updateManyAndReturn({
        where: { id, status: "QUEUED" },
        data: { attempts: { increment: 1 } },
      });
      if (!row) return null;
      const content = mailContent.parse({ template: row.template, data: row.data });
      return { id: row.id as Id<"mail">, to: row.toAddress, content };
    },

    async markSent(id: string, messageId: string, sentAt: Date): Promise<void> {
      await db.mail.updateMany({ where: { id }, data: { status: "SENT", messageId, sentAt, failure: null } });
    },

    async markSkipped(id: string): Promise<void> {
      await db.mail.updateMany({ where: { id, status: "QUEUED" }, data: { status: "SKIPPED" } });
    },

    /** Notes why an attempt failed; `final` gives the mail up. */
    async noteFailure(id: string, failure: string, final: boolean): Promise<void> {
      const status = final ? { status: "FAILED" } : {};
      await db.mail.updateMany({ where: { id, status: "QUEUED" }, data: { failure, ...status } });
    },

    /** Removes at most `limit` skipped mails older than `before`: they hold addresses of people we do not know. */
    deleteSkipped: (before: Date, limit: number): PromiseLike<number> =>
      db.$executeRaw`DELETE FROM mails WHERE id IN
        (SELECT id FROM mails WHERE status = 'SKIPPED' AND created_at < ${before} ORDER BY created_at LIMIT ${limit})`,
  };
}
