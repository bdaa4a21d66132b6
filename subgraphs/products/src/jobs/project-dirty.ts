import { z } from "zod";
import { defineJob, handleJob, type JobHandler } from "#platform/jobs/job.ts";
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
      await deps.projectProducts(ids);
      projected += ids.length;
    }
    if (projected > 0) logger.warn({ projected }, "products were projected that whoever wrote them had left");
  });
