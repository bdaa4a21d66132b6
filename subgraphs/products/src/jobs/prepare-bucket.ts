import { z } from "zod";
import { defineJob, handleJob, type JobHandler } from "#platform/jobs/job.ts";
import { statusOf } from "../files/s3-answer.ts";

/** When a worker starts. Failing for good means that S3 was away for a day, or that the bucket is someone else's. */
const prepareBucketAtStart = defineJob({
  name: "products.prepare-bucket",
  input: z.object({}),
  maxAttempts: 12,
  atStart: true,
});

/** What S3 says to keys that may use a bucket but not manage it, and what servers say that lack a part of it. */
const NOT_OURS_TO_MANAGE = [403, 405, 501];

/** Sees to the bucket, its policy and its CORS rules. Where our keys may not, the operator has done it. */
export const createPrepareBucketJob = (run: () => Promise<void>): JobHandler =>
  handleJob(prepareBucketAtStart, async (_input, { logger }) => {
    try {
      await run();
    } catch (error) {
      if (!NOT_OURS_TO_MANAGE.includes(statusOf(error) ?? 0)) throw error;
      logger.warn({ err: error }, "the bucket is managed by others: see that files/ can be read and pages can post");
    }
  });
