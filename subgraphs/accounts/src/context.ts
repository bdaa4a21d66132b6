import type { RequestContext } from "#platform/graphql/executor.ts";
import type { Now } from "#platform/time/clock.ts";
import { createAddressLoaders } from "./address/address.loaders.ts";
import { createApiKeyLoaders } from "./api-key/api-key.loaders.ts";
import type { AccountsDatabase } from "./database.ts";
import { createNotificationLoaders } from "./notification/notification.loaders.ts";
import { createSessionLoaders } from "./session/session.loaders.ts";
import { createShopMemberLoaders } from "./shop-member/shop-member.loaders.ts";
import { createShopLoaders } from "./shop/shop.loaders.ts";
import { createUserLoaders } from "./user/user.loaders.ts";

export interface AccountsContext extends RequestContext {
  loaders: ReturnType<typeof createLoaders>;
}

type Reads = Pick<
  AccountsDatabase,
  "users" | "addresses" | "shops" | "shopMembers" | "personSessions" | "notificationPreferences" | "apiKeyReads"
>;

const createLoaders = (reads: Reads, now: Now) => ({
  ...createUserLoaders(reads.users),
  ...createAddressLoaders(reads.addresses),
  ...createShopLoaders(reads.shops),
  ...createShopMemberLoaders(reads.shopMembers),
  ...createSessionLoaders(reads.personSessions, { now }),
  ...createNotificationLoaders(reads.notificationPreferences),
  ...createApiKeyLoaders(reads.apiKeyReads),
});

/** The context of one request. */
export const createContext = (reads: Reads, request: RequestContext, now: Now): AccountsContext => ({
  ...request,
  loaders: createLoaders(reads, now),
});
