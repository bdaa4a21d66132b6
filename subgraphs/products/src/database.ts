import { PrismaPg } from "@prisma/adapter-pg";
import { createPool } from "#platform/database/create-pool.ts";
import type { SqlExecutor } from "#platform/database/sql.ts";
import { runTransaction } from "#platform/database/transaction.ts";
import type { CreateOutbox, Outbox } from "#platform/events/outbox.ts";
import type { Logger } from "#platform/logging/logger.ts";
import { type ClosedShopRepository, createClosedShopRepository } from "./catalogue/closed-shop.repository.ts";
import { createProductListingReads } from "./catalogue/product-listing-reads.repository.ts";
import {
  createProductListingRepository,
  type ProductListingRepository,
} from "./catalogue/product-listing.repository.ts";
import {
  createProductProjectionRepository,
  type ProductProjectionRepository,
} from "./catalogue/product-projection.repository.ts";
import { createUnlistedProductReads } from "./catalogue/unlisted-product-reads.repository.ts";
import { createFileReads } from "./files/file-reads.repository.ts";
import { createFileRepository, type FileRepository } from "./files/file.repository.ts";
import { type Prisma, PrismaClient } from "./generated/prisma/client.ts";
import { createCatalogueJobReads } from "./imports/catalogue-job-reads.repository.ts";
import { type CatalogueJobRepository, createCatalogueJobRepository } from "./imports/catalogue-job.repository.ts";
import { createRatingRepository, type RatingRepository } from "./review/rating.repository.ts";
import { createReviewReads } from "./review/review-reads.repository.ts";
import { createReviewRepository, type ReviewRepository } from "./review/review.repository.ts";
import { createReviewerRepository, type ReviewerRepository } from "./review/reviewer.repository.ts";
import { createFacetCounts } from "./search/facet-counts.repository.ts";
import { createSearchWords } from "./search/search-words.repository.ts";
import {
  createInventoryAdjustmentRepository,
  type InventoryAdjustmentRepository,
} from "./stock/inventory-adjustment.repository.ts";
import { createInventoryReads } from "./stock/inventory-reads.repository.ts";
import { createStockHoldRepository, type StockHoldRepository } from "./stock/stock-hold.repository.ts";
import { createStockReads } from "./stock/stock-reads.repository.ts";
import { LOW_STOCK_UNITS } from "./stock/stock.ts";
import { createStockSkuRepository, type StockSkuRepository } from "./stock/stock-sku.repository.ts";
import { createStockRepository, type StockRepository } from "./stock/stock.repository.ts";

/** Repositories bound to one transaction. */
export interface ProductsStore {
  sql: SqlExecutor;
  outbox: Outbox;
  holds: StockHoldRepository;
  stock: StockRepository;
  adjustments: InventoryAdjustmentRepository;
  skus: StockSkuRepository;
  closedShops: ClosedShopRepository;
  projections: ProductProjectionRepository;
  listings: ProductListingRepository;
  reviews: ReviewRepository;
  reviewers: ReviewerRepository;
  ratings: RatingRepository;
  files: FileRepository;
  catalogueJobs: CatalogueJobRepository;
}

export type ProductsDatabase = ReturnType<typeof createDatabase>;

/** The PostgreSQL half of products. Writes go through Prisma's transactions, hot reads straight through the pool. */
export function createDatabase(options: {
  url: string;
  logger: Logger;
  createOutbox: CreateOutbox;
  connections?: number;
  /** Variants that have no threshold of their own are low at this many units. */
  lowStockUnits?: number;
}) {
  const { url, logger, createOutbox, connections, lowStockUnits = LOW_STOCK_UNITS } = options;
  const size = connections === undefined ? {} : { max: connections };
  const pool = createPool({ url, applicationName: "plexus-products", ...size, logger });
  const prisma = new PrismaClient({ adapter: new PrismaPg(pool) });
  const storeOf = (transaction: Prisma.TransactionClient, requestId: string | null): ProductsStore => ({
    sql: transaction,
    outbox: createOutbox(transaction, requestId),
    holds: createStockHoldRepository(transaction),
    stock: createStockRepository(transaction, lowStockUnits),
    adjustments: createInventoryAdjustmentRepository(transaction, lowStockUnits),
    skus: createStockSkuRepository(transaction),
    closedShops: createClosedShopRepository(transaction),
    projections: createProductProjectionRepository(transaction),
    listings: createProductListingRepository(transaction),
    reviews: createReviewRepository(transaction),
    reviewers: createReviewerRepository(transaction),
    ratings: createRatingRepository(transaction),
    files: createFileRepository(transaction),
    catalogueJobs: createCatalogueJobRepository(transaction),
  });
  return {
    pool,
    sql: prisma as SqlExecutor,
    closedShops: createClosedShopRepository(prisma as SqlExecutor),
    listings: createProductListingReads(pool),
    facetCounts: createFacetCounts(pool),
    searchWords: createSearchWords(pool),
    stock: createStockReads(pool, lowStockUnits),
    inventory: createInventoryReads(pool, lowStockUnits),
    unlisted: createUnlistedProductReads(pool),
    reviews: createReviewReads(pool),
    files: createFileReads(pool),
    catalogueJobs: createCatalogueJobReads(pool),
    /** All of `work` or nothing. Events that it publishes carry `requestId`. */
    transaction: <Result>(
      work: (store: ProductsStore) => Promise<Result>,
      requestId: string | null = null,
    ): Promise<Result> =>
      runTransaction<Prisma.TransactionClient, Result>(prisma, (transaction) => work(storeOf(transaction, requestId))),
    async close(): Promise<void> {
      await prisma.$disconnect();
      await pool.end();
    },
  };
}
