import { createHash } from "node:crypto";
import { z } from "zod";
import { parseId } from "#platform/ids/id.ts";
import { defineJob, enqueueJob, handleJob, type JobHandler } from "#platform/jobs/job.ts";
import { type Now, plusMs } from "#platform/time/clock.ts";
import { seconds } from "#platform/time/duration.ts";
import type { ProductsDatabase } from "../database.ts";
import { letGo } from "../imports/cancel-job.ts";
import type { ExportJob, ImportJob, JobRun } from "../imports/catalogue-job.ts";

/** A worker that is killed comes back within seconds; ten attempts with back-off are some hours of a database that is away. */
export const runCatalogueJob = defineJob({
  name: "products.run-catalogue-job",
  input: z.object({ jobId: z.string() }),
  maxAttempts: 10,
});

/** So many imports and exports run at a time, in all workers together: stock and events keep their turn. */
const LANES = 2;

/** All jobs of a shop are in one queue, which runs them one after another. */
export const queueOfShop = (shopId: string): string =>
  `products.catalogue-jobs-${createHash("sha256").update(shopId).digest().readUInt32BE() % LANES}`;

/** An older job of the shop may wait for its next attempt. */
const WAIT_MS = seconds(5);

/**
 * Takes a job up where it was left, once those before it are over. When its last attempt fails, the job has failed; what it has
 * written stays.
 */
export const createRunCatalogueJob = (deps: {
  db: Pick<ProductsDatabase, "transaction">;
  runImport: (run: JobRun<ImportJob>) => Promise<void>;
  runExport: (run: JobRun<ExportJob>) => Promise<void>;
  now: Now;
}): JobHandler =>
  handleJob(runCatalogueJob, async ({ jobId }, { attempt, logger }) => {
    const { db, runImport, runExport, now } = deps;
    const id = parseId("job", jobId)!;
    const run = await db.transaction(({ catalogueJobs }) => catalogueJobs.begin(id, now()));
    if (run === null) return;
    if (run.kind === "wait") {
      const options = { runAt: plusMs(now(), WAIT_MS), queue: queueOfShop(run.shopId) };
      return db.transaction(({ sql }) => enqueueJob(sql, runCatalogueJob, { jobId }, options));
    }
    try {
      const { job, run: number } = run;
      if (job.kind === "PRODUCTS_IMPORT") await runImport({ job, run: number });
      else await runExport({ job, run: number });
    } catch (error) {
      if (attempt >= runCatalogueJob.maxAttempts) {
        await db.transaction(async (store) => {
          await store.catalogueJobs.addErrors(run, [{ row: null, field: [], code: "INTERRUPTED", sku: null }]);
          if (await store.catalogueJobs.finish(run, now())) await letGo(store, run.job, now());
        });
      }
      throw error;
    }
    logger.info({ jobId, attempt, kind: run.job.kind }, "catalogue job run");
  });
