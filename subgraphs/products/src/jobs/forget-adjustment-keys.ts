import { z } from "zod";
import { defineJob, handleJob, type JobHandler } from "#platform/jobs/job.ts";
import { type Now, plusMs } from "#platform/time/clock.ts";
import { hours } from "#platform/time/duration.ts";
import type { ProductsDatabase } from "../database.ts";

/** Longer than the day that is promised, so that no clock can make it less. */
const KEPT_FOR_MS = hours(48);
/** Keys a run removes at most; what is left waits for the next hour. */
const BATCH = 5_000;

const forgetAdjustmentKeys = defineJob({
  name: "products.forget-adjustment-keys",
  input: z.object({}),
  maxAttempts: 3,
  schedule: "37 * * * *",
});

/** Removes idempotency keys that nobody repeats any more. The movements that came of them stay. */
export const createForgetAdjustmentKeysJob = ({
  db,
  now,
}: {
  db: Pick<ProductsDatabase, "transaction">;
  now: Now;
}): JobHandler =>
  handleJob(forgetAdjustmentKeys, async (_, { logger }) => {
    const before = plusMs(now(), -KEPT_FOR_MS);
    const removed = await db.transaction(({ adjustments }) => adjustments.deleteOld(before, BATCH));
    logger.info({ removed }, "idempotency keys of stock changes removed");
  });
