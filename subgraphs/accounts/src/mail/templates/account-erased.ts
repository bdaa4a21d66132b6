import { z } from "zod";
import { note, paragraph } from "../mail-body.ts";
import { defineMailTemplate } from "../mail-template.ts";

/** The last mail to a person: their account is gone. */
export const accountErased = defineMailTemplate({
  name: "account-erased",
  category: "TRANSACTIONAL",
  data: z.object({}),
  sample: {},
  subject: () => "Your account was erased",
  preheader: () => "This is the last mail about it.",
  blocks: () => [
    paragraph("Hello,"),
    paragraph("Your account and what we knew about you were erased. This cannot be undone."),
    note(
      "Orders are kept without your name for as long as the law asks for it. This is the last mail about the account.",
    ),
  ],
});
