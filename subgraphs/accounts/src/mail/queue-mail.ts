import { newId } from "#platform/ids/id.ts";
import { enqueueJob } from "#platform/jobs/job.ts";
import type { AccountsStore } from "../database.ts";
import { sendMail } from "../jobs/send-mail.ts";
import type { MailContent } from "./mail.ts";

/**
 * Decides on a mail in the caller's transaction: it is sent if that commits. The same `dedupeKey` queues one mail,
 * whoever repeats it.
 */
export async function queueMail(
  { mails, sql }: Pick<AccountsStore, "mails" | "sql">,
  { to, dedupeKey, ...content }: { to: string; dedupeKey: string } & MailContent,
  at: Date,
): Promise<void> {
  const id = newId("mail", at);
  await mails.insertOnce({ id, to, content, dedupeKey, createdAt: at });
  // Also when the mail existed, so that both cases take the same time; the job then finds no mail of this id.
  await enqueueJob(sql, sendMail, { mailId: id });
}
