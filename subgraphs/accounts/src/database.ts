import { PrismaPg } from "@prisma/adapter-pg";
import type pg from "pg";
import { createPool } from "#platform/database/create-pool.ts";
import type { SqlExecutor } from "#platform/database/sql.ts";
import { type CreateOutbox, type Outbox } from "#platform/events/outbox.ts";
import { runTransaction } from "#platform/database/transaction.ts";
import type { Logger } from "#platform/logging/logger.ts";
import { type AccessGrantsRepository, createAccessGrantsRepository } from "./access-grants/access-grants.repository.ts";
import { type AddressRepository, createAddressRepository } from "./address/address.repository.ts";
import { type ApiKeyReads, createApiKeyReads } from "./api-key/api-key-reads.repository.ts";
import { type ApiKeyRepository, createApiKeyRepository } from "./api-key/api-key.repository.ts";
import { type AuditRepository, createAuditRepository } from "./audit/audit.repository.ts";
import { type Prisma, PrismaClient } from "./generated/prisma/client.ts";
import { createEmailChangeRepository, type EmailChangeRepository } from "./email-change/email-change.repository.ts";
import { createMailRepository, type MailRepository } from "./mail/mail.repository.ts";
import {
  createNotificationPreferenceRepository,
  type NotificationPreferenceRepository,
} from "./notification/notification-preference.repository.ts";
import { createPasswordCheckRepository, type PasswordCheckRepository } from "./password/password-check.repository.ts";
import { createEmailTokenRepository, type EmailTokenRepository } from "./registration/email-token.repository.ts";
import { createPersonSessionRepository, type PersonSessionRepository } from "./session/person-session.repository.ts";
import { createSessionRepository, type SessionRepository } from "./session/session.repository.ts";
import { createSignInRepository, type SignInRepository } from "./session/sign-in.repository.ts";
import {
  createShopInvitationRepository,
  type ShopInvitationRepository,
} from "./shop-member/shop-invitation.repository.ts";
import { createShopMemberRepository, type ShopMemberRepository } from "./shop-member/shop-member.repository.ts";
import { createShopRepository, type ShopRepository } from "./shop/shop.repository.ts";
import { createSigningKeyRepository, type SigningKeyRepository } from "./signing-key/signing-key.repository.ts";
import { createStaffRepository, type StaffRepository } from "./staff/staff.repository.ts";
import { createUserChangeRepository, type UserChangeRepository } from "./user/user-change.repository.ts";
import { createUserRepository, type UserRepository } from "./user/user.repository.ts";

interface Repositories {
  users: UserRepository;
  userChanges: UserChangeRepository;
  addresses: AddressRepository;
  emailTokens: EmailTokenRepository;
  emailChanges: EmailChangeRepository;
  sessions: SessionRepository;
  personSessions: PersonSessionRepository;
  signingKeys: SigningKeyRepository;
  shops: ShopRepository;
  shopMembers: ShopMemberRepository;
  shopInvitations: ShopInvitationRepository;
  mails: MailRepository;
  notificationPreferences: NotificationPreferenceRepository;
  audit: AuditRepository;
  staff: StaffRepository;
  accessGrants: AccessGrantsRepository;
  apiKeys: ApiKeyRepository;
  apiKeyReads: ApiKeyReads;
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
  /** These two run single statements only: a check counts at once, whatever becomes of what it is for. */
  passwordChecks: PasswordCheckRepository;
  signIns: SignInRepository;
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
    passwordChecks: createPasswordCheckRepository(pool),
    signIns: createSignInRepository(pool),
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
  userChanges: createUserChangeRepository(db),
  addresses: createAddressRepository(db),
  emailTokens: createEmailTokenRepository(db),
  emailChanges: createEmailChangeRepository(db),
  sessions: createSessionRepository(db),
  personSessions: createPersonSessionRepository(db),
  signingKeys: createSigningKeyRepository(db),
  shops: createShopRepository(db),
  shopMembers: createShopMemberRepository(db),
  shopInvitations: createShopInvitationRepository(db),
  mails: createMailRepository(db),
  notificationPreferences: createNotificationPreferenceRepository(db),
  audit: createAuditRepository(db),
  staff: createStaffRepository(db),
  accessGrants: createAccessGrantsRepository(db),
  apiKeys: createApiKeyRepository(db),
  apiKeyReads: createApiKeyReads(db),
});
