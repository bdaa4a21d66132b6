import { z } from "zod";
import type { SqlExecutor } from "#platform/database/sql.ts";
import { defineJob, enqueueJob, handleJob, type JobHandler } from "#platform/jobs/job.ts";
import type { CollectFiles } from "../files/collect-files.ts";

/** Every quarter of an hour, and when something was deleted. Failing for good is left to the next run. */
const collectFiles = defineJob({
  name: "products.collect-files",
  input: z.object({}),
  maxAttempts: 5,
  schedule: "*/15 * * * *",
});

/** Has the objects of deleted files collected as soon as the caller's transaction commits. */
export const collectFilesNow = (sql: SqlExecutor): Promise<void> =>
  enqueueJob(sql, collectFiles, {}, { key: collectFiles.name });

/** Deletes what nobody came to use, and the objects of everything deleted. */
export const createCollectFilesJob = (run: CollectFiles): JobHandler =>
  handleJob(collectFiles, async (_input, { logger }) => {
    const { deleted, removed, failed } = await run(logger);
    if (deleted > 0 || removed > 0) logger.info({ deleted, removed }, "files collected");
    if (failed > 0) throw new Error(`the objects of ${failed} deleted files are still there`);
  });
