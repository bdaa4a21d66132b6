import { z } from "zod";
import { link, paragraph, table } from "../mail-body.ts";
import { defineMailTemplate } from "../mail-template.ts";

/** Tells the people concerned that a shop has another owner. */
export const shopOwnershipTransferred = defineMailTemplate({
  name: "shop-ownership-transferred",
  category: "TRANSACTIONAL",
  data: z.object({ shopName: z.string(), newOwnerName: z.string() }),
  sample: { shopName: "Linen & Co", newOwnerName: "Jonas Vik" },
  subject: () => "Your shop has a new owner",
  preheader: ({ shopName, newOwnerName }) => `${shopName} belongs to ${newOwnerName} now.`,
  blocks: ({ shopName, newOwnerName }, { storefrontUrl }) => [
    paragraph("Hello,"),
    paragraph("The ownership of a shop was transferred."),
    table([
      { label: "Shop", value: shopName },
      { label: "New owner", value: newOwnerName },
    ]),
    paragraph("If you did not expect this, write to us."),
    link("Get help", `${storefrontUrl}/help`),
  ],
});
