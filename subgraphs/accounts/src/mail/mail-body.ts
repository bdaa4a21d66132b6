/** One piece of a mail. Texts are plain: whoever renders them escapes them and keeps them on one line. */
export type MailBlock =
  | { kind: "paragraph"; text: string }
  /** Where to go next: a button in HTML; in text the label and, alone on a line, the address. */
  | { kind: "link"; label: string; url: string }
  /** A secret to type or copy: alone on its line. */
  | { kind: "code"; text: string }
  /** Lines of an order, or facts by their names; totals stand apart below them. */
  | { kind: "table"; rows: readonly MailRow[]; totals?: readonly MailRow[] }
  /** What explains or warns, in smaller print. */
  | { kind: "note"; text: string };

export interface MailRow {
  label: string;
  value?: string | undefined;
}

/** All that a mail says, once for HTML and text. */
export interface MailBody {
  subject: string;
  /** The line that an inbox shows beside the subject. */
  preheader: string;
  blocks: readonly MailBlock[];
}

/** What stands around every mail. */
export interface MailFrame {
  /** Who writes, by name. */
  sender: string;
  /** The sender's web site. */
  home: string;
  /** Ends mails of this kind; absent for what everybody must get. */
  unsubscribeUrl?: string | undefined;
}

export const paragraph = (text: string): MailBlock => ({ kind: "paragraph", text });
export const link = (label: string, url: string): MailBlock => ({ kind: "link", label, url });
export const code = (text: string): MailBlock => ({ kind: "code", text });
export const note = (text: string): MailBlock => ({ kind: "note", text });
export const table = (rows: readonly MailRow[], totals: readonly MailRow[] = []): MailBlock => ({
  kind: "table",
  rows,
  totals,
});
