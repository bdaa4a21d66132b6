import { z } from "zod";
import { link, paragraph, table } from "../mail-body.ts";
import { defineMailTemplate } from "../mail-template.ts";

/** Tells the people of a shop what is about to sell out. */
export const lowStock = defineMailTemplate({
  name: "low-stock",
  category: "STOCK_ALERTS",
  data: z.object({
    shopName: z.string(),
    items: z.array(z.object({ title: z.string(), sku: z.string(), available: z.int() })),
  }),
  sample: {
    shopName: "Linen & Co",
    items: [
      { title: "Linen shirt, Blue / M", sku: "LS-BLU-M", available: 3 },
      { title: "Linen shirt, Blue / L", sku: "LS-BLU-L", available: 0 },
    ],
  },
  subject: ({ items: { length } }) => `${length} ${length === 1 ? "product is" : "products are"} about to sell out`,
  preheader: ({ shopName }) => `Stock of ${shopName} runs low.`,
  blocks: ({ shopName, items }, { storefrontUrl }) => [
    paragraph("Hello,"),
    paragraph(`Stock of ${shopName} runs low:`),
    table(
      items.map(({ title, sku, available }) => ({
        label: `${title} (${sku})`,
        value: available > 0 ? `${available} left` : "sold out",
      })),
    ),
    link("Manage stock", `${storefrontUrl}/merchant/stock`),
  ],
});
