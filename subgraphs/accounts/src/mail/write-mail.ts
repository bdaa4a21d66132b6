import type { MailBody } from "./mail-body.ts";
import { type MailContent, mailTemplate, type Message, subjectOf } from "./mail.ts";
import type { MjmlToHtml } from "./render/mjml-thread.ts";
import { renderMjml } from "./render/render-mjml.ts";
import { renderText } from "./render/render-text.ts";

export type WriteMail = ReturnType<typeof createWriteMail>;

interface Deps {
  toHtml: MjmlToHtml;
  storefrontUrl: string;
  /** Who writes, by name. */
  sender: string;
}

/** What belongs to one mail besides its content. */
interface Extras {
  /** The secret made for it; empty for a template that declares none. */
  token: string;
  /** Ends mails of its kind; absent for what everybody must get. */
  unsubscribeUrl?: string | undefined;
}

/** Writes a mail out, as HTML and as text that say the same. */
export function createWriteMail({ toHtml, storefrontUrl, sender }: Deps) {
  return async (content: MailContent, { token, unsubscribeUrl }: Extras): Promise<Message> => {
    const template = mailTemplate(content.template);
    const body: MailBody = {
      subject: subjectOf(content),
      preheader: template.preheader(content.data),
      blocks: template.blocks(content.data, { storefrontUrl, token }),
    };
    const frame = { sender, home: storefrontUrl, unsubscribeUrl };
    const html = await toHtml(renderMjml(body, frame));
    return { subject: body.subject, text: renderText(body, frame), html, unsubscribeUrl };
  };
}
