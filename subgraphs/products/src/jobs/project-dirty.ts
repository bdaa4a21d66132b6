import { z } from "zod";
import { defineJob, handleJob, type JobHandler } from "#platform/jobs/job.ts";
import type { Logger } from "#platform/logging/logger.ts";
import { type Now, plusMs } from "#platform/time/clock.ts";
import { seconds } from "#platform/time/duration.ts";
import type { ProductRepository } from "../catalogue/product.repository.ts";
import type { ProjectProducts } from "../catalogue/project-products.ts";

/** Whoever has just written projects by himself. */
const GRACE_MS = seconds(5);
const BATCH = 200;
const MAX_BATCHES = 500;

const projectDirty = defineJob({
  name: "products.project-dirty",
  input: z.object({}),
  maxAttempts: 3,
  schedule: "* * * * *",
  atStart: true,
});

/** Projects what a process wrote that died right afterwards, or that could not reach PostgreSQL. Safe to repeat. */
export const createProjectDirtyJob = (deps: {
  documents: Pick<ProductRepository, "findDirty">;
  projectProducts: ProjectProducts;
  now: Now;
}): JobHandler =>
  handleJob(projectDirty, async (_, { logger }) => {
    let projected = 0;
    for (let batch = 0; batch < MAX_BATCHES; batch++) {
      const ids = await deps.documents.findDirty(plusMs(deps.now(), -GRACE_MS), BATCH);
      if (ids.length === 0) break;
      const failed = await projectAll(deps.projectProducts, ids, logger);
      projected += ids.length - failed;
      // They would come first again: the rest of the sweep is the next run's.
      if (failed > 0) break;
    }
    if (projected > 0) logger.warn({ projected }, "products were projected that whoever wrote them had left");
  });

/** How many could not be projected: one that cannot be must not keep the others of its batch. */
async function projectAll(projectProducts: ProjectProducts, ids: readonly string[], logger: Logger): Promise<number> {
  try {
    await projectProducts(ids);
    return 0;
  } catch (error) {
    logger.warn({ err: error, products: ids.length }, "products could not be projected together; trying each");
  }
  let failed = 0;
  for (const id of ids) {
    try {
      await projectProducts([id]);
    } catch (error) {
      failed++;
      logger.error({ err: error, productId: id }, "a product could not be projected; the next sweep tries again");
    }
  }
  return failed;
}
