import type { RawRequest, RawResponse } from "#platform/neighbour/neighbour.ts";
import { isMailTemplateName, MAIL_TEMPLATE_NAMES, mailContent, mailTemplate, type MailTemplateName } from "../mail.ts";
import { NOTIFICATION_CATEGORIES } from "../notification-category.ts";
import { html } from "../render/html.ts";
import type { WriteMail } from "../write-mail.ts";
import { pageResponse, textResponse } from "./page.ts";

export const PREVIEW_PATH = "/mail/preview";

/** What a mail program allows, about. */
const MAIL_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'";

interface Deps {
  writeMail: WriteMail;
  publicUrl: string;
}

/** Answers `GET /mail/preview`, a list of all kinds of mail, and `/mail/preview/<template>[.txt]`, each with sample data. */
export const createAnswerPreview =
  (deps: Deps) =>
  async ({ path }: RawRequest): Promise<RawResponse> => {
    if (path === PREVIEW_PATH) return listTemplates();
    const [, name = "", extension] = /^\/mail\/preview\/([a-z-]+)(\.txt)?$/.exec(path) ?? [];
    if (!isMailTemplateName(name)) return pageResponse(404, "There is no such mail", html`<p>${name}</p>`);
    const { html: page, text } = await writeSample(name, deps);
    return extension
      ? textResponse(200, "text/plain; charset=utf-8", text, MAIL_POLICY)
      : textResponse(200, "text/html; charset=utf-8", page, MAIL_POLICY);
  };

function writeSample(name: MailTemplateName, { writeMail, publicUrl }: Deps) {
  const { sample, category } = mailTemplate(name);
  const content = mailContent.parse({ template: name, data: sample });
  const canBeEnded = NOTIFICATION_CATEGORIES[category].optional;
  return writeMail(content, {
    token: "a-secret-of-43-characters-stands-here-in-it",
    unsubscribeUrl: canBeEnded ? `${publicUrl}/mail/unsubscribe?token=sample` : undefined,
  });
}

function listTemplates(): RawResponse {
  const entries = MAIL_TEMPLATE_NAMES.map((name) => {
    const { subject, category, sample } = mailTemplate(name);
    return html`<li>
      <a href="${`${PREVIEW_PATH}/${name}`}">${name}</a> (<a href="${`${PREVIEW_PATH}/${name}.txt`}">text</a>,
      ${category}): ${subject(sample)}
    </li>`;
  });
  return pageResponse(
    200,
    "Mails",
    html`<p>Every kind of mail with sample data, as it goes out. In development only.</p>
      <ul>
        ${entries}
      </ul>`,
  );
}
