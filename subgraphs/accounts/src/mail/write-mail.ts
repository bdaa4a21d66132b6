import type { MailBody, MailFrame } from "./mail-body.ts";
import { type MailContent, mailTemplate, type Message } from "./mail.ts";
import type { MailContext } from "./mail-template.ts";
import { printable } from "./render/printable.ts";
import { renderHtml } from "./render/render-html.ts";
import { renderText } from "./render/render-text.ts";

/** The subject of such a mail, on one line. */
export const subjectOf = ({ template, data }: MailContent): string => printable(mailTemplate(template).subject(data));

/** Writes a mail out, as HTML and as text that say the same. */
export async function writeMail(
  content: MailContent,
  context: MailContext,
  frame: Omit<MailFrame, "home">,
): Promise<Message> {
  const template = mailTemplate(content.template);
  const body: MailBody = {
    subject: subjectOf(content),
    preheader: template.preheader(content.data),
    blocks: template.blocks(content.data, context),
  };
  const full = { ...frame, home: context.storefrontUrl };
  return { subject: body.subject, text: renderText(body, full), html: await renderHtml(body, full) };
}
