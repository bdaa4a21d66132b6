import { z } from "zod";
import { link, paragraph } from "../mail-body.ts";
import { defineMailTemplate } from "../mail-template.ts";

/** Goes to the old address, which signs in no more. */
export const emailChanged = defineMailTemplate({
  name: "email-changed",
  category: "TRANSACTIONAL",
  data: z.object({ newEmailMasked: z.string() }),
  sample: { newEmailMasked: "m***@example.com" },
  subject: () => "Your e-mail address was changed",
  preheader: () => "This address does not sign in any more.",
  blocks: ({ newEmailMasked }, { storefrontUrl }) => [
    paragraph("Hello,"),
    paragraph(`Your account signs in with ${newEmailMasked} from now on, and this address is not used any more.`),
    paragraph("If it was not you, tell us at once."),
    link("Get help", `${storefrontUrl}/help`),
  ],
});
