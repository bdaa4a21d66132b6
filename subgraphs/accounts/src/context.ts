import type { RequestContext } from "#platform/graphql/executor.ts";
import type { AccountsDatabase } from "./database.ts";
import { createNotificationLoaders } from "./notification/notification.loaders.ts";
import { createShopLoaders } from "./shop/shop.loaders.ts";
import { createUserLoaders } from "./user/user.loaders.ts";

export interface AccountsContext extends RequestContext {
  loaders: ReturnType<typeof createLoaders>;
}

type Reads = Pick<AccountsDatabase, "users" | "shops" | "notificationPreferences">;

const createLoaders = ({ users, shops, notificationPreferences }: Reads) => ({
  ...createUserLoaders(users),
  ...createShopLoaders(shops),
  ...createNotificationLoaders(notificationPreferences),
});

/** The context of one request. */
export const createContext = (reads: Reads, request: RequestContext): AccountsContext => ({
  ...request,
  loaders: createLoaders(reads),
});
