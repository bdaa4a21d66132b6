import { z } from "zod";
import { link, paragraph } from "../mail-body.ts";
import { defineMailTemplate } from "../mail-template.ts";

/** Tells a person that staff closed their account for now. */
export const accountSuspended = defineMailTemplate({
  name: "account-suspended",
  category: "TRANSACTIONAL",
  data: z.object({}),
  sample: {},
  subject: () => "Your account is suspended",
  preheader: () => "You are signed out everywhere.",
  blocks: (_, { storefrontUrl }) => [
    paragraph("Hello,"),
    paragraph("Your account was suspended. You are signed out everywhere and cannot sign in for now."),
    paragraph("Orders that you placed go on. If you think that this is a mistake, write to us."),
    link("Get help", `${storefrontUrl}/help`),
  ],
});
