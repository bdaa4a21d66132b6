import { z } from "zod";
import { paragraph } from "../mail-body.ts";
import { defineMailTemplate } from "../mail-template.ts";
import { KEEP_TO_YOURSELF, linkToOrder, orderFields, SAMPLE_ORDER } from "./order.ts";

/** Tells the buyer that nothing will come. */
export const orderCancelled = defineMailTemplate({
  name: "order-cancelled",
  category: "TRANSACTIONAL",
  data: z.object(orderFields),
  sample: SAMPLE_ORDER,
  subject: ({ number }) => `Your order ${number} is cancelled`,
  preheader: () => "Nothing will be sent.",
  blocks: (order, { storefrontUrl }) => [
    paragraph(`Hello ${order.fullName},`),
    paragraph(
      `Your order ${order.number} is cancelled. Nothing will be sent, and what you paid for it goes back to you.`,
    ),
    linkToOrder(order, storefrontUrl),
    KEEP_TO_YOURSELF,
  ],
});
