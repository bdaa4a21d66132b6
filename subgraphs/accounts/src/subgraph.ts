import { createOutbox } from "#platform/events/outbox.ts";
import { parseId } from "#platform/ids/id.ts";
import { assembleSubgraph } from "#platform/subgraph/assemble-subgraph.ts";
import type { CreateSubgraph, SubgraphDependencies } from "#platform/subgraph/subgraph.ts";
import { AuditActorResolver, AuditEntryConnectionResolver, AuditEntryResolver } from "./audit/audit-entry.resolver.ts";
import { createReadAuditTrail } from "./audit/read-audit-trail.ts";
import { createStoreReads } from "./audit/store-reads.ts";
import { readAccountsConfig } from "./config.ts";
import { type AccountsContext, createContext } from "./context.ts";
import { type AccountsDatabase, type AccountsStore, createDatabase } from "./database.ts";
import { createDeleteExpiredJob } from "./jobs/delete-expired.ts";
import { createSendMailJob } from "./jobs/send-mail.ts";
import { createComposeMail } from "./mail/compose-mail.ts";
import { createIssueMailToken } from "./mail/issue-mail-token.ts";
import { createMailer, senderName } from "./mail/mailer.ts";
import { createStillWanted } from "./mail/still-wanted.ts";
import { createPasswordHasher } from "./password/password-hasher.ts";
import { onAuditRecorded } from "./reactions/on-audit-recorded.ts";
import { onOrderPaid } from "./reactions/on-order-paid.ts";
import { createRegisterAccount } from "./registration/register-account.ts";
import { RegistrationResolver } from "./registration/registration.resolver.ts";
import { createResendVerification } from "./registration/resend-verification.ts";
import { createVerifyAccount } from "./registration/verify-account.ts";
import { createAnnounceAccessChange, NO_ACCESS_CHANGES } from "./session/access-changes.ts";
import { createAccessTokenIssuer } from "./session/access-token-issuer.ts";
import { createCreateSession } from "./session/create-session.ts";
import { createRefreshSession } from "./session/refresh-session.ts";
import { createRevokeSession } from "./session/revoke-session.ts";
import { SessionResolver } from "./session/session.resolver.ts";
import { ShopConnectionResolver, ShopResolver } from "./shop/shop.resolver.ts";
import { toShopType } from "./shop/shop.type.ts";
import { createSigningKeyRing } from "./signing-key/signing-key-ring.ts";
import { SigningKeyResolver } from "./signing-key/signing-key.resolver.ts";
import { createReinstateUser } from "./staff/reinstate-user.ts";
import { createSetUserRoles } from "./staff/set-user-roles.ts";
import { StaffResolver } from "./staff/staff.resolver.ts";
import { createSuspendUser } from "./staff/suspend-user.ts";
import { UserConnectionResolver, UserResolver } from "./user/user.resolver.ts";
import { toUserType } from "./user/user.type.ts";

/** Accounts: people, their sign-ins, shops, and the mails that go out. Wiring only. */
export const createSubgraph: CreateSubgraph = async (deps) => {
  const { logger, now } = deps;
  const { databaseUrl, secret, smtpUrl, mailFrom, storefrontUrl } = readAccountsConfig(deps.env);
  const db = createDatabase({
    url: databaseUrl,
    logger,
    createOutbox: createOutbox({ subscribersOf: deps.subscribersOf, now }),
  });
  const mailer = createMailer({ smtpUrl, from: mailFrom });
  const composeMail = createComposeMail({
    issueToken: createIssueMailToken({ emailTokens: db.emailTokens, now }),
    stillWanted: createStillWanted({ users: db.users }),
    storefrontUrl,
    sender: senderName(mailFrom),
  });
  const passwords = createPasswordHasher();
  const keys = createSigningKeyRing({ db, secret, now });
  const accessTokens = createAccessTokenIssuer({ keys, now });

  return assembleSubgraph<AccountsStore, AccountsContext>(deps, {
    name: "accounts",
    database: db,
    schema: {
      resolvers: [
        new UserResolver(db.users),
        new UserConnectionResolver(db.users),
        new ShopResolver(db.shops),
        new ShopConnectionResolver(db.shops),
        new RegistrationResolver({
          registerAccount: createRegisterAccount({ db, passwords, now }),
          verifyAccount: createVerifyAccount({ db, now }),
          resendVerification: createResendVerification({ db, now }),
        }),
        new SessionResolver({
          createSession: createCreateSession({ db, passwords, accessTokens, now }),
          refreshSession: createRefreshSession({ db, accessTokens, now }),
          revokeSession: createRevokeSession({ db, now }),
        }),
        new SigningKeyResolver(keys),
        ...createStaffResolvers(deps, db),
      ],
      references: {
        User: async ({ id }, { loaders }) => {
          const userId = parseId("user", String(id));
          const user = userId && (await loaders.userById.load(userId));
          return user && toUserType(user);
        },
        Shop: async ({ id }, { loaders }) => {
          const shopId = parseId("shop", String(id));
          const shop = shopId && (await loaders.shopById.load(shopId));
          return shop && toShopType(shop);
        },
      },
    },
    createContext: (request) => createContext(db, request),
    storeReads: createStoreReads({ db, now }),
    reactions: [onOrderPaid({ now }), ...onAuditRecorded],
    jobs: [createSendMailJob({ mails: db.mails, composeMail, mailer, now }), createDeleteExpiredJob({ db, now })],
    close: async () => mailer.close(),
  });
};

function createStaffResolvers({ logger, now }: SubgraphDependencies, db: AccountsDatabase): object[] {
  const announceAccessChange = createAnnounceAccessChange({ accessChanges: NO_ACCESS_CHANGES, logger });
  const needs = { db, announceAccessChange, now };
  return [
    new StaffResolver({
      suspendUser: createSuspendUser(needs),
      reinstateUser: createReinstateUser(needs),
      setUserRoles: createSetUserRoles(needs),
    }),
    new AuditEntryResolver(createReadAuditTrail({ db, now })),
    new AuditEntryConnectionResolver(db.audit),
    new AuditActorResolver(),
  ];
}
