import { z } from "zod";
import { link, paragraph } from "../mail-body.ts";
import { defineMailTemplate } from "../mail-template.ts";

/** Goes to the old address when another is asked for, while that can still be stopped. */
export const emailChangeNotice = defineMailTemplate({
  name: "email-change-notice",
  category: "TRANSACTIONAL",
  data: z.object({ newEmailMasked: z.string() }),
  sample: { newEmailMasked: "m***@example.com" },
  subject: () => "Your e-mail address is about to change",
  preheader: () => "If it was not you, change your password now.",
  blocks: ({ newEmailMasked }, { storefrontUrl }) => [
    paragraph("Hello,"),
    paragraph(`Someone signed in to your account asked to change its e-mail address to ${newEmailMasked}.`),
    paragraph("It changes once the new address is confirmed. If it was you, there is nothing to do here."),
    paragraph("If it was not you, choose a new password now: the change is off then."),
    link("Choose a new password", `${storefrontUrl}/forgot-password`),
  ],
});
