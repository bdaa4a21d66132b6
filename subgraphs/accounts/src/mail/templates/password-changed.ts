import { z } from "zod";
import { link, paragraph } from "../mail-body.ts";
import { defineMailTemplate } from "../mail-template.ts";
import { moment } from "./moment.ts";

/** Tells a person that their password is another now, in case it was not them. */
export const passwordChanged = defineMailTemplate({
  name: "password-changed",
  category: "TRANSACTIONAL",
  data: z.object({ at: z.iso.datetime() }),
  sample: { at: "2026-11-23T10:00:00.000Z" },
  subject: () => "Your password was changed",
  preheader: ({ at }) => `Changed on ${moment(at)}.`,
  blocks: ({ at }, { storefrontUrl }) => [
    paragraph("Hello,"),
    paragraph(`The password of your account was changed on ${moment(at)}. If it was you, there is nothing to do.`),
    paragraph("If it was not you, someone else can sign in as you. Choose a new password at once."),
    link("Choose a new password", `${storefrontUrl}/forgot-password`),
  ],
});
