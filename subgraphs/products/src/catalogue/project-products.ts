import { createHash } from "node:crypto";
import type { CachedLoader } from "#platform/cache/cached-loader.ts";
import { idFromBytes } from "#platform/ids/id.ts";
import { violatedUniqueConstraint } from "#platform/database/unique-violation.ts";
import { enqueueJob } from "#platform/jobs/job.ts";
import { type Now, plusMs } from "#platform/time/clock.ts";
import { ProductChanged, ProductsAuditRecorded } from "../../contract/events.ts";
import type { ProductsDatabase, ProductsStore } from "../database.ts";
import { DROP_AGAIN_AFTER_MS, dropCachedProducts } from "../jobs/drop-cached-products.ts";
import type { CategoryRepository } from "./category.repository.ts";
import type { Category } from "./category.ts";
import type { ProductRepository, StoredProduct } from "./product.repository.ts";
import { isVisible, type Product } from "./product.ts";
import { toListedProduct } from "./to-listed-product.ts";

export type ProjectProducts = ReturnType<typeof createProjectProducts>;

interface Deps {
  db: Pick<ProductsDatabase, "transaction" | "stock">;
  documents: Pick<ProductRepository, "findStored" | "markProjected" | "archiveOfShop">;
  categories: Pick<CategoryRepository, "findByIds">;
  cache: Pick<CachedLoader<Product>, "drop">;
  now: Now;
}

/** So often products are taken along that still show a SKU which has gone to one of the others. */
const ROUNDS = 5;

/**
 * Brings everything that is made from the documents of `ids` up to them: stock levels of new variants and everyone's SKU, the rows
 * that lists are read from, what files are in use, the events, the caches. Call it after every write of documents;
 * `products.project-dirty` does so for a process that died in between. Of a product it takes the state that it finds, so it may be
 * repeated and run concurrently, and an older state never replaces a newer one. `ids` come to a few hundred at most: they are one
 * transaction.
 * @throws AppError UNAVAILABLE when MongoDB is away; the documents stay dirty then.
 */
export function createProjectProducts(deps: Deps) {
  const { db, documents, categories, cache, now } = deps;
  return async (ids: readonly string[], requestId: string | null = null): Promise<void> => {
    if (ids.length === 0) return;
    const stored = await projectWithSkuHolders(ids, requestId);
    await cache.drop(stored.map(({ product }) => product.id));
    const revisions = new Set(stored.map(({ revision }) => revision));
    for (const revision of revisions) {
      const same = stored.filter((each) => each.revision === revision);
      await documents.markProjected(
        same.map(({ product }) => product.id),
        revision,
      );
    }
  };

  /** A SKU that has moved on may still be at the level of the product that had it, when that one waits for its projection. */
  async function projectWithSkuHolders(ids: readonly string[], requestId: string | null): Promise<StoredProduct[]> {
    let all = [...ids];
    for (let round = 1; ; round++) {
      const stored = await documents.findStored(all);
      const shelves = await findShelves(categories, stored);
      try {
        const late = await db.transaction((store) => project(store, stored, shelves, now()), requestId);
        // Written while their shop closed: whoever archives the shop's products may have come too early for them.
        for (const shopId of late) await documents.archiveOfShop(shopId, now());
        return stored;
      } catch (error) {
        if (round === ROUNDS || violatedUniqueConstraint(error) !== "stock_levels_one_variant_per_sku") throw error;
        const skus = stored.flatMap(({ product }) => product.variants.map(({ sku }) => sku));
        const holders = await db.stock.findLevelsBySku(skus);
        all = [...new Set([...all, ...[...holders.values()].map(({ productId }) => productId)])];
      }
    }
  }
}

/** Answers with the closed shops that some of the products are of which are not archived. */
async function project(
  store: ProductsStore,
  stored: readonly StoredProduct[],
  shelves: ReadonlyMap<string, Category>,
  at: Date,
): Promise<ReadonlySet<string>> {
  const states = stored.map(({ product: { id: productId, shopId, status, createdAt }, revision }) => ({
    productId,
    revision,
    shopId,
    status,
    createdAt,
  }));
  const current = await store.projections.advance(states);
  const fresh = stored.filter(({ product }) => current.has(product.id));
  const products = fresh.map(({ product }) => product);
  const closed = await store.closedShops.findAmong([...new Set(products.map(({ shopId }) => shopId))]);
  const isOnSale = (product: Product) => isVisible(product) && !closed.has(product.shopId);

  await projectStock(store, products);
  await store.listings.save(products.filter(isOnSale).map((product) => toListedProduct(product, shelves)));
  await store.listings.remove(products.filter((product) => !isOnSale(product)).map(({ id }) => id));
  for (const { product, pendingChanges } of fresh) {
    const shown = product.media.flatMap(({ fileId }) => fileId ?? []);
    const released = pendingChanges.flatMap(({ releasedFileIds }) => releasedFileIds);
    await store.files.settleUse(product.id, { shown, released }, at);
  }
  await tell(store, fresh);
  if (fresh.length > 0) {
    const input = { productIds: products.map(({ id }) => id) };
    await enqueueJob(store.sql, dropCachedProducts, input, { runAt: plusMs(at, DROP_AGAIN_AFTER_MS) });
  }
  return new Set(products.filter(({ shopId, status }) => closed.has(shopId) && status !== "ARCHIVED").map(shopOf));
}

const shopOf = ({ shopId }: Product) => shopId;

async function projectStock({ stock, skus }: ProductsStore, products: readonly Product[]): Promise<void> {
  const variants = products.flatMap(({ id: productId, shopId, title, variants }) =>
    variants.map(({ id, sku, title: variantTitle }) => ({
      variantId: id,
      productId,
      shopId,
      sku,
      title,
      variantTitle,
    })),
  );
  await skus.free(
    products.map(({ id }) => id),
    variants,
  );
  await stock.addMissingLevels(variants.map((variant) => ({ ...variant, available: 0, sold: 0 })));
  await skus.assign(variants);
}

async function tell({ outbox }: ProductsStore, fresh: readonly StoredProduct[]): Promise<void> {
  await outbox.appendAll(
    ProductChanged,
    fresh.map(({ product: { id: productId, shopId, version, status }, revision }) => ({
      payload: { productId, shopId, version, status },
      eventId: eventIdOf(productId, revision),
    })),
  );
  const audits = fresh.flatMap(({ pendingChanges }) => pendingChanges);
  await outbox.appendAll(
    ProductsAuditRecorded,
    audits.map(({ eventId, audit }) => ({ eventId, payload: audit })),
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
