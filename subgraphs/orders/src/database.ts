import { PrismaPg } from "@prisma/adapter-pg";
import { createPool } from "#platform/database/create-pool.ts";
import type { SqlExecutor } from "#platform/database/sql.ts";
import { runTransaction } from "#platform/database/transaction.ts";
import type { CreateOutbox, Outbox } from "#platform/events/outbox.ts";
import type { Logger } from "#platform/logging/logger.ts";
import {
  type CheckoutAttemptRepository,
  createCheckoutAttemptRepository,
} from "./checkout/checkout-attempt.repository.ts";
import { createErasureRepository, type ErasureRepository } from "./erasure/erasure.repository.ts";
import { type Prisma, PrismaClient } from "./generated/prisma/client.ts";
import { createOrderLineRepository, type OrderLineRepository } from "./order/order-line.repository.ts";
import { createOrderRepository, type OrderRepository } from "./order/order.repository.ts";

/** Everything that may change inside one transaction. */
export interface OrdersStore {
  sql: SqlExecutor;
  outbox: Outbox;
  attempts: CheckoutAttemptRepository;
  orders: OrderRepository;
  orderLines: OrderLineRepository;
  erasure: ErasureRepository;
}

export type OrdersDatabase = ReturnType<typeof createDatabase>;

/** The orders database: repositories for reads, and `transaction` for everything that writes. */
export function createDatabase(options: { url: string; logger: Logger; createOutbox: CreateOutbox }) {
  const pool = createPool({ url: options.url, applicationName: "plexus-orders", logger: options.logger });
  const prisma = new PrismaClient({ adapter: new PrismaPg(pool, { disposeExternalPool: false }) });
  const repositoriesOn = (client: Prisma.TransactionClient) => ({
    attempts: createCheckoutAttemptRepository(client),
    orders: createOrderRepository(client),
    orderLines: createOrderLineRepository(client),
    erasure: createErasureRepository(client),
  });
  const storeOf = (transaction: Prisma.TransactionClient, requestId: string | null): OrdersStore => ({
    sql: transaction,
    outbox: options.createOutbox(transaction, requestId),
    ...repositoriesOn(transaction),
  });
  return {
    pool,
    sql: prisma as SqlExecutor,
    ...repositoriesOn(prisma),
    /** All of `work` or nothing. Events that it publishes carry `requestId`. */
    transaction: <Result>(work: (store: OrdersStore) => Promise<Result>, requestId: string | null = null) =>
      runTransaction(prisma, (transaction: Prisma.TransactionClient) => work(storeOf(transaction, requestId))),
    async close() {
      await prisma.$disconnect();
      await pool.end();
    },
  };
}
