import { z } from "zod";
import { link, note, paragraph } from "../mail-body.ts";
import { defineMailTemplate } from "../mail-template.ts";

/** Goes out instead of a verification when someone registers an address that has an account. */
export const alreadyRegistered = defineMailTemplate({
  name: "already-registered",
  category: "TRANSACTIONAL",
  data: z.object({}),
  sample: {},
  subject: () => "You already have an account",
  preheader: () => "Someone tried to open another with this address.",
  blocks: (_, { storefrontUrl }) => [
    paragraph("Hello,"),
    paragraph(
      "Someone tried to open an account with this e-mail address, but it has one already. If it was you, sign in.",
    ),
    link("Sign in", `${storefrontUrl}/sign-in`),
    note(
      "If you never confirmed the address, ask for a new confirmation mail there. If it was not you, there is nothing to do.",
    ),
  ],
});
