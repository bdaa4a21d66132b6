import { createHash } from "node:crypto";
import type { CachedLoader } from "#platform/cache/cached-loader.ts";
import { idFromBytes } from "#platform/ids/id.ts";
import { ProductChanged } from "../../contract/events.ts";
import type { ProductsDatabase, ProductsStore } from "../database.ts";
import type { CategoryRepository } from "./category.repository.ts";
import type { Category } from "./category.ts";
import type { ProductRepository, StoredProduct } from "./product.repository.ts";
import { isVisible, type Product } from "./product.ts";
import { toListedProduct } from "./to-listed-product.ts";

export type ProjectProducts = ReturnType<typeof createProjectProducts>;

interface Deps {
  db: Pick<ProductsDatabase, "transaction">;
  documents: Pick<ProductRepository, "findStored" | "markProjected">;
  categories: Pick<CategoryRepository, "findByIds">;
  cache: Pick<CachedLoader<Product>, "drop">;
}

/**
 * Brings everything that is made from the documents of `ids` up to them: stock levels of new variants, the rows that lists are
 * read from, the event, the caches. Call it after every write of documents; `products.project-dirty` does so for a process that
 * died in between. Of a product it takes the state that it finds, so it may be repeated and run concurrently, and an older state never
 * replaces a newer one. `ids` come to a few hundred at most: they are one transaction.
 * @throws AppError UNAVAILABLE when MongoDB is away; the documents stay dirty then.
 */
export function createProjectProducts({ db, documents, categories, cache }: Deps) {
  return async (ids: readonly string[], requestId: string | null = null): Promise<void> => {
    if (ids.length === 0) return;
    const stored = await documents.findStored(ids);
    const shelves = await findShelves(categories, stored);
    await db.transaction((store) => project(store, stored, shelves), requestId);
    await cache.drop(ids);
    for (const { product, revision } of stored) await documents.markProjected(product.id, revision);
  };
}

async function project(
  store: ProductsStore,
  stored: readonly StoredProduct[],
  shelves: ReadonlyMap<string, Category>,
): Promise<void> {
  const states = stored.map(({ product, revision }) => ({ productId: product.id, revision }));
  const current = await store.projections.advance(states);
  const fresh = stored.filter(({ product }) => current.has(product.id));
  const products = fresh.map(({ product }) => product);
  await store.stock.addMissingLevels(
    products.flatMap(({ id: productId, shopId, title, variants }) =>
      variants.map(({ id: variantId, sku, title: variantTitle }) => ({
        ...{ variantId, productId, shopId, sku, title, variantTitle },
        ...{ available: 0, sold: 0 },
      })),
    ),
  );
  await store.listings.save(products.filter(isVisible).map((product) => toListedProduct(product, shelves)));
  await store.listings.remove(products.filter((product) => !isVisible(product)).map(({ id }) => id));
  await store.outbox.appendAll(
    ProductChanged,
    fresh.map(({ product: { id: productId, shopId, version, status }, revision }) => ({
      payload: { productId, shopId, version, status },
      eventId: eventIdOf(productId, revision),
    })),
  );
}

/** The categories of all products and their ancestors, by id. */
async function findShelves(
  categories: Deps["categories"],
  stored: readonly StoredProduct[],
): Promise<ReadonlyMap<string, Category>> {
  const own = await categories.findByIds([...new Set(stored.flatMap(({ product }) => product.categoryIds))]);
  const above = new Set([...own.values()].flatMap(({ ancestorIds }) => ancestorIds).filter((id) => !own.has(id)));
  return new Map([...own, ...(await categories.findByIds([...above]))]);
}

/** Of one state of one product always the same: whoever projects it again publishes nothing new. */
const eventIdOf = (productId: string, revision: number) =>
  idFromBytes("evt", createHash("sha256").update(`product-changed ${productId} ${revision}`).digest().subarray(0, 16));
