import { z } from "zod";
import type { CachedLoader } from "#platform/cache/cached-loader.ts";
import { defineJob, handleJob, type JobHandler } from "#platform/jobs/job.ts";
import type { Now } from "#platform/time/clock.ts";
import type { ProductRepository } from "../catalogue/product.repository.ts";
import type { Product } from "../catalogue/product.ts";
import type { CategoryTreeRepository } from "../categories/category-tree.repository.ts";
import type { SettleSoon } from "../categories/settle-categories.ts";
import type { ProductsDatabase } from "../database.ts";

/** Once for each shop that closes. Nearly three days of attempts: MongoDB may be away. */
export const archiveShop = defineJob({
  name: "products.archive-shop",
  input: z.object({ shopId: z.string() }),
  maxAttempts: 25,
});

interface Deps {
  db: Pick<ProductsDatabase, "transaction">;
  documents: Pick<ProductRepository, "archiveOfShop">;
  tree: Pick<CategoryTreeRepository, "markDeletedOfShop">;
  cache: { products: Pick<CachedLoader<Product>, "drop"> };
  settleSoon: SettleSoon;
  now: Now;
}

/**
 * Archives all products of a closed shop and takes its categories away, so that nobody finds or buys them by their ids either. Lists are cleared again: what
 * was published while the shop closed came after they had been cleared for the first time. Safe to repeat.
 */
export const createArchiveShopJob = ({ db, documents, tree, cache, settleSoon, now }: Deps): JobHandler =>
  handleJob(archiveShop, async ({ shopId }, { logger }) => {
    const ids = await documents.archiveOfShop(shopId, now());
    await cache.products.drop(ids);
    await settleSoon(await tree.markDeletedOfShop(shopId, now()));
    await db.transaction(({ listings }) => listings.removeOfShop(shopId));
    logger.info({ shopId, products: ids.length }, "products of a closed shop archived");
  });
