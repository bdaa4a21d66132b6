import { AppError } from "#platform/errors/app-error.ts";
import type { AccessChangeListener } from "#platform/identity/access-changes.ts";
import { hashApiKeySecret, isApiKeySecret } from "#platform/identity/api-key-secret.ts";
import type { ApiKeyViewer } from "#platform/identity/viewer.ts";
import type { Logger } from "#platform/logging/logger.ts";
import type { Now } from "#platform/time/clock.ts";
import type { AccountsClient, ApiKeyGrants } from "./accounts-client.ts";
import type { TakeFromRate } from "./api-key-rate.ts";
import { createGrantsCache } from "./grants-cache.ts";

export interface ApiKeyAccess {
  /**
   * The program that sends `secret`, with what its key may do now. While accounts is away: with what it could do last.
   * @throws AppError UNAUTHENTICATED when the secret opens no key that works; UNAVAILABLE when nobody can say whether it does;
   * RateLimited when the key has been used too often.
   */
  viewerOf(secret: string): Promise<ApiKeyViewer>;
  changes: AccessChangeListener;
}

/** What API keys may do, asked from accounts by the hash of their secrets and remembered for seconds. */
export function createApiKeyAccess(deps: {
  accounts: Pick<AccountsClient, "apiKeyGrants">;
  takeFromRate: TakeFromRate;
  now: Now;
  logger: Logger;
}): ApiKeyAccess {
  const { accounts, takeFromRate, now } = deps;
  const cache = createGrantsCache<ApiKeyGrants>(deps);

  return {
    async viewerOf(secret) {
      if (!isApiKeySecret(secret)) throw refused("not of the form of a secret");
      const hash = hashApiKeySecret(secret);
      const key = await cache.get(hash, { load: () => accounts.apiKeyGrants(hash) });
      if (!key) throw refused("opens no key");
      if (key.expiresAt !== null && key.expiresAt <= now()) throw refused("has expired");
      const { apiKeyId, userId, scopes, memberships } = key;
      await takeFromRate(apiKeyId, key.ratePerMinute);
      return { kind: "apiKey", apiKeyId, userId, scopes, memberships };
    },
    changes: {
      sessionsEnded: () => {}, // a key is no session
      userChanged: (userId) => cache.dropUser(userId),
      missed: () => cache.expireAll(),
    },
  };
}

const refused = (reason: string) =>
  new AppError("UNAUTHENTICATED", "The API key is not valid.", { logMessage: `API key: ${reason}` });
