import { z } from "zod";
import { link, type MailBlock, paragraph, table } from "../mail-body.ts";
import { defineMailTemplate } from "../mail-template.ts";
import { KEEP_TO_YOURSELF, lineLabel, linkToOrder, orderFields, SAMPLE_ORDER } from "./order.ts";

const shippedOrder = z.object({
  ...orderFields,
  lines: z.array(z.object({ title: z.string(), variantTitle: z.string(), quantity: z.int() })),
  carrier: z.string().nullish(),
  trackingNumber: z.string().nullish(),
  trackingUrl: z.string().nullish(),
});

/** Tells the buyer what is on its way, and how to follow it. */
export const orderShipped = defineMailTemplate({
  name: "order-shipped",
  category: "TRANSACTIONAL",
  data: shippedOrder,
  sample: {
    ...SAMPLE_ORDER,
    lines: [{ title: "Linen shirt", variantTitle: "Blue / M", quantity: 2 }],
    carrier: "DHL",
    trackingNumber: "00340434161094015902",
    trackingUrl: "https://track.example.com/00340434161094015902",
  },
  subject: ({ number }) => `Your order ${number} is on its way`,
  preheader: ({ carrier }) => (carrier ? `Shipped with ${carrier}.` : "It has left our warehouse."),
  blocks: (order, { storefrontUrl }) => [
    paragraph(`Hello ${order.fullName},`),
    paragraph(`This part of your order ${order.number} is on its way:`),
    table(order.lines.map((line) => ({ label: lineLabel(line) }))),
    ...tracking(order),
    linkToOrder(order, storefrontUrl),
    KEEP_TO_YOURSELF,
  ],
});

/** The link is the merchant's: only an address on the web becomes one. */
function tracking({ carrier, trackingNumber, trackingUrl }: z.output<typeof shippedOrder>): MailBlock[] {
  const facts = [
    ...(carrier ? [{ label: "Carrier", value: carrier }] : []),
    ...(trackingNumber ? [{ label: "Tracking number", value: trackingNumber }] : []),
  ];
  const url = trackingUrl && URL.canParse(trackingUrl) ? new URL(trackingUrl) : null;
  return [
    ...(facts.length > 0 ? [table(facts)] : []),
    ...(url && /^https?:$/.test(url.protocol) ? [link("Follow the parcel", url.href)] : []),
  ];
}
