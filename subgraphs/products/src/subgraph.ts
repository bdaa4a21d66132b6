import { createCacheStore, EMPTY_CACHE } from "#platform/cache/cache-store.ts";
import { connectRedis } from "#platform/cache/connect-redis.ts";
import { connectMongo } from "#platform/database/mongo.ts";
import { assembleSubgraph } from "#platform/subgraph/assemble-subgraph.ts";
import type { CreateSubgraph } from "#platform/subgraph/subgraph.ts";
import { createCatalogueCache } from "./catalogue/catalogue-cache.ts";
import { createCategoryRepository } from "./catalogue/category.repository.ts";
import { CategoryResolver } from "./catalogue/category.resolver.ts";
import { createProductRepository } from "./catalogue/product.repository.ts";
import { ProductResolver } from "./catalogue/product.resolver.ts";
import { ProductVariantResolver } from "./catalogue/product-variant.resolver.ts";
import { ShopResolver } from "./catalogue/shop.resolver.ts";
import { loadProductsConfig } from "./config.ts";
import type { ProductsContext } from "./context.ts";
import { createDatabase, type ProductsStore } from "./database.ts";
import { entityReferences } from "./entity-references.type.ts";
import { createExpireHoldsJob } from "./jobs/expire-holds.ts";
import { createLoaders } from "./products.loaders.ts";
import { onAccountErased } from "./reactions/on-account-erased.ts";
import { onCheckoutAbandoned } from "./reactions/on-checkout-abandoned.ts";
import { onOrderExpired } from "./reactions/on-order-expired.ts";
import { onOrderPaid } from "./reactions/on-order-paid.ts";
import { ReviewResolver } from "./review/review.resolver.ts";
import { createExpireHolds } from "./stock/expire-holds.ts";
import { createHoldStock } from "./stock/hold-stock.ts";
import { releaseStock } from "./stock/release-stock.ts";
import { StockResolver } from "./stock/stock.resolver.ts";
import { StockReservationType } from "./stock/stock.type.ts";

/** Wiring of products: config → databases and cache → use cases → resolvers, reactions, jobs. */
export const createSubgraph: CreateSubgraph = async (deps) => {
  const { logger, now } = deps;
  const config = loadProductsConfig(deps.env);
  const database = createDatabase({ url: config.databaseUrl, logger });
  const mongo = connectMongo(config.mongoUrl, config.mongoDatabase);
  const redis = config.redisUrl
    ? connectRedis({ url: config.redisUrl, connectionName: "plexus-products", logger })
    : undefined;
  const catalogue = createCatalogueCache({
    store: redis ? createCacheStore({ redis, logger, now }) : EMPTY_CACHE,
    products: createProductRepository(mongo.database),
    categories: createCategoryRepository(mongo.database),
    namespace: config.mongoDatabase,
    freshMs: config.cacheFreshMs,
    staleMs: config.cacheStaleMs,
    now,
  });
  const useCases = {
    holdStock: createHoldStock({ db: database }),
    releaseStock: (holdId: string) => database.transaction((store) => releaseStock(store, holdId)),
  };

  return assembleSubgraph<ProductsStore, ProductsContext>(deps, {
    name: "products",
    database,
    schema: {
      resolvers: [
        new ProductResolver(),
        new ProductVariantResolver({ lowStockUnits: config.lowStockUnits }),
        new CategoryResolver(),
        new ShopResolver(),
        new ReviewResolver(),
        new StockResolver(useCases),
      ],
      references: entityReferences,
      entities: [StockReservationType],
    },
    createContext: (request) => ({
      ...request,
      loaders: createLoaders({ catalogue, database }),
      listings: database.listings,
    }),
    reactions: [onOrderPaid(logger), onOrderExpired, onCheckoutAbandoned, onAccountErased],
    jobs: [createExpireHoldsJob(createExpireHolds({ db: database }))],
    async close() {
      redis?.disconnect();
      await mongo.close();
    },
  });
};
