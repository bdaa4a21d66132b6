import { z } from "zod";
import { link, paragraph, table } from "../mail-body.ts";
import { defineMailTemplate } from "../mail-template.ts";
import { moment } from "./moment.ts";

/** A refresh token came back that had been used: somebody has a copy, so the session was ended. */
export const sessionEndedForReuse = defineMailTemplate({
  name: "session-ended-for-reuse",
  category: "TRANSACTIONAL",
  data: z.object({ device: z.string(), at: z.iso.datetime() }),
  sample: { device: "Firefox on Linux", at: "2026-11-23T10:00:00.000Z" },
  subject: () => "We signed you out on one device",
  preheader: ({ device }) => `A sign-in on ${device} was used twice.`,
  blocks: ({ device, at }, { storefrontUrl }) => [
    paragraph("Hello,"),
    paragraph("One of your sign-ins was used from two places, as if someone had copied it. So we ended it."),
    table([
      { label: "Device", value: device },
      { label: "Ended", value: moment(at) },
    ]),
    paragraph("Sign in again to go on. If you did not expect this, choose a new password."),
    link("Choose a new password", `${storefrontUrl}/forgot-password`),
  ],
});
