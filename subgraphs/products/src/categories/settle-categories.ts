import { z } from "zod";
import { defineJob, enqueueJob, handleJob, type JobHandler } from "#platform/jobs/job.ts";
import type { Now } from "#platform/time/clock.ts";
import { ProductsAuditRecorded } from "../../contract/events.ts";
import type { CatalogueCache } from "../catalogue/catalogue-cache.ts";
import type { Category } from "../catalogue/category.ts";
import type { ProjectProducts } from "../catalogue/project-products.ts";
import type { ProductsDatabase } from "../database.ts";
import type { CategoryTreeRepository, DirtyCategory } from "./category-tree.repository.ts";
import { withNewAncestors } from "./check-place.ts";
import type { ProductsInCategoryRepository } from "./products-in-category.repository.ts";
import type { WithTreeLock } from "./tree-lock.ts";

/** Products of one transaction, and of one question to MongoDB. */
const BATCH = 200;
const CATEGORIES = 20;

/** Right after each change, and every minute for what a process left that died before it could say so. */
const settleCategories = defineJob({
  name: "products.settle-categories",
  input: z.object({}),
  maxAttempts: 25,
  schedule: "* * * * *",
  atStart: true,
  queue: "products.settle-categories",
});

export type SettleSoon = (changed: readonly Category[]) => Promise<void>;

/** Drops what caches know of changed categories, and has the rest done by the job: products, audit trail. */
export const createSettleSoon =
  (deps: { db: Pick<ProductsDatabase, "transaction">; cache: Pick<CatalogueCache, "dropCategories"> }): SettleSoon =>
  async (changed) => {
    await deps.cache.dropCategories(changed);
    await deps.db.transaction(({ sql }) => enqueueJob(sql, settleCategories, {}, { key: settleCategories.name }));
  };

interface Deps {
  db: Pick<ProductsDatabase, "transaction">;
  tree: Pick<CategoryTreeRepository, "findDirty" | "findSubtree" | "setAncestors" | "markSettled">;
  withTreeLock: WithTreeLock;
  products: Pick<ProductsInCategoryRepository, "findIds" | "markDirty" | "remove">;
  projectProducts: ProjectProducts;
  cache: Pick<CatalogueCache, "dropCategories">;
  now: Now;
}

/**
 * Draws what follows from changed categories: what is below them knows its ancestors, the products in them are listed anew or lose
 * them, the audit trail is told. In batches of 200 products; interrupted, it begins anew with the category it was at, and nothing is
 * done twice that matters. One that cannot be settled keeps no other from it; it fails the job, which is tried again.
 */
export function createSettleCategoriesJob(deps: Deps): JobHandler {
  return handleJob(settleCategories, async (_, { logger }) => {
    for (;;) {
      const dirty = await deps.tree.findDirty(CATEGORIES);
      const failures: unknown[] = [];
      for (const each of dirty) {
        const categoryId = each.category.id;
        try {
          logger.info({ categoryId, products: await settle(deps, each) }, "a changed category is settled");
        } catch (error) {
          logger.error({ err: error, categoryId }, "a changed category could not be settled");
          failures.push(error);
        }
      }
      if (failures.length > 0)
        throw new AggregateError(failures, `${failures.length} changed categories are not settled`);
      if (dirty.length < CATEGORIES) return;
    }
  });
}

async function settle(deps: Deps, dirty: DirtyCategory): Promise<number> {
  const subtree = dirty.isDeleted ? [dirty.category] : await deps.withTreeLock(() => mendAncestors(deps, dirty));
  const products = dirty.staleProducts ? await settleProducts(deps, dirty, subtree) : 0;
  await deps.db.transaction(({ outbox }) =>
    outbox.appendAll(
      ProductsAuditRecorded,
      dirty.audits.map(({ eventId, record }) => ({ eventId, payload: record })),
    ),
  );
  await deps.tree.markSettled(dirty);
  return products;
}

/** A process may have died after it moved a category and before all below it knew. */
async function mendAncestors({ tree, cache }: Deps, { category }: DirtyCategory): Promise<Category[]> {
  const subtree = await tree.findSubtree(category);
  const known = new Map(subtree.map((each) => [each.id, each.ancestorIds.join()]));
  const mended = withNewAncestors(category, subtree).filter(
    ({ id, ancestorIds }) => known.get(id) !== ancestorIds.join(),
  );
  await tree.setAncestors(mended);
  await cache.dropCategories(mended);
  return subtree;
}

async function settleProducts(
  deps: Deps,
  { category, isDeleted }: DirtyCategory,
  subtree: Category[],
): Promise<number> {
  const { products, projectProducts, now } = deps;
  const categoryIds = subtree.map(({ id }) => id);
  let total = 0;
  for (let after: string | null = null; ;) {
    const ids: string[] = await products.findIds(categoryIds, after, BATCH);
    if (ids.length === 0) return total;
    if (isDeleted) await products.remove(ids, category.id, now());
    else await products.markDirty(ids, now());
    await projectProducts(ids);
    total += ids.length;
    after = ids.at(-1)!;
  }
}
