import { createCacheStore, EMPTY_CACHE } from "#platform/cache/cache-store.ts";
import { connectRedis } from "#platform/cache/connect-redis.ts";
import { connectMongo } from "#platform/database/mongo.ts";
import { createOutbox } from "#platform/events/outbox.ts";
import { assembleSubgraph } from "#platform/subgraph/assemble-subgraph.ts";
import type { CreateSubgraph, SubgraphDependencies } from "#platform/subgraph/subgraph.ts";
import { ProductEditResolver } from "./authoring/product-edit.resolver.ts";
import { VariantEditResolver } from "./authoring/variant-edit.resolver.ts";
import { wireAuthoring } from "./authoring/wire-authoring.ts";
import { createCatalogueCache } from "./catalogue/catalogue-cache.ts";
import { createCategoryRepository } from "./catalogue/category.repository.ts";
import { CategoryResolver } from "./catalogue/category.resolver.ts";
import { createProductRepository } from "./catalogue/product.repository.ts";
import { createProjectProducts } from "./catalogue/project-products.ts";
import { ProductDetailsResolver, ProductVariantDetailsResolver } from "./catalogue/product-details.resolver.ts";
import { ProductMediaResolver } from "./catalogue/product-media.resolver.ts";
import { ProductResolver } from "./catalogue/product.resolver.ts";
import { ProductVariantResolver } from "./catalogue/product-variant.resolver.ts";
import { ShopResolver } from "./catalogue/shop.resolver.ts";
import { CategoryEditResolver } from "./categories/category-edit.resolver.ts";
import { wireCategories } from "./categories/wire-categories.ts";
import { loadProductsConfig, type ProductsConfig } from "./config.ts";
import type { ProductsContext } from "./context.ts";
import { createDatabase, type ProductsDatabase, type ProductsStore } from "./database.ts";
import { entityReferences } from "./entity-references.type.ts";
import { attachFile } from "./files/attach-file.ts";
import { createCheckUpload } from "./files/check-upload.ts";
import { createCollectFiles } from "./files/collect-files.ts";
import { createCompleteUpload } from "./files/complete-upload.ts";
import { createCreateUpload } from "./files/create-upload.ts";
import { createDeleteFile } from "./files/delete-file.ts";
import { detachFile } from "./files/detach-file.ts";
import { FileAttachmentResolver } from "./files/file-attachment.resolver.ts";
import { FILE_ATTACH_REFUSAL } from "./files/file-attachment.type.ts";
import { createFileStorage, createS3Client } from "./files/file-storage.ts";
import { createFileLoaders } from "./files/file.loaders.ts";
import type { Attachment } from "./files/file.repository.ts";
import { FileResolver } from "./files/file.resolver.ts";
import type { FileId } from "./files/file.ts";
import { prepareBucket } from "./files/prepare-bucket.ts";
import { createSignDownload } from "./files/sign-download.ts";
import { renderPicture } from "./files/render-picture.ts";
import { UploadResolver } from "./files/upload.resolver.ts";
import { createCheckUploadJob } from "./jobs/check-upload.ts";
import { createCollectFilesJob } from "./jobs/collect-files.ts";
import { createDeleteUploadJob } from "./jobs/delete-upload.ts";
import { createDropCachedProductsJob } from "./jobs/drop-cached-products.ts";
import { createExpireHoldsJob } from "./jobs/expire-holds.ts";
import { createForgetAdjustmentKeysJob } from "./jobs/forget-adjustment-keys.ts";
import { createPrepareCatalogueJob } from "./jobs/prepare-catalogue.ts";
import { createPrepareBucketJob } from "./jobs/prepare-bucket.ts";
import { createProjectDirtyJob } from "./jobs/project-dirty.ts";
import { createLoaders } from "./products.loaders.ts";
import { onAccountErased } from "./reactions/on-account-erased.ts";
import { onCheckoutAbandoned } from "./reactions/on-checkout-abandoned.ts";
import { onOrderExpired } from "./reactions/on-order-expired.ts";
import { onOrderPaid } from "./reactions/on-order-paid.ts";
import { onOrderPaidGrantReviews } from "./reactions/on-order-paid-grant-reviews.ts";
import { onShopClosed } from "./reactions/on-shop-closed.ts";
import { createJobLoaders } from "./imports/job.loaders.ts";
import { JobResolver } from "./imports/job.resolver.ts";
import { wireImports } from "./imports/wire-imports.ts";
import { createReviewLoaders } from "./review/review.loaders.ts";
import { OrderLineType } from "./review/review.type.ts";
import { ReviewEditResolver } from "./review/review-edit.resolver.ts";
import { ReviewResolver } from "./review/review.resolver.ts";
import {
  OrderLineReviewResolver,
  ProductReviewsResolver,
  RatingResolver,
  ShopRatingResolver,
  UserReviewsResolver,
} from "./review/reviews-of.resolver.ts";
import { wireReviews } from "./review/wire-reviews.ts";
import { createFindSuggestions } from "./search/find-suggestions.ts";
import { createSearchProducts } from "./search/search-products.ts";
import { SearchResolver } from "./search/search.resolver.ts";
import { createAdjustInventory } from "./stock/adjust-inventory.ts";
import { createExpireHolds } from "./stock/expire-holds.ts";
import { createHoldStock } from "./stock/hold-stock.ts";
import { InventoryEditResolver } from "./stock/inventory-edit.resolver.ts";
import { InventoryResolver, StockMovementResolver, VariantInventoryResolver } from "./stock/inventory.resolver.ts";
import { releaseStock } from "./stock/release-stock.ts";
import { createSetLowStockThreshold } from "./stock/set-low-stock-threshold.ts";
import { StockResolver } from "./stock/stock.resolver.ts";
import { StockReservationType } from "./stock/stock.type.ts";

/** Wiring of products: config → databases and cache → use cases → resolvers, reactions, jobs. */
export const createSubgraph: CreateSubgraph = async (deps) => {
  const { logger, now, subscribersOf } = deps;
  const config = loadProductsConfig(deps.env);
  const createOutboxOf = createOutbox({ subscribersOf, now });
  const database = createDatabase({
    url: config.databaseUrl,
    logger,
    createOutbox: createOutboxOf,
    lowStockUnits: config.lowStockUnits,
  });
  const parts = wireParts(deps, database, config);
  const { catalogue } = parts;

  return assembleSubgraph<ProductsStore, ProductsContext>(deps, {
    name: "products",
    database,
    schema: {
      resolvers: createResolvers(parts, config),
      references: entityReferences,
      entities: [StockReservationType, OrderLineType],
      inaccessibleEnums: [FILE_ATTACH_REFUSAL],
    },
    createContext: (request) => ({
      ...request,
      loaders: {
        ...createLoaders({ ...catalogue, catalogue: catalogue.cache, database, viewer: request.viewer }),
        ...createFileLoaders(database.files, request.viewer),
        ...createReviewLoaders(database.reviews, request.viewer),
        ...createJobLoaders(database.catalogueJobs, request.viewer),
      },
      listings: database.listings,
      inventory: database.inventory,
      unlisted: database.unlisted,
      reviews: database.reviews,
    }),
    reactions: [
      onOrderPaid(logger),
      onOrderPaidGrantReviews(now),
      onOrderExpired,
      onCheckoutAbandoned,
      onShopClosed,
      onAccountErased(now),
    ],
    jobs: Object.values(parts).flatMap(({ jobs }) => jobs),
    async close() {
      parts.files.close();
      await catalogue.close();
    },
  });
};

/** One for each feature: its use cases and its jobs. */
function wireParts(deps: SubgraphDependencies, database: ProductsDatabase, config: ProductsConfig) {
  const { now } = deps;
  const { publicBaseUrl } = config.s3;
  const catalogue = connectCatalogue(deps, database, config);
  const files = wireFiles(deps, database, config.s3);
  const ofCatalogue = { ...catalogue, db: database, publicBaseUrl, now };
  return {
    catalogue,
    files,
    authoring: wireAuthoring(ofCatalogue),
    imports: wireImports({ ...ofCatalogue, storage: files.storage }),
    search: {
      useCases: {
        searchProducts: createSearchProducts({ ...database, words: database.searchWords }),
        findSuggestions: createFindSuggestions({ words: database.searchWords }),
      },
      jobs: [],
    },
    stock: wireStock(database, now),
    reviews: wireReviews({ db: database, now }),
  };
}

function createResolvers(
  { catalogue, files, authoring, imports, search, stock, reviews }: ReturnType<typeof wireParts>,
  config: ProductsConfig,
) {
  return [
    new ProductResolver(),
    new ProductDetailsResolver(),
    new ProductMediaResolver(),
    new ProductVariantResolver(),
    new ProductVariantDetailsResolver(),
    new CategoryResolver(),
    new CategoryEditResolver(catalogue.useCases),
    new ShopResolver(),
    new ReviewResolver(),
    new ReviewEditResolver(reviews.useCases),
    new RatingResolver(),
    new ProductReviewsResolver(),
    new ShopRatingResolver(),
    new UserReviewsResolver(),
    new OrderLineReviewResolver(),
    new StockResolver(stock.useCases),
    new InventoryResolver(),
    new StockMovementResolver(),
    new VariantInventoryResolver(),
    new InventoryEditResolver(stock.useCases),
    new SearchResolver(search.useCases),
    new ProductEditResolver(authoring.useCases),
    new VariantEditResolver(authoring.useCases),
    new FileResolver(config.s3.publicBaseUrl, createSignDownload(config.s3)),
    new UploadResolver(files.useCases),
    new FileAttachmentResolver(files.useCases),
    new JobResolver(imports.useCases, imports.reads),
  ];
}

/** The catalogue's documents, the cache before them, and what brings lists and events up to them. */
function connectCatalogue(deps: SubgraphDependencies, database: ProductsDatabase, config: ProductsConfig) {
  const { logger, now } = deps;
  const mongo = connectMongo(config.mongoUrl, config.mongoDatabase);
  const redis = config.redisUrl
    ? connectRedis({ url: config.redisUrl, connectionName: "plexus-products", logger })
    : undefined;
  const documents = createProductRepository(mongo.database, config.s3.publicBaseUrl);
  const categories = createCategoryRepository(mongo.database);
  const cache = createCatalogueCache({
    store: redis ? createCacheStore({ redis, logger, now }) : EMPTY_CACHE,
    products: documents,
    categories,
    namespace: config.mongoDatabase,
    freshMs: config.cacheFreshMs,
    staleMs: config.cacheStaleMs,
    now,
  });
  const projectProducts = createProjectProducts({ db: database, documents, categories, cache: cache.products, now });
  const parts = { cache, documents, categories, projectProducts };
  const tree = wireCategories({ ...parts, db: database, mongo: mongo.database, now });
  return {
    ...parts,
    useCases: tree.useCases,
    jobs: [
      createPrepareCatalogueJob([documents, categories, tree]),
      createDropCachedProductsJob(cache.products),
      createProjectDirtyJob({ documents, projectProducts, now }),
      ...tree.jobs,
    ],
    async close() {
      redis?.disconnect();
      await mongo.close();
    },
  };
}

/** Stock, for orders and for shops: use cases, jobs. */
const wireStock = (db: ProductsDatabase, now: SubgraphDependencies["now"]) => ({
  useCases: {
    holdStock: createHoldStock({ db }),
    releaseStock: (holdId: string) => db.transaction((store) => releaseStock(store, holdId)),
    adjustInventory: createAdjustInventory({ db, now }),
    setLowStockThreshold: createSetLowStockThreshold({ db }),
  },
  jobs: [createExpireHoldsJob(createExpireHolds({ db })), createForgetAdjustmentKeysJob({ db, now })],
});

/** Uploads: use cases over S3, jobs. */
function wireFiles(deps: SubgraphDependencies, database: ProductsDatabase, config: ProductsConfig["s3"]) {
  const { logger, now } = deps;
  const s3 = createS3Client(config);
  const storage = createFileStorage(s3, config);
  const useCases = {
    createUpload: createCreateUpload({ db: database, storage, now }),
    completeUpload: createCompleteUpload({ db: database, storage, logger, now }),
    deleteFile: createDeleteFile({ db: database }),
    attachFile: (attachment: Attachment) => database.transaction((store) => attachFile(store, attachment)),
    detachFile: (use: { fileId: FileId; reference: string }) =>
      database.transaction((store) => detachFile(store, use, now())),
  };
  return {
    storage,
    useCases,
    jobs: [
      createCheckUploadJob(createCheckUpload({ db: database, storage, renderPicture })),
      createDeleteUploadJob(storage),
      createCollectFilesJob(createCollectFiles({ db: database, storage, now })),
      createPrepareBucketJob(() => prepareBucket(s3, config)),
    ],
    close: () => s3.destroy(),
  };
}
