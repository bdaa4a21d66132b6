import { z } from "zod";
import { hours } from "#platform/time/duration.ts";
import { code, link, note, paragraph } from "../mail-body.ts";
import { defineMailTemplate } from "../mail-template.ts";

/**
 * Asks for the proof that an address is the person's. No name in it: whoever typed the address in could make us send
 * any text to a stranger.
 */
export const verifyEmail = defineMailTemplate({
  name: "verify-email",
  category: "TRANSACTIONAL",
  /** Null when no account has the address: queued all the same, so that the caller cannot tell, and skipped. */
  data: z.object({ userId: z.string().nullable() }),
  sample: { userId: "user_sample" },
  token: { purpose: "VERIFY_EMAIL", lifetimeMs: hours(24), subjectId: ({ userId }) => userId },
  subject: () => "Confirm your e-mail address",
  preheader: () => "One step, and your account is ready.",
  blocks: (_, { storefrontUrl, token }) => [
    paragraph("Hello,"),
    paragraph("Someone opened an account with this e-mail address. If it was you, confirm it."),
    link("Confirm my address", `${storefrontUrl}/verify?token=${encodeURIComponent(token)}`),
    paragraph("Or enter this code:"),
    code(token),
    note("The link works once, for 24 hours. If it was not you, do not confirm: nothing happens then."),
  ],
});
