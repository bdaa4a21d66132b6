import { PrismaPg } from "@prisma/adapter-pg";
import type pg from "pg";
import { createPool } from "#platform/database/create-pool.ts";
import type { SqlExecutor } from "#platform/database/sql.ts";
import { type CreateOutbox, type Outbox } from "#platform/events/outbox.ts";
import { runTransaction } from "#platform/database/transaction.ts";
import type { Logger } from "#platform/logging/logger.ts";
import { type AuditRepository, createAuditRepository } from "./audit/audit.repository.ts";
import { type Prisma, PrismaClient } from "./generated/prisma/client.ts";
import { createMailRepository, type MailRepository } from "./mail/mail.repository.ts";
import { createEmailTokenRepository, type EmailTokenRepository } from "./registration/email-token.repository.ts";
import { createPasswordCheckRepository, type PasswordCheckRepository } from "./session/password-check.repository.ts";
import { createSessionRepository, type SessionRepository } from "./session/session.repository.ts";
import { createShopRepository, type ShopRepository } from "./shop/shop.repository.ts";
import { createSigningKeyRepository, type SigningKeyRepository } from "./signing-key/signing-key.repository.ts";
import { createStaffRepository, type StaffRepository } from "./staff/staff.repository.ts";
import { createUserRepository, type UserRepository } from "./user/user.repository.ts";

interface Repositories {
  users: UserRepository;
  emailTokens: EmailTokenRepository;
  sessions: SessionRepository;
  passwordChecks: PasswordCheckRepository;
  signingKeys: SigningKeyRepository;
  shops: ShopRepository;
  mails: MailRepository;
  audit: AuditRepository;
  staff: StaffRepository;
}

/** All that a transaction may touch. */
export interface AccountsStore extends Repositories {
  sql: SqlExecutor;
  outbox: Outbox;
}

/** Repositories for single statements, and transactions for more. */
export interface AccountsDatabase extends Repositories {
  pool: pg.Pool;
  sql: SqlExecutor;
  /** All of `work` or nothing. Events that it publishes carry `requestId`. */
  transaction<Result>(work: (store: AccountsStore) => Promise<Result>, requestId?: string): Promise<Result>;
  close(): Promise<void>;
}

export function createDatabase(options: { url: string; logger: Logger; createOutbox: CreateOutbox }): AccountsDatabase {
  const { url, logger, createOutbox } = options;
  const pool = createPool({ url, applicationName: "plexus-accounts", logger });
  const prisma = new PrismaClient({ adapter: new PrismaPg(pool, { disposeExternalPool: false }) });
  return {
    pool,
    sql: prisma,
    ...createRepositories(prisma),
    transaction: (work, requestId) =>
      runTransaction(prisma, (tx: Prisma.TransactionClient) =>
        work({ sql: tx, outbox: createOutbox(tx, requestId ?? null), ...createRepositories(tx) }),
      ),
    async close() {
      await prisma.$disconnect();
      await pool.end();
    },
  };
}

const createRepositories = (db: Prisma.TransactionClient): Repositories => ({
  users: createUserRepository(db),
  emailTokens: createEmailTokenRepository(db),
  sessions: createSessionRepository(db),
  passwordChecks: createPasswordCheckRepository(db),
  signingKeys: createSigningKeyRepository(db),
  shops: createShopRepository(db),
  mails: createMailRepository(db),
  audit: createAuditRepository(db),
  staff: createStaffRepository(db),
});
