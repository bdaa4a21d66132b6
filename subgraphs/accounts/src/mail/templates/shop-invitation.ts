import { z } from "zod";
import { days } from "#platform/time/duration.ts";
import { code, link, note, paragraph, table } from "../mail-body.ts";
import { defineMailTemplate } from "../mail-template.ts";

/**
 * Invites a person to work in a shop. The names are what the shop's people chose, and may be hostile: they stand in a
 * table by themselves, and not in the subject.
 */
export const shopInvitation = defineMailTemplate({
  name: "shop-invitation",
  category: "TRANSACTIONAL",
  data: z.object({ invitationId: z.string(), shopName: z.string(), inviterName: z.string(), role: z.string() }),
  sample: { invitationId: "sample", shopName: "Linen & Co", inviterName: "Jonas Vik", role: "STAFF" },
  token: { purpose: "SHOP_INVITATION", lifetimeMs: days(7), subjectId: ({ invitationId }) => invitationId },
  subject: () => "You are invited to a shop",
  preheader: () => "The invitation is good for 7 days.",
  blocks: ({ shopName, inviterName, role }, { storefrontUrl, token }) => [
    paragraph("Hello,"),
    paragraph("Someone invites you to work in their shop."),
    table([
      { label: "Shop", value: shopName },
      { label: "Invited by", value: inviterName },
      { label: "Your role", value: role.toLowerCase().replaceAll("_", " ") },
    ]),
    link("See the invitation", `${storefrontUrl}/invitations?token=${encodeURIComponent(token)}`),
    paragraph("Or enter this code:"),
    code(token),
    note("The link works once, for 7 days. If you do not know them, there is nothing to do."),
  ],
});
