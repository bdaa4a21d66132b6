import { z } from "zod";
import { parseId } from "#platform/ids/id.ts";
import { defineJob, handleJob, type JobHandler } from "#platform/jobs/job.ts";
import type { CheckUpload } from "../files/check-upload.ts";

/**
 * Twelve attempts with exponential back-off are most of a day; after that the file is still PENDING, and collected. One at a
 * time: a picture of 50 million pixels takes some 200 MB, and a hundred of them must not keep stock and events waiting.
 */
export const checkUpload = defineJob({
  name: "products.check-upload",
  input: z.object({ fileId: z.string() }),
  maxAttempts: 12,
  queue: "products.pictures",
});

/** Decides on an upload that its owner has completed. */
export const createCheckUploadJob = (run: CheckUpload): JobHandler =>
  handleJob(checkUpload, async ({ fileId }, { attempt, logger }) => {
    const outcome = await run(parseId("file", fileId)!);
    const reason = outcome.kind === "rejected" ? { reason: outcome.reason } : {};
    logger.info({ fileId, attempt, outcome: outcome.kind, ...reason }, "upload checked");
  });
