import { isDeepStrictEqual } from "node:util";
import { createCacheStore, EMPTY_CACHE } from "#platform/cache/cache-store.ts";
import { connectRedis } from "#platform/cache/connect-redis.ts";
import { connectMongo } from "#platform/database/mongo.ts";
import { createOutbox } from "#platform/events/outbox.ts";
import type { ShopId } from "#platform/ids/id.ts";
import { createLogger } from "#platform/logging/logger.ts";
import { type CatalogueCache, createCatalogueCache } from "../../subgraphs/products/src/catalogue/catalogue-cache.ts";
import { createCategoryRepository } from "../../subgraphs/products/src/catalogue/category.repository.ts";
import type { Category } from "../../subgraphs/products/src/catalogue/category.ts";
import {
  createProductRepository,
  type ProductRepository,
} from "../../subgraphs/products/src/catalogue/product.repository.ts";
import type { Product } from "../../subgraphs/products/src/catalogue/product.ts";
import { toListedProduct } from "../../subgraphs/products/src/catalogue/to-listed-product.ts";
import { createDatabase, type ProductsDatabase } from "../../subgraphs/products/src/database.ts";
import { countStars } from "../../subgraphs/products/src/review/count-stars.ts";
import type { Review } from "../../subgraphs/products/src/review/review.ts";
import { type DemoCatalogue, favouritesOf, makeDemoCatalogue } from "./seed/demo-categories.ts";
import { type DemoProduct, makeDemoProduct } from "./seed/demo-product.ts";
import { makeDemoReviews } from "./seed/demo-reviews.ts";
import { type PictureStorage, storePictures } from "./seed/store-pictures.ts";

export interface SeedProductsOptions {
  databaseUrl: string;
  mongoUrl: string;
  /** Default: `plexus_products`. */
  mongoDatabase?: string;
  /** The cache of a running shop; what the seed changes is dropped from it. */
  redisUrl?: string;
  /** Where pictures go. Without it they are data: URLs. */
  s3?: PictureStorage;
  /** Who sells them; the first 5 slugs of the demo get what suits them. */
  shops: readonly { id: ShopId; name: string; slug: string }[];
  products: number;
  onProgress?: (done: number, total: number) => void;
}

const BATCH_SIZE = 500;
/** A transaction stays short. */
const REVIEWS_AT_ONCE = 50;

/**
 * Fills the demo catalogue: the same products, prices and ids on every machine and every run. May be run again, and while
 * the shop is open: what is there and untouched is brought to this version, a product that someone has edited stays as it
 * is, and so does all stock. Needs memory for one batch, whatever the number of products.
 */
export async function seedProducts(options: SeedProductsOptions): Promise<void> {
  const { mongoDatabase = "plexus_products", shops, products: total, onProgress } = options;
  const logger = createLogger({ part: "seed", level: "warn" });
  const now = () => new Date();
  const database = createDatabase({
    url: options.databaseUrl,
    logger,
    // Nobody has to hear of demo products.
    createOutbox: createOutbox({ subscribersOf: () => [], now }),
  });
  const mongo = connectMongo(options.mongoUrl, mongoDatabase);
  const redis = options.redisUrl && connectRedis({ url: options.redisUrl, connectionName: "plexus-seed", logger });
  const documents = {
    products: createProductRepository(mongo.database),
    categories: createCategoryRepository(mongo.database),
  };
  const cache = createCatalogueCache({
    ...documents,
    store: redis ? createCacheStore({ redis, logger, now }) : EMPTY_CACHE,
    namespace: mongoDatabase,
    freshMs: 1_000,
    staleMs: 0,
    now,
  });
  try {
    await Promise.all(Object.values(documents).map(({ ensureIndexes }) => ensureIndexes()));
    const catalogue = makeDemoCatalogue();
    const all = [...catalogue.categories, ...shops.map(favouritesOf)];
    await documents.categories.saveMany(all);
    await cache.dropCategories(all);
    const makeProduct = await createProductMaker(catalogue, shops, options.s3);
    const categories = new Map<string, Category>(all.map((category) => [category.id, category]));
    for (let done = 0; done < total;) {
      const size = Math.min(BATCH_SIZE, total - done);
      const batch = Array.from({ length: size }, (_, offset) => makeProduct(done + offset));
      await saveBatch({ database, products: documents.products, cache, categories }, batch);
      done += size;
      onProgress?.(done, total);
    }
    await database.searchWords.recount();
    await tidyTables(database.pool);
  } finally {
    if (redis) redis.disconnect();
    await mongo.close();
    await database.close();
  }
}

/** Lists are read by index alone, and planned well, from the first moment; otherwise autovacuum would see to it in a minute. */
async function tidyTables(pool: ProductsDatabase["pool"]): Promise<void> {
  const client = await pool.connect();
  try {
    await client.query("SET statement_timeout = '5min'");
    await client.query(
      "VACUUM (ANALYZE) product_listings, product_listing_prices, search_words, facet_values, stock_levels",
    );
  } finally {
    client.release(true);
  }
}

async function createProductMaker(
  { shelvesOfShop }: DemoCatalogue,
  shops: SeedProductsOptions["shops"],
  storage: PictureStorage | undefined,
): Promise<(index: number) => DemoProduct> {
  const allShelves = [...shelvesOfShop.values()];
  const pictures = await storePictures(
    allShelves.flat().map(({ shelf }) => shelf.motif),
    storage,
  );
  return (index) => {
    const number = index % shops.length;
    const shop = shops[number]!;
    return makeDemoProduct({
      index,
      shop,
      favourites: favouritesOf(shop),
      shelves: shelvesOfShop.get(shop.slug) ?? allShelves[number % allShelves.length]!,
      place: Math.floor(index / shops.length),
      pictureOf: ({ motif }, tone) => pictures(motif, tone),
    });
  };
}

interface Targets {
  database: ProductsDatabase;
  products: ProductRepository;
  cache: CatalogueCache;
  categories: ReadonlyMap<string, Category>;
}

/** Documents first: a list never names a product that has none. */
async function saveBatch(targets: Targets, batch: readonly DemoProduct[]): Promise<void> {
  const { database, cache, categories } = targets;
  const stored = await saveDocuments(
    targets.products,
    batch.map(({ product }) => product),
  );
  await database.transaction(async ({ stock, listings }) => {
    const ours = new Set<string>(stored.map(({ id }) => id));
    await stock.addMissingLevels(batch.filter(({ product }) => ours.has(product.id)).flatMap(({ levels }) => levels));
    await listings.save(stored.map((product) => toListedProduct(product, categories)));
  });
  await saveReviews(
    database,
    batch.flatMap(({ product }) => makeDemoReviews(product)),
  );
  await cache.products.drop(stored.map(({ id }) => id));
}

/** Adds what is missing, with its stars; what is there stays as it is, hidden or answered. */
async function saveReviews(database: ProductsDatabase, reviews: readonly Review[]): Promise<void> {
  const present = await database.reviews.findByIds(reviews.map(({ id }) => id));
  const missing = reviews.filter(({ id }) => !present.has(id));
  for (let done = 0; done < missing.length; done += REVIEWS_AT_ONCE) {
    await database.transaction(async (store) => {
      for (const review of missing.slice(done, done + REVIEWS_AT_ONCE)) {
        await store.reviews.insert(review);
        await countStars(store, null, review);
      }
    });
  }
}

/** Stores what is missing or was made by another version of the seed; returns the products whose documents are the seed's. */
async function saveDocuments(repository: ProductRepository, wanted: readonly Product[]): Promise<Product[]> {
  const present = await repository.findByIds(wanted.map(({ id }) => id));
  await repository.insertMany(
    wanted.filter(({ id }) => !present.has(id)),
    null,
  );
  const ours: Product[] = [];
  for (const product of wanted) {
    const known = present.get(product.id);
    const isOurs =
      known === undefined || isDeepStrictEqual(known, product) || (await repository.replace(product, 1, null));
    if (isOurs) ours.push(product);
  }
  return ours;
}
