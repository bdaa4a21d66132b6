import { type Page, type PageRequest, toPage } from "#platform/database/page.ts";
import type { Id, UserId } from "#platform/ids/id.ts";
import type { Mail as MailRow, Prisma } from "../generated/prisma/client.ts";
import { type MailContent, mailContent, type MailStatus, mailTemplate, subjectOf } from "./mail.ts";
import type { NotificationCategory } from "./notification-category.ts";

export type MailRepository = ReturnType<typeof createMailRepository>;

export interface QueuedMail {
  id: Id<"mail">;
  to: string;
  /** Whose history it belongs to; null for people without an account. */
  userId: UserId | null;
  content: MailContent;
}

/** A mail as the person whom it went to may see it again: without what it said. */
export interface SentMail {
  id: Id<"mail">;
  category: NotificationCategory;
  template: string;
  subject: string;
  status: MailStatus;
  createdAt: Date;
  sentAt: Date | null;
}

/** Where a mail stands in a person's history, newest first. */
export interface MailPosition {
  createdAt: Date;
  id: string;
}

/** SQL for mails. */
export function createMailRepository(db: Prisma.TransactionClient) {
  return {
    /** Does nothing when a mail with this key was queued before, by anyone (unique index mails_one_per_cause). */
    async insertOnce(mail: QueuedMail & { dedupeKey: string; createdAt: Date }): Promise<void> {
      const { id, to, userId, content, dedupeKey, createdAt } = mail;
      const { template, data } = content;
      const { category } = mailTemplate(template);
      const subject = subjectOf(content);
      await db.mail.createMany({
        data: [{ id, dedupeKey, toAddress: to, userId, category, template, data, subject, createdAt }],
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
      return { id: row.id as Id<"mail">, to: row.toAddress, userId: row.userId as UserId | null, content };
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

    /** A page of the mails to a person, newest first. */
    async findPageOf(userId: string, request: PageRequest, position: MailPosition | null): Promise<Page<SentMail>> {
      const side = request.backward ? ("gt" as const) : ("lt" as const);
      const order = request.backward ? ("asc" as const) : ("desc" as const);
      const behind = position && {
        OR: [
          { createdAt: { [side]: position.createdAt } },
          { createdAt: position.createdAt, id: { [side]: position.id } },
        ],
      };
      const rows = await db.mail.findMany({
        where: { userId, ...behind },
        orderBy: [{ createdAt: order }, { id: order }],
        take: request.limit + 1,
      });
      return toPage(rows.map(toSentMail), request);
    },

    countOf: (userId: string): Promise<number> => db.mail.count({ where: { userId } }),

    /** Removes at most `limit` skipped mails older than `before`: they hold addresses of people we do not know. */
    deleteSkipped: (before: Date, limit: number): PromiseLike<number> =>
      db.$executeRaw`DELETE FROM mails WHERE id IN
        (SELECT id FROM mails WHERE status = 'SKIPPED' AND created_at < ${before} ORDER BY created_at LIMIT ${limit})`,
  };
}

const toSentMail = ({ id, category, template, subject, status, createdAt, sentAt }: MailRow): SentMail => ({
  id: id as Id<"mail">,
  category: category as NotificationCategory,
  template,
  // Mails from before there was this column have none.
  subject: subject ?? "",
  status: status as MailStatus,
  createdAt,
  sentAt,
});
