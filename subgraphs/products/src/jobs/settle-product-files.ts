import { z } from "zod";
import { parseId } from "#platform/ids/id.ts";
import { defineJob, handleJob, type JobHandler } from "#platform/jobs/job.ts";
import type { UseFiles } from "../authoring/use-files.ts";
import type { ProductRepository } from "../catalogue/product.repository.ts";

/** Twenty attempts with exponential back-off are almost three days: MongoDB may be away. */
export const settleProductFiles = defineJob({
  name: "products.settle-product-files",
  input: z.object({ productId: z.string(), fileIds: z.array(z.string()) }),
  maxAttempts: 20,
});

/**
 * Takes files back that were put to use for a product whose document then did not come to name them. Queued with each attachment,
 * for long after the request, so that a process that dies in between leaves no file in use by nothing. Safe to repeat.
 */
export const createSettleProductFilesJob = (deps: {
  documents: Pick<ProductRepository, "findByIds">;
  useFiles: Pick<UseFiles, "release">;
}): JobHandler =>
  handleJob(settleProductFiles, async (input, { logger }) => {
    const productId = parseId("prod", input.productId);
    if (productId === null) return;
    const product = (await deps.documents.findByIds([productId])).get(productId);
    const shown = new Set<string>(product?.media.flatMap(({ fileId }) => fileId ?? []));
    const unused = input.fileIds.flatMap((id) => (shown.has(id) ? [] : (parseId("file", id) ?? [])));
    if (unused.length === 0) return;
    await deps.useFiles.release(productId, unused);
    logger.info({ productId, files: unused.length }, "files that a product does not show are free again");
  });
