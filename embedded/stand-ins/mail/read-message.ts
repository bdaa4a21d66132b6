import { randomBytes } from "node:crypto";
import { simpleParser } from "mailparser";
import type { CaughtMessage } from "./mailbox.ts";

interface Envelope {
  from: string;
  to: readonly string[];
  receivedAt: Date;
}

const maxBodyChars = 1_000_000;

/** Reads a raw message. Texts longer than a million characters are cut; attachments are counted, not kept. */
export async function readMessage(raw: Buffer, envelope: Envelope): Promise<CaughtMessage> {
  const parsed = await simpleParser(raw, { skipHtmlToText: true, skipTextToHtml: true, skipImageLinks: true });
  const receivedAt = envelope.receivedAt.toISOString();
  return {
    id: randomBytes(12).toString("hex"),
    from: parsed.from?.value[0]?.address ?? envelope.from,
    to: envelope.to.map((address) => address.toLowerCase()),
    subject: parsed.subject ?? "",
    text: parsed.text?.slice(0, maxBodyChars) ?? null,
    html: parsed.html ? parsed.html.slice(0, maxBodyChars) : null,
    date: parsed.date?.toISOString() ?? receivedAt,
    receivedAt,
    messageId: parsed.messageId ?? null,
    headers: readHeaders(parsed.headerLines),
    attachments: parsed.attachments.map(({ filename, contentType, size }) => ({
      filename: filename ?? null,
      contentType,
      bytes: size,
    })),
  };
}

function readHeaders(lines: readonly { key: string; line: string }[]): Record<string, string> {
  const headers = new Map<string, string>();
  for (const { key, line } of lines) {
    const value = line
      .slice(line.indexOf(":") + 1)
      .replaceAll(/\r?\n\s+/g, " ")
      .trim();
    const earlier = headers.get(key);
    headers.set(key, earlier === undefined ? value : `${earlier}, ${value}`);
  }
  return Object.fromEntries(headers);
}
