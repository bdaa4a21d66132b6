import { PrismaPg } from "@prisma/adapter-pg";
import { createPool } from "#platform/database/create-pool.ts";
import type { SqlExecutor } from "#platform/database/sql.ts";
import { runTransaction } from "#platform/database/transaction.ts";
import type { Logger } from "#platform/logging/logger.ts";
import { createProductListingReads } from "./catalogue/product-listing-reads.repository.ts";
import {
  createProductListingRepository,
  type ProductListingRepository,
} from "./catalogue/product-listing.repository.ts";
import { createFileReads } from "./files/file-reads.repository.ts";
import { createFileRepository, type FileRepository } from "./files/file.repository.ts";
import { type Prisma, PrismaClient } from "./generated/prisma/client.ts";
import { createReviewReads, createReviewRepository, type ReviewRepository } from "./review/review.repository.ts";
import { createStockHoldRepository, type StockHoldRepository } from "./stock/stock-hold.repository.ts";
import { createStockReads } from "./stock/stock-reads.repository.ts";
import { createStockRepository, type StockRepository } from "./stock/stock.repository.ts";

/** Repositories bound to one transaction. */
export interface ProductsStore {
  sql: SqlExecutor;
  holds: StockHoldRepository;
  stock: StockRepository;
  listings: ProductListingRepository;
  reviews: ReviewRepository;
  files: FileRepository;
}

export type ProductsDatabase = ReturnType<typeof createDatabase>;

/** The PostgreSQL half of products. Writes go through Prisma's transactions, hot reads straight through the pool. */
export function createDatabase({ url, logger, connections }: { url: string; logger: Logger; connections?: number }) {
  const size = connections === undefined ? {} : { max: connections };
  const pool = createPool({ url, applicationName: "plexus-products", ...size, logger });
  const prisma = new PrismaClient({ adapter: new PrismaPg(pool) });
  const storeOf = (transaction: Prisma.TransactionClient): ProductsStore => ({
    sql: transaction,
    holds: createStockHoldRepository(transaction),
    stock: createStockRepository(transaction),
    listings: createProductListingRepository(transaction),
    reviews: createReviewRepository(transaction),
    files: createFileRepository(transaction),
  });
  return {
    pool,
    sql: prisma as SqlExecutor,
    listings: createProductListingReads(pool),
    stock: createStockReads(pool),
    reviews: createReviewReads(pool),
    files: createFileReads(pool),
    transaction: <Result>(work: (store: ProductsStore) => Promise<Result>): Promise<Result> =>
      runTransaction<Prisma.TransactionClient, Result>(prisma, (transaction) => work(storeOf(transaction))),
    async close(): Promise<void> {
      await prisma.$disconnect();
      await pool.end();
    },
  };
}
