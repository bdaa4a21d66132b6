import type { EmailTokenPurpose } from "../registration/email-token.repository.ts";
import type { MailContent, MailTemplateName, Message } from "./mail.ts";
import { mailTemplate } from "./mail.ts";
import type { NotificationPreferenceRepository } from "../notification/notification-preference.repository.ts";
import type { UnsubscribeLinks } from "../notification/unsubscribe-links.ts";
import { NOTIFICATION_CATEGORIES } from "./notification-category.ts";
import type { QueuedMail } from "./mail.repository.ts";
import type { WriteMail } from "./write-mail.ts";

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
  preferences: Pick<NotificationPreferenceRepository, "isEnabled">;
  unsubscribeLinks: Pick<UnsubscribeLinks, "urlFor">;
  issueToken: IssueMailToken;
  stillWanted: StillWanted;
  writeMail: WriteMail;
}

/**
 * Writes a mail out just before it is sent, or finds that nobody needs it any more, or wants none of its kind (null). A
 * secret is made here and only here, so its text exists in the mail alone; composing again after a failed attempt makes
 * another one, and each of them is good.
 */
export function createComposeMail(deps: Deps) {
  const { issueToken, stillWanted, preferences, unsubscribeLinks, writeMail } = deps;
  return async ({ to, userId, content }: QueuedMail): Promise<Message | null> => {
    const { category, token: wantsToken } = mailTemplate(content.template);
    const canBeEnded = userId !== null && NOTIFICATION_CATEGORIES[category].optional;
    if (canBeEnded && !(await preferences.isEnabled(userId, category))) return null;
    const isWanted = stillWanted[content.template] as ((data: unknown, to: string) => Promise<boolean>) | undefined;
    if (isWanted && !(await isWanted(content.data, to))) return null;
    let token = "";
    if (wantsToken) {
      const subjectId = wantsToken.subjectId(content.data);
      if (subjectId === null) return null;
      token = await issueToken({ purpose: wantsToken.purpose, subjectId, lifetimeMs: wantsToken.lifetimeMs });
    }
    const unsubscribeUrl = canBeEnded ? unsubscribeLinks.urlFor(userId, category) : undefined;
    return writeMail(content, { token, unsubscribeUrl });
  };
}
