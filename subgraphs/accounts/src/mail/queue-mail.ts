import { newId, type UserId } from "#platform/ids/id.ts";
import { enqueueJob } from "#platform/jobs/job.ts";
import type { AccountsStore } from "../database.ts";
import { sendMail } from "../jobs/send-mail.ts";
import type { MailContent } from "./mail.ts";

interface NewMail {
  to: string;
  /** Whose history it goes into, and whose wishes about optional mails count; null for people without an account. */
  userId: UserId | null;
  dedupeKey: string;
}

/**
 * Decides on a mail in the caller's transaction: it is sent if that commits. The same `dedupeKey` queues one mail,
 * whoever repeats it.
 */
export async function queueMail(
  { mails, sql }: Pick<AccountsStore, "mails" | "sql">,
  { to, userId, dedupeKey, ...content }: NewMail & MailContent,
  at: Date,
): Promise<void> {
  const id = newId("mail", at);
  await mails.insertOnce({ id, to, userId, content, dedupeKey, createdAt: at });
  // Also when the mail existed, so that both cases take the same time; the job then finds no mail of this id.
  await enqueueJob(sql, sendMail, { mailId: id });
}
