import { z } from "zod";
import type { MailTemplate } from "./mail-template.ts";
import { printable } from "./render/printable.ts";
import { accountErased } from "./templates/account-erased.ts";
import { accountSuspended } from "./templates/account-suspended.ts";
import { alreadyRegistered } from "./templates/already-registered.ts";
import { emailChangeConfirm } from "./templates/email-change-confirm.ts";
import { emailChangeNotice } from "./templates/email-change-notice.ts";
import { emailChanged } from "./templates/email-changed.ts";
import { lowStock } from "./templates/low-stock.ts";
import { orderCancelled } from "./templates/order-cancelled.ts";
import { orderPaid } from "./templates/order-paid.ts";
import { orderPlaced } from "./templates/order-placed.ts";
import { orderRefunded } from "./templates/order-refunded.ts";
import { orderShipped } from "./templates/order-shipped.ts";
import { passwordChanged } from "./templates/password-changed.ts";
import { passwordReset } from "./templates/password-reset.ts";
import { sessionEndedForReuse } from "./templates/session-ended-for-reuse.ts";
import { shopInvitation } from "./templates/shop-invitation.ts";
import { shopOwnershipTransferred } from "./templates/shop-ownership-transferred.ts";
import { subscriptionPaymentFailed } from "./templates/subscription-payment-failed.ts";
import { subscriptionRenewed } from "./templates/subscription-renewed.ts";
import { verifyEmail } from "./templates/verify-email.ts";

const contentOf = <Name extends string, Data extends z.ZodObject>({ name, data }: MailTemplate<Name, Data>) =>
  z.object({ template: z.literal(name), data });

/** What a stored mail will say. Secrets that sign in are not in here: each is made when its mail is sent. */
export const mailContent = z.discriminatedUnion("template", [
  contentOf(verifyEmail),
  contentOf(alreadyRegistered),
  contentOf(passwordReset),
  contentOf(passwordChanged),
  contentOf(emailChangeConfirm),
  contentOf(emailChangeNotice),
  contentOf(emailChanged),
  contentOf(sessionEndedForReuse),
  contentOf(accountSuspended),
  contentOf(accountErased),
  contentOf(shopInvitation),
  contentOf(shopOwnershipTransferred),
  contentOf(orderPlaced),
  contentOf(orderPaid),
  contentOf(orderShipped),
  contentOf(orderRefunded),
  contentOf(orderCancelled),
  contentOf(lowStock),
  contentOf(subscriptionRenewed),
  contentOf(subscriptionPaymentFailed),
]);

export type MailContent = z.infer<typeof mailContent>;

export type MailTemplateName = MailContent["template"];

const TEMPLATES: { readonly [Name in MailTemplateName]: MailTemplate<Name> } = {
  "verify-email": verifyEmail,
  "already-registered": alreadyRegistered,
  "password-reset": passwordReset,
  "password-changed": passwordChanged,
  "email-change-confirm": emailChangeConfirm,
  "email-change-notice": emailChangeNotice,
  "email-changed": emailChanged,
  "session-ended-for-reuse": sessionEndedForReuse,
  "account-suspended": accountSuspended,
  "account-erased": accountErased,
  "shop-invitation": shopInvitation,
  "shop-ownership-transferred": shopOwnershipTransferred,
  "order-placed": orderPlaced,
  "order-paid": orderPaid,
  "order-shipped": orderShipped,
  "order-refunded": orderRefunded,
  "order-cancelled": orderCancelled,
  "low-stock": lowStock,
  "subscription-renewed": subscriptionRenewed,
  "subscription-payment-failed": subscriptionPaymentFailed,
};

export const MAIL_TEMPLATE_NAMES = Object.keys(TEMPLATES) as MailTemplateName[];

export const isMailTemplateName = (text: string): text is MailTemplateName => Object.hasOwn(TEMPLATES, text);

export const mailTemplate = (name: MailTemplateName): MailTemplate => TEMPLATES[name];

/** The subject of such a mail, on one line. */
export const subjectOf = ({ template, data }: MailContent): string => printable(mailTemplate(template).subject(data));

/** SKIPPED: there was nobody to tell when its turn came. FAILED: given up, `failure` says why. */
export const MAIL_STATUSES = ["QUEUED", "SENT", "SKIPPED", "FAILED"] as const;
export type MailStatus = (typeof MAIL_STATUSES)[number];

/** A mail ready to be sent. */
export interface Message {
  subject: string;
  text: string;
  html: string;
  /** Ends mails of this kind with one request; absent for what everybody must get. */
  unsubscribeUrl?: string | undefined;
}
