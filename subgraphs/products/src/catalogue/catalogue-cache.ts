import { type CachedLoader, createCachedLoader } from "#platform/cache/cached-loader.ts";
import type { CacheStore } from "#platform/cache/cache-store.ts";
import type { Now } from "#platform/time/clock.ts";
import { seconds } from "#platform/time/duration.ts";
import { type Category, childrenKey } from "./category.ts";
import type { CategoryRepository } from "./category.repository.ts";
import type { Product } from "./product.ts";
import type { ProductRepository } from "./product.repository.ts";

/** Products of the pages that everyone looks at: about 20 MB at most. */
const MEMORY = { entries: 2_000, ms: seconds(1) };

/**
 * The catalogue as it is read: documents by key, through Redis. An answer may be as old as PRODUCTS_CACHE_FRESH_SECONDS, and
 * PRODUCTS_CACHE_STALE_SECONDS older while MongoDB is away. After a drop, other processes see the change within a second.
 * Stock is never cached.
 */
export interface CatalogueCache {
  products: CachedLoader<Product>;
  categories: CachedLoader<Category>;
  categoriesByHandle: CachedLoader<Category>;
  /** By what `childrenKey` makes. */
  childCategories: CachedLoader<readonly Category[]>;
  /** All that a shop keeps itself, parents before children, by its id. */
  categoriesOfShop: CachedLoader<readonly Category[]>;
  /** Call after categories have been written, with what they were before if that had another place or handle. */
  dropCategories(categories: readonly Category[]): Promise<void>;
}

export function createCatalogueCache(deps: {
  store: CacheStore;
  products: Pick<ProductRepository, "findByIds">;
  categories: Pick<CategoryRepository, "findByIds" | "findByHandles" | "findChildren" | "findOfShops">;
  /** Keeps installations that share a Redis apart. */
  namespace: string;
  freshMs: number;
  staleMs: number;
  now: Now;
}): CatalogueCache {
  const { store, products, categories, namespace, freshMs, staleMs, now } = deps;
  const cached = <Value extends NonNullable<unknown>>(
    kind: string,
    load: (keys: readonly string[]) => Promise<ReadonlyMap<string, Value>>,
  ) =>
    createCachedLoader<Value>({
      store,
      prefix: `${namespace}:${kind}:v2`,
      freshMs,
      staleMs,
      memory: MEMORY,
      load,
      now,
    });

  const cache = {
    products: cached("product", products.findByIds),
    categories: cached("category", categories.findByIds),
    categoriesByHandle: cached("category-by-handle", categories.findByHandles),
    childCategories: cached("child-categories", categories.findChildren),
    categoriesOfShop: cached("categories-of-shop", categories.findOfShops),
  };
  return {
    ...cache,
    async dropCategories(changed) {
      await cache.categories.drop(changed.map(({ id }) => id));
      await cache.categoriesByHandle.drop(changed.map(({ handle }) => handle));
      const shops = changed.flatMap(({ shopId }) => shopId ?? []);
      await cache.categoriesOfShop.drop([...new Set(shops)]);
      await cache.childCategories.drop([
        ...new Set(changed.map(({ parentId, shopId }) => childrenKey(parentId, shopId))),
      ]);
    },
  };
}
