import { z } from "zod";
import { hours } from "#platform/time/duration.ts";
import { code, link, note, paragraph } from "../mail-body.ts";
import { defineMailTemplate } from "../mail-template.ts";

/** Lets someone who forgot their password choose another. */
export const passwordReset = defineMailTemplate({
  name: "password-reset",
  category: "TRANSACTIONAL",
  /** Null when no account has the address: queued all the same, so that the caller cannot tell, and skipped. */
  data: z.object({ userId: z.string().nullable() }),
  sample: { userId: "user_sample" },
  token: { purpose: "PASSWORD_RESET", lifetimeMs: hours(1), subjectId: ({ userId }) => userId },
  subject: () => "Choose a new password",
  preheader: () => "The link works once, for one hour.",
  blocks: (_, { storefrontUrl, token }) => [
    paragraph("Hello,"),
    paragraph("Someone asked for a new password for your account. If it was you, choose it now."),
    link("Choose a new password", `${storefrontUrl}/reset-password?token=${encodeURIComponent(token)}`),
    paragraph("Or enter this code:"),
    code(token),
    note("The link works once, for one hour. If it was not you, do nothing: your password stays as it is."),
  ],
});
