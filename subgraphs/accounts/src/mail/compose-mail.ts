import type { EmailTokenPurpose } from "../registration/email-token.repository.ts";
import type { MailContent, MailTemplateName, Message } from "./mail.ts";
import { mailTemplate } from "./mail.ts";
import type { QueuedMail } from "./mail.repository.ts";
import { writeMail } from "./write-mail.ts";

export type ComposeMail = ReturnType<typeof createComposeMail>;

/** Makes and stores a secret for `subjectId` and returns it: the only time that anybody sees it. */
export type IssueMailToken = (token: {
  purpose: EmailTokenPurpose;
  subjectId: string;
  lifetimeMs: number;
}) => Promise<string>;

type DataOf<Name extends MailTemplateName> = Extract<MailContent, { template: Name }>["data"];

/** Asks, for the templates that name it, whether the mail to `to` still makes sense. The others always do. */
export type StillWanted = {
  readonly [Name in MailTemplateName]?: (data: DataOf<Name>, to: string) => Promise<boolean>;
};

interface Deps {
  issueToken: IssueMailToken;
  stillWanted: StillWanted;
  storefrontUrl: string;
  /** Who writes, by name. */
  sender: string;
}

/**
 * Writes a mail out just before it is sent, or finds that nobody needs it any more (null). A secret is made here and
 * only here, so its text exists in the mail alone; composing again after a failed attempt makes another one, and each
 * of them is good.
 */
export function createComposeMail({ issueToken, stillWanted, storefrontUrl, sender }: Deps) {
  return async ({ to, content }: QueuedMail): Promise<Message | null> => {
    const isWanted = stillWanted[content.template] as ((data: unknown, to: string) => Promise<boolean>) | undefined;
    if (isWanted && !(await isWanted(content.data, to))) return null;
    const wants = mailTemplate(content.template).token;
    const subjectId = wants?.subjectId(content.data) ?? null;
    if (wants && subjectId === null) return null;
    const token =
      wants && subjectId !== null
        ? await issueToken({ purpose: wants.purpose, subjectId, lifetimeMs: wants.lifetimeMs })
        : "";
    return writeMail(content, { storefrontUrl, token }, { sender });
  };
}
