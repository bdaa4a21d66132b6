import { createTransport } from "nodemailer";
import { seconds } from "#platform/time/duration.ts";
import type { Message } from "./mail.ts";

/**
 * A mail could not be handed over. The text names no address and nothing of the mail, so it may be logged and stored.
 */
export class MailNotSent extends Error {
  override readonly name = "MailNotSent";
  /** True when the server refused this very mail for good: sending it again cannot help. */
  readonly permanent: boolean;

  constructor(error: SmtpError) {
    super(`SMTP ${error.code ?? "failure"}${error.responseCode === undefined ? "" : ` ${error.responseCode}`}`);
    this.permanent =
      (error.code === "EENVELOPE" || error.code === "EMESSAGE") &&
      (error.responseCode === undefined || error.responseCode >= 500);
  }
}

interface SmtpError {
  code?: string;
  responseCode?: number;
}

export interface Mailer {
  /**
   * Resolves with the Message-ID when the mail server has taken the mail over. `id` makes the Message-ID, so a repeat
   * carries the same one. After a timeout the server may have it all the same.
   * @throws MailNotSent
   */
  send(mail: Message & { id: string; to: string }): Promise<{ messageId: string }>;
  close(): void;
}

/** @see RFC 8058: mail programs then show a button of their own, and POST when it is pressed. */
const oneClick = (url: string): Record<string, string> => ({
  "List-Unsubscribe": `<${url}>`,
  "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
});

/** A mailer over a few kept SMTP connections, every step of which is limited in time. */
export function createMailer({ smtpUrl, from }: { smtpUrl: string; from: string }): Mailer {
  const transport = createTransport({
    url: smtpUrl,
    pool: true,
    maxConnections: 3,
    dnsTimeout: seconds(5),
    connectionTimeout: seconds(5),
    greetingTimeout: seconds(5),
    socketTimeout: seconds(20),
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  const domain = /@([\w.-]+)/.exec(from)?.[1] ?? "plexus.invalid";
  return {
    async send({ id, to, subject, text, html, unsubscribeUrl }) {
      const messageId = `<${id}@${domain}>`;
      try {
        await transport.sendMail({
          from,
          to: { name: "", address: to },
          subject,
          text,
          html,
          messageId,
          headers: { "Auto-Submitted": "auto-generated", ...(unsubscribeUrl ? oneClick(unsubscribeUrl) : {}) },
        });
      } catch (error) {
        throw new MailNotSent(error as SmtpError);
      }
      return { messageId };
    },
    close: () => transport.close(),
  };
}

/** The name in a sender such as `Plexus <no-reply@plexus.test>`, or its address when it has none. */
export const senderName = (from: string): string =>
  /^\s*"?([^"<]*?)"?\s*</.exec(from)?.[1] || from.replace(/[<>]/g, "").trim();
