import { z } from "zod";
import { note, paragraph, table } from "../mail-body.ts";
import { defineMailTemplate } from "../mail-template.ts";
import { amount, currencyCode, minorAmount } from "./amount.ts";
import { KEEP_TO_YOURSELF, linkToOrder, orderFields, SAMPLE_ORDER } from "./order.ts";

/** Tells the buyer that money is on its way back. */
export const orderRefunded = defineMailTemplate({
  name: "order-refunded",
  category: "TRANSACTIONAL",
  data: z.object({ ...orderFields, refundMinor: minorAmount, currency: currencyCode }),
  sample: { ...SAMPLE_ORDER, refundMinor: "2500", currency: "EUR" },
  subject: ({ number }) => `A refund for your order ${number}`,
  preheader: ({ refundMinor, currency }) => `You get ${amount(refundMinor, currency)} back.`,
  blocks: (order, { storefrontUrl }) => [
    paragraph(`Hello ${order.fullName},`),
    paragraph(`We have refunded a payment for your order ${order.number}.`),
    table([{ label: "Refund", value: amount(order.refundMinor, order.currency) }]),
    note("It goes back the way you paid, and takes a few days to show up there."),
    linkToOrder(order, storefrontUrl),
    KEEP_TO_YOURSELF,
  ],
});
