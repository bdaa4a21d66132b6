import { z } from "zod";
import { defineJob, handleJob, type JobHandler } from "#platform/jobs/job.ts";
import type { Now } from "#platform/time/clock.ts";
import type { ComposeMail } from "../mail/compose-mail.ts";
import type { MailRepository } from "../mail/mail.repository.ts";
import { type Mailer, MailNotSent } from "../mail/mailer.ts";

/** Twenty attempts with exponential back-off are almost three days. */
export const sendMail = defineJob({
  name: "accounts.send-mail",
  input: z.object({ mailId: z.string() }),
  maxAttempts: 20,
});

interface Deps {
  mails: Pick<MailRepository, "beginAttempt" | "markSent" | "markSkipped" | "noteFailure">;
  composeMail: ComposeMail;
  mailer: Pick<Mailer, "send">;
  now: Now;
}

/**
 * Sends a stored mail once: a mail that is SENT, SKIPPED or FAILED is left alone. A failure is tried again with
 * back-off, except when the server refused the mail itself. The window in which a mail can go out twice: the server
 * took it and we died, or lost the connection, before it was marked SENT. Both copies carry the same Message-ID then.
 */
export const createSendMailJob = ({ mails, composeMail, mailer, now }: Deps): JobHandler =>
  handleJob(sendMail, async ({ mailId }, { attempt, logger }) => {
    const mail = await mails.beginAttempt(mailId);
    if (!mail) return;
    const message = await composeMail(mail);
    if (!message) return mails.markSkipped(mailId);
    try {
      const { messageId } = await mailer.send({ ...message, id: mail.id, to: mail.to });
      await mails.markSent(mailId, messageId, now());
      logger.info({ mailId, template: mail.content.template }, "mail sent");
    } catch (error) {
      if (!(error instanceof MailNotSent)) throw error;
      const final = error.permanent || attempt >= sendMail.maxAttempts;
      await mails.noteFailure(mailId, error.message, final);
      logger.warn({ mailId, attempt, final, failure: error.message }, "mail not sent");
      if (!error.permanent) throw error;
    }
  });
