import { z } from "zod";
import { hours } from "#platform/time/duration.ts";
import { code, link, note, paragraph } from "../mail-body.ts";
import { defineMailTemplate } from "../mail-template.ts";

/**
 * Asks at the new address for the proof that it is the person's. No name and no old address in it: whoever typed the
 * address in could tell them to a stranger.
 */
export const emailChangeConfirm = defineMailTemplate({
  name: "email-change-confirm",
  category: "TRANSACTIONAL",
  data: z.object({ emailChangeId: z.string() }),
  sample: { emailChangeId: "sample" },
  token: { purpose: "EMAIL_CHANGE", lifetimeMs: hours(24), subjectId: ({ emailChangeId }) => emailChangeId },
  subject: () => "Confirm your new e-mail address",
  preheader: () => "Until then your old address stays.",
  blocks: (_, { storefrontUrl, token }) => [
    paragraph("Hello,"),
    paragraph("Someone wants to use this e-mail address for their account. If it was you, confirm it."),
    link("Confirm my new address", `${storefrontUrl}/confirm-email?token=${encodeURIComponent(token)}`),
    paragraph("Or enter this code:"),
    code(token),
    note("The link works once, for 24 hours. If it was not you, do not confirm: nothing happens then."),
  ],
});
