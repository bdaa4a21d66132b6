import { z } from "zod";
import { defineJob, handleJob, type JobHandler } from "#platform/jobs/job.ts";
import type { ExpireHolds } from "../stock/expire-holds.ts";

/** Every minute. Failing for good means that the database refuses; the next minute's run starts anew. */
const expireHolds = defineJob({
  name: "products.expire-holds",
  input: z.object({}),
  maxAttempts: 3,
  schedule: "* * * * *",
});

/** Gives back the stock of holds whose time is up. */
export const createExpireHoldsJob = (run: ExpireHolds): JobHandler =>
  handleJob(expireHolds, async (_input, { logger }) => {
    const expired = await run();
    if (expired > 0) logger.info({ expired }, "stock holds expired");
  });
