import { z } from "zod";
import { paragraph } from "../mail-body.ts";
import { defineMailTemplate } from "../mail-template.ts";
import { moment } from "./moment.ts";
import { KEEP_TO_YOURSELF, linkToOrder, orderFields, SAMPLE_ORDER } from "./order.ts";
import { pricedFields, pricedLines, SAMPLE_LINES } from "./priced-lines.ts";

/** Tells the buyer that their order waits for its payment, and until when. */
export const orderPlaced = defineMailTemplate({
  name: "order-placed",
  category: "TRANSACTIONAL",
  data: z.object({ ...orderFields, ...pricedFields, payBefore: z.iso.datetime() }),
  sample: { ...SAMPLE_ORDER, ...SAMPLE_LINES, payBefore: "2026-11-23T10:30:00.000Z" },
  subject: ({ number }) => `We have your order ${number}`,
  preheader: ({ payBefore }) => `Pay before ${moment(payBefore)} to keep it.`,
  blocks: (order, { storefrontUrl }) => [
    paragraph(`Thank you, ${order.fullName}.`),
    paragraph(
      `We have your order ${order.number}. Everything in it is yours until ${moment(order.payBefore)}: pay before.`,
    ),
    pricedLines(order),
    linkToOrder(order, storefrontUrl),
    KEEP_TO_YOURSELF,
  ],
});
