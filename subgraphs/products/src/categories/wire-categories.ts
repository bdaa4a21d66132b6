import type { Db } from "mongodb";
import type { Now } from "#platform/time/clock.ts";
import type { CatalogueCache } from "../catalogue/catalogue-cache.ts";
import type { ProductRepository } from "../catalogue/product.repository.ts";
import type { ProjectProducts } from "../catalogue/project-products.ts";
import type { ProductsDatabase } from "../database.ts";
import { createArchiveShopJob } from "../jobs/archive-shop.ts";
import { createCategoryTreeRepository } from "./category-tree.repository.ts";
import { createCreateCategory } from "./create-category.ts";
import { createDeleteCategory } from "./delete-category.ts";
import { createKeepsCategoriesOf } from "./keeper.ts";
import { createProductsInCategoryRepository } from "./products-in-category.repository.ts";
import { createSettleCategoriesJob, createSettleSoon } from "./settle-categories.ts";
import { createTreeLock } from "./tree-lock.ts";
import { createUpdateCategory } from "./update-category.ts";

/** Wiring of the category tree: MongoDB → use cases, jobs. */
export function wireCategories(deps: {
  db: ProductsDatabase;
  mongo: Db;
  cache: CatalogueCache;
  documents: ProductRepository;
  projectProducts: ProjectProducts;
  now: Now;
}) {
  const { db, mongo, cache, documents, projectProducts, now } = deps;
  const tree = createCategoryTreeRepository(mongo);
  const products = createProductsInCategoryRepository(mongo);
  const withTreeLock = createTreeLock(db.pool);
  const settleSoon = createSettleSoon({ db, cache });
  const ofTree = { tree, keepsCategoriesOf: createKeepsCategoriesOf(db), withTreeLock, settleSoon, now };
  return {
    useCases: {
      createCategory: createCreateCategory(ofTree),
      updateCategory: createUpdateCategory(ofTree),
      deleteCategory: createDeleteCategory(ofTree),
    },
    jobs: [
      createArchiveShopJob({ db, documents, tree, cache, settleSoon, now }),
      createSettleCategoriesJob({ db, tree, withTreeLock, products, projectProducts, cache, now }),
    ],
    ensureIndexes: products.ensureIndexes,
  };
}
