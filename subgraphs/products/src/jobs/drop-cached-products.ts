import { z } from "zod";
import type { CachedLoader } from "#platform/cache/cached-loader.ts";
import { defineJob, handleJob, type JobHandler } from "#platform/jobs/job.ts";
import { seconds } from "#platform/time/duration.ts";
import type { Product } from "../catalogue/product.ts";

/** Longer than a reader takes from MongoDB to Redis. */
export const DROP_AGAIN_AFTER_MS = seconds(1);

export const dropCachedProducts = defineJob({
  name: "products.drop-cached-products",
  input: z.object({ productIds: z.array(z.string()) }),
  maxAttempts: 3,
});

/**
 * Drops changed products from the cache once more: a process that read one just before it changed may have cached what it read
 * just after the first drop.
 */
export const createDropCachedProductsJob = (cache: Pick<CachedLoader<Product>, "drop">): JobHandler =>
  handleJob(dropCachedProducts, ({ productIds }) => cache.drop(productIds));
