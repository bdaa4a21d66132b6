import type { RequestContext } from "#platform/graphql/executor.ts";
import type { Now } from "#platform/time/clock.ts";
import type { AccountsDatabase } from "./database.ts";
import { createNotificationLoaders } from "./notification/notification.loaders.ts";
import { createSessionLoaders } from "./session/session.loaders.ts";
import { createShopMemberLoaders } from "./shop-member/shop-member.loaders.ts";
import { createShopLoaders } from "./shop/shop.loaders.ts";
import { createUserLoaders } from "./user/user.loaders.ts";

export interface AccountsContext extends RequestContext {
  loaders: ReturnType<typeof createLoaders>;
}

type Reads = Pick<AccountsDatabase, "users" | "shops" | "shopMembers" | "sessions" | "notificationPreferences">;

const createLoaders = (reads: Reads, now: Now) => ({
  ...createUserLoaders(reads.users),
  ...createShopLoaders(reads.shops),
  ...createShopMemberLoaders(reads.shopMembers),
  ...createSessionLoaders(reads.sessions, { now }),
  ...createNotificationLoaders(reads.notificationPreferences),
});

/** The context of one request. */
export const createContext = (reads: Reads, request: RequestContext, now: Now): AccountsContext => ({
  ...request,
  loaders: createLoaders(reads, now),
});
