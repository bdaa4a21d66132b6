import type { RequestContext } from "#platform/graphql/executor.ts";
import type { Now } from "#platform/time/clock.ts";
import { createApiKeyLoaders } from "./api-key/api-key.loaders.ts";
import type { AccountsDatabase } from "./database.ts";
import { createSessionLoaders } from "./session/session.loaders.ts";
import { createShopLoaders } from "./shop/shop.loaders.ts";
import { createUserLoaders } from "./user/user.loaders.ts";

export interface AccountsContext extends RequestContext {
  loaders: ReturnType<typeof createLoaders>;
}

type Reads = Pick<AccountsDatabase, "users" | "shops" | "sessions" | "apiKeyReads">;

const createLoaders = ({ users, shops, sessions, apiKeyReads }: Reads, now: Now) => ({
  ...createUserLoaders(users),
  ...createShopLoaders(shops),
  ...createSessionLoaders(sessions, { now }),
  ...createApiKeyLoaders(apiKeyReads),
});

/** The context of one request. */
export const createContext = (reads: Reads, request: RequestContext, now: Now): AccountsContext => ({
  ...request,
  loaders: createLoaders(reads, now),
});
