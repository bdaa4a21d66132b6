import { z } from "zod";
import { defineJob } from "#platform/jobs/job.ts";

/**
 * Processes one stored provider event. Parked after ten failures: the event stays RECEIVED, and replaying the job processes
 * it then.
 */
export const processWebhook = defineJob({
  name: "payments.process-webhook",
  input: z.object({ eventId: z.string() }),
  maxAttempts: 10,
});
