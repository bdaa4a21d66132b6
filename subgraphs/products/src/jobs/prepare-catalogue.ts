import { z } from "zod";
import { defineJob, handleJob, type JobHandler } from "#platform/jobs/job.ts";

/** Three days of attempts: MongoDB may be away. */
const prepareCatalogue = defineJob({
  name: "products.prepare-catalogue",
  input: z.object({}),
  maxAttempts: 25,
  atStart: true,
});

/** Makes the indexes of the catalogue that are not there: what keeps handles and SKUs unique. */
export const createPrepareCatalogueJob = (collections: readonly { ensureIndexes(): Promise<void> }[]): JobHandler =>
  handleJob(prepareCatalogue, async () => {
    for (const { ensureIndexes } of collections) await ensureIndexes();
  });
