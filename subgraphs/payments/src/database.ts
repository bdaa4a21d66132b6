import { PrismaPg } from "@prisma/adapter-pg";
import { createPool } from "#platform/database/create-pool.ts";
import type { SqlExecutor } from "#platform/database/sql.ts";
import { runTransaction } from "#platform/database/transaction.ts";
import type { CreateOutbox, Outbox } from "#platform/events/outbox.ts";
import type { Logger } from "#platform/logging/logger.ts";
import { createErasureRepository, type ErasureRepository } from "./erasure/erasure.repository.ts";
import { type Prisma, PrismaClient } from "./generated/prisma/client.ts";
import { createPaymentRepository, type PaymentRepository } from "./payment/payment.repository.ts";
import { createRefundRepository, type RefundRepository } from "./refund/refund.repository.ts";
import { createWebhookEventRepository, type WebhookEventRepository } from "./webhooks/webhook-event.repository.ts";

/** Everything that a write of payments may touch, bound to one transaction. */
export interface PaymentsStore {
  sql: SqlExecutor;
  outbox: Outbox;
  payments: PaymentRepository;
  refunds: RefundRepository;
  webhookEvents: WebhookEventRepository;
  erasure: ErasureRepository;
}

export type PaymentsDatabase = ReturnType<typeof createDatabase>;

export function createDatabase(options: { url: string; logger: Logger; createOutbox: CreateOutbox }) {
  const pool = createPool({ url: options.url, applicationName: "plexus-payments", logger: options.logger });
  const prisma = new PrismaClient({ adapter: new PrismaPg(pool) });
  const storeOf = (client: Prisma.TransactionClient, requestId: string | null): PaymentsStore => ({
    sql: client,
    outbox: options.createOutbox(client, requestId),
    payments: createPaymentRepository(client),
    refunds: createRefundRepository(client),
    webhookEvents: createWebhookEventRepository(client),
    erasure: createErasureRepository(client),
  });
  return {
    pool,
    sql: prisma as SqlExecutor,
    /** For reads outside a transaction. */
    payments: createPaymentRepository(prisma),
    refunds: createRefundRepository(prisma),
    /** All of `work` or nothing. Events that it publishes carry `requestId`. */
    transaction: <Result>(
      work: (store: PaymentsStore) => Promise<Result>,
      requestId: string | null = null,
    ): Promise<Result> =>
      runTransaction(prisma, (transaction: Prisma.TransactionClient) => work(storeOf(transaction, requestId))),
    async close() {
      await prisma.$disconnect();
      await pool.end();
    },
  };
}
