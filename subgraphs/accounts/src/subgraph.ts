import { createOutbox } from "#platform/events/outbox.ts";
import { parseId } from "#platform/ids/id.ts";
import { assembleSubgraph } from "#platform/subgraph/assemble-subgraph.ts";
import type { CreateSubgraph } from "#platform/subgraph/subgraph.ts";
import { readAccountsConfig } from "./config.ts";
import { type AccountsContext, createContext } from "./context.ts";
import { type AccountsStore, createDatabase } from "./database.ts";
import { createDeleteExpiredJob } from "./jobs/delete-expired.ts";
import { NotificationConnectionResolver, NotificationResolver } from "./notification/notification.resolver.ts";
import { createUpdatePreferences } from "./notification/update-preferences.ts";
import { assembleMail } from "./mail/assemble-mail.ts";
import { createNetworkKey } from "./password/network-key.ts";
import { createPasswordHasher } from "./password/password-hasher.ts";
import { createTryPassword } from "./password/try-password.ts";
import { onOrderPlaced } from "./reactions/on-order-placed.ts";
import { onOrderPaid } from "./reactions/on-order-paid.ts";
import { createRegisterAccount } from "./registration/register-account.ts";
import { RegistrationResolver } from "./registration/registration.resolver.ts";
import { createResendVerification } from "./registration/resend-verification.ts";
import { createVerifyAccount } from "./registration/verify-account.ts";
import { createAccessTokenIssuer } from "./session/access-token-issuer.ts";
import { createCreateSession } from "./session/create-session.ts";
import { createRefreshSession } from "./session/refresh-session.ts";
import { createRevokeSession } from "./session/revoke-session.ts";
import { SessionResolver } from "./session/session.resolver.ts";
import { ShopConnectionResolver, ShopResolver } from "./shop/shop.resolver.ts";
import { toShopType } from "./shop/shop.type.ts";
import { createSigningKeyRing } from "./signing-key/signing-key-ring.ts";
import { SigningKeyResolver } from "./signing-key/signing-key.resolver.ts";
import { UserConnectionResolver, UserResolver } from "./user/user.resolver.ts";
import { toUserType } from "./user/user.type.ts";

/** Accounts: people, their sign-ins, shops, and the mails that go out. Wiring only. */
export const createSubgraph: CreateSubgraph = async (deps) => {
  const { logger, now } = deps;
  const config = readAccountsConfig(deps.env);
  const { databaseUrl, secret } = config;
  const db = createDatabase({
    url: databaseUrl,
    logger,
    createOutbox: createOutbox({ subscribersOf: deps.subscribersOf, now }),
  });
  const mailing = assembleMail({ config, db, now });
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
        new ShopResolver(db.shops),
        new ShopConnectionResolver(db.shops),
        new RegistrationResolver({
          registerAccount: createRegisterAccount({ db, passwords, now }),
          verifyAccount: createVerifyAccount({ db, now }),
          resendVerification: createResendVerification({ db, now }),
        }),
        new SessionResolver({
          createSession: createCreateSession({ db, tryPassword, accessTokens, now }),
          refreshSession: createRefreshSession({ db, accessTokens, now }),
          revokeSession: createRevokeSession({ db, now }),
        }),
        new NotificationResolver(db.mails, createUpdatePreferences({ db, now })),
        new NotificationConnectionResolver(db.mails),
        new SigningKeyResolver(keys),
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
    reactions: [onOrderPlaced({ now }), onOrderPaid({ now })],
    jobs: [mailing.job, createDeleteExpiredJob({ db, now })],
    routes: mailing.routes,
    close: async () => void (await Promise.all([mailing.close(), passwords.close()])),
  });
};
