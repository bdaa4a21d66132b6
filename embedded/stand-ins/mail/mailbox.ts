import { join } from "node:path";
import { openJournal, rewriteJournal } from "../journal/journal.ts";

export interface CaughtMessage {
  id: string;
  /** Address of the From header, or of the envelope. */
  from: string;
  /** Everyone the message was delivered to, Cc and Bcc included, in lower case. */
  to: string[];
  subject: string;
  text: string | null;
  html: string | null;
  /** RFC 3339, UTC: the Date header, or when it was caught. */
  date: string;
  /** RFC 3339, UTC. */
  receivedAt: string;
  messageId: string | null;
  /** By lower-case name; a repeated header's values are joined by ", ". */
  headers: Record<string, string>;
  /** Attachments are described, not kept. */
  attachments: { filename: string | null; contentType: string; bytes: number }[];
}

export interface MailboxLimits {
  messages: number;
  bytes: number;
}

/**
 * The last caught messages, in memory and in a journal in `dataDir`; the oldest are forgotten above either limit. One
 * process may have a directory open.
 */
export function openMailbox(dataDir: string, limits: MailboxLimits) {
  const path = join(dataDir, "mail.jsonl");
  let { lines, ...journal } = openJournal(path);
  let messages = trimmed(
    lines.map((line) => ({ message: JSON.parse(line) as CaughtMessage, bytes: line.length })),
    limits,
  );
  let written = lines.length;
  lines = [];

  const rewrite = (): void => {
    journal.close();
    rewriteJournal(
      path,
      messages.map(({ message }) => JSON.stringify(message)),
    );
    ({ lines, ...journal } = openJournal(path));
    lines = [];
    written = messages.length;
  };

  return {
    /** Newest first; with `to`, those delivered to that address. */
    list: (to: string | null = null): CaughtMessage[] =>
      messages
        .map(({ message }) => message)
        .filter((message) => to === null || message.to.includes(to.toLowerCase()))
        .reverse(),
    find: (id: string): CaughtMessage | null => messages.find(({ message }) => message.id === id)?.message ?? null,
    /** When it returns, the message is kept. */
    add(message: CaughtMessage): void {
      const line = JSON.stringify(message);
      journal.append(line);
      written += 1;
      messages = trimmed([...messages, { message, bytes: line.length }], limits);
      if (written > 2 * limits.messages) rewrite();
    },
    /** Returns how many there were. */
    clear(): number {
      const count = messages.length;
      messages = [];
      rewrite();
      return count;
    },
    close: (): void => journal.close(),
  };
}

export type Mailbox = ReturnType<typeof openMailbox>;

interface Sized {
  message: CaughtMessage;
  bytes: number;
}

function trimmed(messages: readonly Sized[], limits: MailboxLimits): Sized[] {
  const kept: Sized[] = [];
  let bytes = 0;
  for (const sized of messages.slice(-limits.messages).reverse()) {
    bytes += sized.bytes;
    if (bytes > limits.bytes && kept.length > 0) break;
    kept.push(sized);
  }
  return kept.reverse();
}
