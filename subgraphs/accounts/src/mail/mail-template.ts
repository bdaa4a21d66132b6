import type { z } from "zod";
import type { EmailTokenPurpose } from "../registration/email-token.repository.ts";
import type { MailBlock } from "./mail-body.ts";
import type { NotificationCategory } from "./notification-category.ts";

/** A kind of mail: what has to be known for it, and what it says then. */
export interface MailTemplate<Name extends string = string, Data extends z.ZodObject = z.ZodObject> {
  readonly name: Name;
  readonly category: NotificationCategory;
  /** What is stored with the mail until it is sent. Never a secret that signs in. */
  readonly data: Data;
  /** Such a mail for the preview and the tests. */
  readonly sample: z.output<Data>;
  /** The secret that each mail of this kind brings along. */
  readonly token?: MailToken<Data>;
  subject(data: z.output<Data>): string;
  /** The line that an inbox shows beside the subject. */
  preheader(data: z.output<Data>): string;
  blocks(data: z.output<Data>, context: MailContext): readonly MailBlock[];
}

export interface MailToken<Data extends z.ZodObject = z.ZodObject> {
  readonly purpose: EmailTokenPurpose;
  readonly lifetimeMs: number;
  /** The id of what the secret opens; null when there turned out to be nothing, and nobody to write to. */
  subjectId(data: z.output<Data>): string | null;
}

export interface MailContext {
  /** The web shop's address without a slash at its end. */
  storefrontUrl: string;
  /** The secret made for this mail; empty for a template that declares none. */
  token: string;
}

export const defineMailTemplate = <Name extends string, Data extends z.ZodObject>(
  template: MailTemplate<Name, Data>,
): MailTemplate<Name, Data> => template;
