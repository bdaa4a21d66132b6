import { PrismaPg } from "@prisma/adapter-pg";
import type pg from "pg";
import { createPool } from "#platform/database/create-pool.ts";
import type { SqlExecutor } from "#platform/database/sql.ts";
import { runTransaction } from "#platform/database/transaction.ts";
import type { Logger } from "#platform/logging/logger.ts";
import { type CartRepository, createCartRepository } from "./cart/cart.repository.ts";
import { type Prisma, PrismaClient } from "./generated/prisma/client.ts";
import { createLockRepository, type LockRepository } from "./lock/lock.repository.ts";

/** The repositories, bound to one transaction. */
export interface CartsStore {
  sql: SqlExecutor;
  carts: CartRepository;
  locks: LockRepository;
}

/** The repositories outside a transaction, for reads, and `transaction` for everything that writes. */
export interface CartsDatabase extends CartsStore {
  readonly pool: pg.Pool;
  transaction<Result>(work: (store: CartsStore) => Promise<Result>): Promise<Result>;
  close(): Promise<void>;
}

/** Connects on first use. `close` ends the connections. */
export function createDatabase({ url, logger }: { url: string; logger: Logger }): CartsDatabase {
  const pool = createPool({ url, applicationName: "plexus-carts", logger });
  const prisma = new PrismaClient({ adapter: new PrismaPg(pool, { disposeExternalPool: false }) });
  const storeOf = (transaction: Prisma.TransactionClient): CartsStore => ({
    sql: transaction,
    carts: createCartRepository(transaction),
    locks: createLockRepository(transaction),
  });
  return {
    ...storeOf(prisma),
    pool,
    transaction: (work) =>
      runTransaction(prisma, (transaction: Prisma.TransactionClient) => work(storeOf(transaction))),
    async close() {
      await prisma.$disconnect();
      await pool.end();
    },
  };
}
