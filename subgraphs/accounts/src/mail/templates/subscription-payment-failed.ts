import { z } from "zod";
import { link, paragraph, table } from "../mail-body.ts";
import { defineMailTemplate } from "../mail-template.ts";
import { amount, currencyCode, minorAmount } from "./amount.ts";
import { moment } from "./moment.ts";

/** Asks for another way to pay before the subscription ends. */
export const subscriptionPaymentFailed = defineMailTemplate({
  name: "subscription-payment-failed",
  category: "TRANSACTIONAL",
  data: z.object({
    planName: z.string(),
    amountMinor: minorAmount,
    currency: currencyCode,
    /** Null after the last attempt. */
    retryAt: z.iso.datetime().nullable(),
  }),
  sample: { planName: "Plexus Plus", amountMinor: "990", currency: "EUR", retryAt: "2026-11-26T10:00:00.000Z" },
  subject: () => "We could not renew your subscription",
  preheader: ({ retryAt }) => (retryAt === null ? "The payment failed." : `We try again on ${moment(retryAt)}.`),
  blocks: ({ planName, amountMinor, currency, retryAt }, { storefrontUrl }) => [
    paragraph("Hello,"),
    paragraph("The payment for your subscription failed."),
    table([
      { label: "Plan", value: planName },
      { label: "Amount", value: amount(amountMinor, currency) },
      ...(retryAt === null ? [] : [{ label: "Next attempt", value: moment(retryAt) }]),
    ]),
    paragraph("Check the card, or choose another way to pay."),
    link("Update my payment", `${storefrontUrl}/account/subscription`),
  ],
});
