import type { JobHandler } from "#platform/jobs/job.ts";
import type { AnsweredRoute } from "#platform/subgraph/assemble-subgraph.ts";
import type { Now } from "#platform/time/clock.ts";
import type { AccountsConfig } from "../config.ts";
import type { AccountsDatabase } from "../database.ts";
import { createSendMailJob } from "../jobs/send-mail.ts";
import { createAnswerUnsubscribe } from "../notification/answer-unsubscribe.ts";
import { createUnsubscribeLinks, UNSUBSCRIBE_PATH } from "../notification/unsubscribe-links.ts";
import { createComposeMail } from "./compose-mail.ts";
import { createIssueMailToken } from "./issue-mail-token.ts";
import { createMailer, senderName } from "./mailer.ts";
import { createAnswerPreview, PREVIEW_PATH } from "./pages/answer-preview.ts";
import { createMjmlThread } from "./render/mjml-thread.ts";
import { createStillWanted } from "./still-wanted.ts";
import { createWriteMail } from "./write-mail.ts";

/** What sends the mails, and what answers for them on the web. */
export interface Mailing {
  job: JobHandler;
  routes: readonly AnsweredRoute[];
  close(): Promise<void>;
}

/** Wiring of everything about mails but GraphQL. */
export function assembleMail({ config, db, now }: { config: AccountsConfig; db: AccountsDatabase; now: Now }): Mailing {
  const { mails, notificationPreferences: preferences } = db;
  const { storefrontUrl, publicUrl, mailFrom } = config;
  const mailer = createMailer({ smtpUrl: config.smtpUrl, from: mailFrom });
  const mjml = createMjmlThread();
  const writeMail = createWriteMail({ toHtml: mjml.toHtml, storefrontUrl, sender: senderName(mailFrom) });
  const links = createUnsubscribeLinks({ secret: config.secret, publicUrl });
  const composeMail = createComposeMail({
    issueToken: createIssueMailToken({ emailTokens: db.emailTokens, now }),
    stillWanted: createStillWanted({ users: db.users, shopInvitations: db.shopInvitations, now }),
    preferences,
    unsubscribeLinks: links,
    writeMail,
  });
  const preview: AnsweredRoute = {
    path: PREVIEW_PATH,
    methods: ["GET"],
    withPathsBelow: true,
    answer: createAnswerPreview({ writeMail, publicUrl }),
  };
  return {
    job: createSendMailJob({ mails, composeMail, mailer, now }),
    routes: [
      {
        path: UNSUBSCRIBE_PATH,
        methods: ["GET", "POST"],
        answer: createAnswerUnsubscribe({ links, preferences, now }),
      },
      ...(config.mailPreview ? [preview] : []),
    ],
    async close() {
      mailer.close();
      await mjml.close();
    },
  };
}
