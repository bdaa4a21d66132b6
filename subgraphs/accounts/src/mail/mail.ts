import { z } from "zod";
import { isCurrencyCode, type CurrencyCode } from "#platform/money/currency.ts";

const orderPaidContent = z.object({
  number: z.string(),
  /** Opens the order without signing in: belongs into the mail and nowhere else. */
  accessKey: z.string(),
  fullName: z.string(),
  lines: z.array(
    z.object({ title: z.string(), variantTitle: z.string(), quantity: z.int(), totalMinor: z.string().regex(/^\d+$/) }),
  ),
  totalMinor: z.string().regex(/^\d+$/),
  currency: z.custom<CurrencyCode>((code) => typeof code === "string" && isCurrencyCode(code)),
});

export type OrderPaidContent = z.infer<typeof orderPaidContent>;

/** What a stored mail will say. Verification tokens are not in here: each is made when its mail is sent. */
export const mailContent = z.discriminatedUnion("template", [
  z.object({ template: z.literal("verify-email"), data: z.object({}) }),
  z.object({ template: z.literal("already-registered"), data: z.object({}) }),
  z.object({ template: z.literal("order-paid"), data: orderPaidContent }),
]);

export type MailContent = z.infer<typeof mailContent>;

/** SKIPPED: there was nobody to tell when its turn came. FAILED: given up, `failure` says why. */
export type MailStatus = "QUEUED" | "SENT" | "SKIPPED" | "FAILED";

/** A mail ready to be sent. */
export interface Message {
  subject: string;
  text: string;
  html: string;
}
