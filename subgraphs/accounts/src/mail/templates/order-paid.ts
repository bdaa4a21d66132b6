import { z } from "zod";
import { paragraph } from "../mail-body.ts";
import { defineMailTemplate } from "../mail-template.ts";
import { KEEP_TO_YOURSELF, linkToOrder, orderFields, SAMPLE_ORDER } from "./order.ts";
import { pricedFields, pricedLines, SAMPLE_LINES } from "./priced-lines.ts";

/** Confirms a paid order: what was bought, for how much, and the link that opens it without signing in. */
export const orderPaid = defineMailTemplate({
  name: "order-paid",
  category: "TRANSACTIONAL",
  data: z.object({ ...orderFields, ...pricedFields }),
  sample: { ...SAMPLE_ORDER, ...SAMPLE_LINES },
  subject: ({ number }) => `Your order ${number} is paid`,
  preheader: () => "Thank you. We tell you when it is on its way.",
  blocks: (order, { storefrontUrl }) => [
    paragraph(`Thank you, ${order.fullName}.`),
    paragraph(`Your order ${order.number} is paid.`),
    pricedLines(order),
    linkToOrder(order, storefrontUrl),
    KEEP_TO_YOURSELF,
  ],
});
