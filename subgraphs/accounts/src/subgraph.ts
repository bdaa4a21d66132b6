import { createOutbox } from "#platform/events/outbox.ts";
import type { ReferenceResolver } from "#platform/graphql/federated-schema.ts";
import { parseId } from "#platform/ids/id.ts";
import { assembleSubgraph } from "#platform/subgraph/assemble-subgraph.ts";
import type { CreateSubgraph } from "#platform/subgraph/subgraph.ts";
import type { Now } from "#platform/time/clock.ts";
import { AccessGrantsResolver } from "./access-grants/access-grants.resolver.ts";
import { createOrdersClient } from "./clients/orders.client.ts";
import { createProductsClient } from "./clients/products.client.ts";
import { ApiKeyResolver } from "./api-key/api-key.resolver.ts";
import { createApiKeyUseCases } from "./api-key/api-key-use-cases.ts";
import { createUseApiKey } from "./api-key/use-api-key.ts";
import { ApiKeyConnectionResolver, UserApiKeysResolver } from "./api-key/user-api-keys.resolver.ts";
import { AuditActorResolver, AuditEntryConnectionResolver, AuditEntryResolver } from "./audit/audit-entry.resolver.ts";
import { createReadAuditTrail } from "./audit/read-audit-trail.ts";
import { createStoreReads } from "./audit/store-reads.ts";
import { readAccountsConfig } from "./config.ts";
import { type AccountsContext, createContext } from "./context.ts";
import { type AccountsDatabase, type AccountsStore, createDatabase } from "./database.ts";
import { ExternalIdentityResolver } from "./external-identity/external-identity.resolver.ts";
import { createResolveExternalSession } from "./external-identity/resolve-external-session.ts";
import { createDeleteExpiredJob } from "./jobs/delete-expired.ts";
import { createSettleAvatarJob } from "./jobs/settle-avatar.ts";
import { NotificationConnectionResolver, NotificationResolver } from "./notification/notification.resolver.ts";
import { createUpdatePreferences } from "./notification/update-preferences.ts";
import { assembleMail } from "./mail/assemble-mail.ts";
import { createOwnAccountResolvers } from "./own-account.resolver.ts";
import { createNetworkKey } from "./password/network-key.ts";
import { createPasswordHasher } from "./password/password-hasher.ts";
import { createTryPassword } from "./password/try-password.ts";
import { onAuditRecorded } from "./reactions/on-audit-recorded.ts";
import { onLowStock } from "./reactions/on-low-stock.ts";
import { onOrderPlaced } from "./reactions/on-order-placed.ts";
import { onOrderPaid } from "./reactions/on-order-paid.ts";
import { createRegisterAccount } from "./registration/register-account.ts";
import { RegistrationResolver } from "./registration/registration.resolver.ts";
import { createResendVerification } from "./registration/resend-verification.ts";
import { createVerifyAccount } from "./registration/verify-account.ts";
import type { AnnounceAccessChange } from "./session/access-changes.ts";
import { connectAccessChanges } from "./session/connect-access-changes.ts";
import { createAccessTokenIssuer } from "./session/access-token-issuer.ts";
import { createCreateSession } from "./session/create-session.ts";
import { createRefreshSession } from "./session/refresh-session.ts";
import { createRevokeAllSessions } from "./session/revoke-all-sessions.ts";
import { createRevokeSession } from "./session/revoke-session.ts";
import { SessionResolver } from "./session/session.resolver.ts";
import { toShopType } from "./shop/shop.type.ts";
import { createShopResolvers } from "./shops.resolver.ts";
import { createSigningKeyRing } from "./signing-key/signing-key-ring.ts";
import { SigningKeyResolver } from "./signing-key/signing-key.resolver.ts";
import { createReinstateUser } from "./staff/reinstate-user.ts";
import { createSetUserRoles } from "./staff/set-user-roles.ts";
import { StaffResolver } from "./staff/staff.resolver.ts";
import { createSuspendUser } from "./staff/suspend-user.ts";
import { UserConnectionResolver, UserResolver } from "./user/user.resolver.ts";
import { toUserType } from "./user/user.type.ts";

const REFERENCES: Record<string, ReferenceResolver<AccountsContext>> = {
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
};

/** Accounts: people, their sign-ins, shops, and the mails that go out. Wiring only. */
export const createSubgraph: CreateSubgraph = async (deps) => {
  const { logger, now } = deps;
  const config = readAccountsConfig(deps.env);
  const { databaseUrl, secret, redisUrl } = config;
  const db = createDatabase({
    url: databaseUrl,
    logger,
    createOutbox: createOutbox({ subscribersOf: deps.subscribersOf, now }),
  });
  const { announceAccessChange, close: closeAccessChanges } = connectAccessChanges({ redisUrl, logger });
  const mailing = assembleMail({ config, db, now });
  const orders = createOrdersClient(() => deps.neighbour("orders"));
  const products = createProductsClient(() => deps.neighbour("products"));
  const passwords = createPasswordHasher({ logger });
  const tryPassword = createTryPassword({ db, passwords, networkKey: createNetworkKey(secret), logger, now });
  const keys = createSigningKeyRing({ db, secret, now });
  const accessTokens = createAccessTokenIssuer({ keys, now });

  return assembleSubgraph<AccountsStore, AccountsContext>(deps, {
    name: "accounts",
    database: db,
    schema: {
      resolvers: [
        new UserResolver(db.users),
        new UserConnectionResolver(db.users),
        ...createShopResolvers({ db, orders, announceAccessChange, now }),
        new RegistrationResolver({
          registerAccount: createRegisterAccount({ db, passwords, now }),
          verifyAccount: createVerifyAccount({ db, now }),
          resendVerification: createResendVerification({ db, now }),
        }),
        new SessionResolver({
          createSession: createCreateSession({ db, tryPassword, accessTokens, now }),
          refreshSession: createRefreshSession({ db, accessTokens, announceAccessChange, now }),
          revokeSession: createRevokeSession({ db, announceAccessChange, now }),
          revokeAllSessions: createRevokeAllSessions({ db, announceAccessChange, now }),
        }),
        ...createOwnAccountResolvers({ db, passwords, tryPassword, products, announceAccessChange, now }),
        new NotificationResolver(db.mails, createUpdatePreferences({ db, now })),
        new NotificationConnectionResolver(db.mails),
        new SigningKeyResolver(keys),
        ...createStaffResolvers({ db, announceAccessChange, now }),
        new AccessGrantsResolver({ grants: db.accessGrants, useApiKey: createUseApiKey({ db, now }) }),
        new ApiKeyResolver(createApiKeyUseCases({ db, announceAccessChange, now })),
        new ExternalIdentityResolver(createResolveExternalSession({ db, now })),
        new UserApiKeysResolver(),
        new ApiKeyConnectionResolver(),
      ],
      references: REFERENCES,
    },
    createContext: (request) => createContext(db, request, now),
    storeReads: createStoreReads({ db, now }),
    reactions: [onOrderPlaced({ now }), onOrderPaid({ now }), onLowStock({ now }), ...onAuditRecorded],
    jobs: [mailing.job, createDeleteExpiredJob({ db, now }), createSettleAvatarJob({ db, products })],
    routes: mailing.routes,
    async close() {
      await Promise.all([mailing.close(), passwords.close()]);
      closeAccessChanges();
    },
  });
};

function createStaffResolvers(needs: {
  db: AccountsDatabase;
  announceAccessChange: AnnounceAccessChange;
  now: Now;
}): object[] {
  const { db } = needs;
  return [
    new StaffResolver({
      suspendUser: createSuspendUser(needs),
      reinstateUser: createReinstateUser(needs),
      setUserRoles: createSetUserRoles(needs),
    }),
    new AuditEntryResolver(createReadAuditTrail(needs)),
    new AuditEntryConnectionResolver(db.audit),
    new AuditActorResolver(),
  ];
}
