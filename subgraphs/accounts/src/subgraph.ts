import { createOutbox } from "#platform/events/outbox.ts";
import type { FederatedSchemaOptions } from "#platform/graphql/federated-schema.ts";
import { parseId } from "#platform/ids/id.ts";
import { assembleSubgraph } from "#platform/subgraph/assemble-subgraph.ts";
import type { CreateSubgraph } from "#platform/subgraph/subgraph.ts";
import { AccessGrantsResolver } from "./access-grants/access-grants.resolver.ts";
import { ApiKeyResolver } from "./api-key/api-key.resolver.ts";
import { createApiKeyUseCases } from "./api-key/api-key-use-cases.ts";
import { createUseApiKey } from "./api-key/use-api-key.ts";
import { ApiKeyConnectionResolver, UserApiKeysResolver } from "./api-key/user-api-keys.resolver.ts";
import { readAccountsConfig } from "./config.ts";
import { type AccountsContext, createContext } from "./context.ts";
import { type AccountsStore, createDatabase } from "./database.ts";
import { createDeleteExpiredJob } from "./jobs/delete-expired.ts";
import { createSendMailJob } from "./jobs/send-mail.ts";
import { createComposeMail } from "./mail/compose-mail.ts";
import { createIssueMailToken } from "./mail/issue-mail-token.ts";
import { createMailer, senderName } from "./mail/mailer.ts";
import { createStillWanted } from "./mail/still-wanted.ts";
import { createPasswordHasher } from "./password/password-hasher.ts";
import { onOrderPaid } from "./reactions/on-order-paid.ts";
import { createRegisterAccount } from "./registration/register-account.ts";
import { RegistrationResolver } from "./registration/registration.resolver.ts";
import { createResendVerification } from "./registration/resend-verification.ts";
import { createVerifyAccount } from "./registration/verify-account.ts";
import { connectAccessChanges } from "./session/connect-access-changes.ts";
import { createAccessTokenIssuer } from "./session/access-token-issuer.ts";
import { createCreateSession } from "./session/create-session.ts";
import { createRefreshSession } from "./session/refresh-session.ts";
import { createRevokeAllSessions } from "./session/revoke-all-sessions.ts";
import { createRevokeSession } from "./session/revoke-session.ts";
import { SessionResolver } from "./session/session.resolver.ts";
import { SessionConnectionResolver, UserSessionsResolver } from "./session/user-sessions.resolver.ts";
import { ShopConnectionResolver, ShopResolver } from "./shop/shop.resolver.ts";
import { toShopType } from "./shop/shop.type.ts";
import { createSigningKeyRing } from "./signing-key/signing-key-ring.ts";
import { SigningKeyResolver } from "./signing-key/signing-key.resolver.ts";
import { UserConnectionResolver, UserResolver } from "./user/user.resolver.ts";
import { toUserType } from "./user/user.type.ts";

/** Accounts: people, their sign-ins, shops, and the mails that go out. Wiring only. */
export const createSubgraph: CreateSubgraph = async (deps) => {
  const { logger, now } = deps;
  const { databaseUrl, secret, smtpUrl, mailFrom, storefrontUrl, redisUrl } = readAccountsConfig(deps.env);
  const db = createDatabase({
    url: databaseUrl,
    logger,
    createOutbox: createOutbox({ subscribersOf: deps.subscribersOf, now }),
  });
  const { announceAccessChange, close: closeAccessChanges } = connectAccessChanges({ redisUrl, logger });
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
          refreshSession: createRefreshSession({ db, accessTokens, announceAccessChange, now }),
          revokeSession: createRevokeSession({ db, announceAccessChange, now }),
          revokeAllSessions: createRevokeAllSessions({ db, announceAccessChange, now }),
        }),
        new UserSessionsResolver(),
        new SessionConnectionResolver(),
        new SigningKeyResolver(keys),
        new AccessGrantsResolver({ grants: db.accessGrants, useApiKey: createUseApiKey({ db, now }) }),
        new ApiKeyResolver(createApiKeyUseCases({ db, announceAccessChange, now })),
        new UserApiKeysResolver(),
        new ApiKeyConnectionResolver(),
      ],
      references,
    },
    createContext: (request) => createContext(db, request, now),
    reactions: [onOrderPaid({ now })],
    jobs: [createSendMailJob({ mails: db.mails, composeMail, mailer, now }), createDeleteExpiredJob({ db, now })],
    async close() {
      mailer.close();
      closeAccessChanges();
    },
  });
};

/** How the router's representations of our entities are looked up. */
const references: NonNullable<FederatedSchemaOptions<AccountsContext>["references"]> = {
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
