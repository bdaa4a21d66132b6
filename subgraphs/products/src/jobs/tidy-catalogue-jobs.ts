import { z } from "zod";
import { defineJob, handleJob, type JobHandler } from "#platform/jobs/job.ts";
import { type Now, plusMs } from "#platform/time/clock.ts";
import { days, hours } from "#platform/time/duration.ts";
import type { ProductsDatabase } from "../database.ts";
import { letGo } from "../imports/cancel-job.ts";

/** Longer than all attempts of a job together. */
const STALE_MS = hours(24);
const KEPT_MS = days(90);
const BATCH = 500;

const tidyCatalogueJobs = defineJob({
  name: "products.tidy-catalogue-jobs",
  input: z.object({}),
  maxAttempts: 3,
  schedule: "20 * * * *",
});

/**
 * Fails jobs that no worker has touched for a day, so that they keep those behind them no longer, and forgets what was over 90 days
 * ago. Safe to repeat.
 */
export const createTidyCatalogueJobs = ({
  db,
  now,
}: {
  db: Pick<ProductsDatabase, "transaction">;
  now: Now;
}): JobHandler =>
  handleJob(tidyCatalogueJobs, async (_, { logger }) => {
    const at = now();
    const stale = await db.transaction(async (store) => {
      const failed = await store.catalogueJobs.failStale(plusMs(at, -STALE_MS), at);
      for (const job of failed) await letGo(store, job, at);
      return failed;
    });
    if (stale.length > 0) logger.error({ jobs: stale.map(({ id }) => id) }, "catalogue jobs that nobody went on with");
    await db.transaction(({ catalogueJobs }) => catalogueJobs.removeOld(plusMs(at, -KEPT_MS), BATCH));
  });
