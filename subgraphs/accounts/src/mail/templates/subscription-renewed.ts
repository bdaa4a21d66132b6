import { z } from "zod";
import { link, paragraph, table } from "../mail-body.ts";
import { defineMailTemplate } from "../mail-template.ts";
import { amount, currencyCode, minorAmount } from "./amount.ts";
import { day } from "./moment.ts";

/** The receipt of a renewal. */
export const subscriptionRenewed = defineMailTemplate({
  name: "subscription-renewed",
  category: "TRANSACTIONAL",
  data: z.object({
    planName: z.string(),
    amountMinor: minorAmount,
    currency: currencyCode,
    periodEnd: z.iso.datetime(),
  }),
  sample: { planName: "Plexus Plus", amountMinor: "990", currency: "EUR", periodEnd: "2026-12-23T10:00:00.000Z" },
  subject: () => "Your subscription is renewed",
  preheader: ({ periodEnd }) => `It runs until ${day(periodEnd)}.`,
  blocks: ({ planName, amountMinor, currency, periodEnd }, { storefrontUrl }) => [
    paragraph("Hello,"),
    paragraph("Your subscription is paid for another period."),
    table(
      [
        { label: "Plan", value: planName },
        { label: "Paid until", value: day(periodEnd) },
      ],
      [{ label: "Paid", value: amount(amountMinor, currency) }],
    ),
    link("See my subscription", `${storefrontUrl}/account/subscription`),
  ],
});
