import type { AccessChangeListener } from "#platform/identity/access-changes.ts";
import { createAccessTokenVerifier } from "#platform/identity/access-token.ts";
import { API_KEY_PREFIX } from "#platform/identity/api-key-secret.ts";
import type { Client, Viewer } from "#platform/identity/viewer.ts";
import type { Logger } from "#platform/logging/logger.ts";
import type { Now } from "#platform/time/clock.ts";
import type { AccountsClient } from "./accounts-client.ts";
import { createApiKeyAccess } from "./api-key-access.ts";
import type { TakeFromRate } from "./api-key-rate.ts";
import { createExternalAccess } from "./external-access.ts";
import { createExternalTokens } from "./external-token.ts";
import { fetchJwks } from "./fetch-jwks.ts";
import type { OidcConfig } from "./oidc-config.ts";
import { createSessionAccess } from "./session-access.ts";

/**
 * Whom a request is for, by what stands behind `Bearer` in its header.
 * @throws AppError UNAUTHENTICATED when that is not good, UNAVAILABLE when nobody can say; RateLimited when it comes too often.
 */
export type Identify = (credential: string, client: Client) => Promise<Viewer>;

/** Puts the ways together in which a request can say whom it is for. `changes` must hear of what changes in anyone's access. */
export function createIdentify(deps: {
  accounts: AccountsClient;
  takeFromRate: TakeFromRate;
  /** Another issuer whose tokens are taken, too. */
  oidc: OidcConfig | null;
  now: Now;
  logger: Logger;
}): { identify: Identify; changes: AccessChangeListener } {
  const { accounts, oidc, now } = deps;
  const verifyAccessToken = createAccessTokenVerifier({ readKeys: accounts.accessTokenKeys, now });
  const sessions = createSessionAccess(deps);
  const apiKeys = createApiKeyAccess(deps);
  const tokens = oidc && createExternalTokens({ oidc, readKeys: () => fetchJwks(oidc.jwksUrl), now });
  const external = tokens && createExternalAccess({ tokens, accounts, sessions, now });
  return {
    async identify(credential, client) {
      if (credential.startsWith(API_KEY_PREFIX)) return apiKeys.viewerOf(credential);
      if (external?.isOf(credential)) return external.viewerOf(credential, client);
      return sessions.viewerOf(await verifyAccessToken(credential));
    },
    changes: {
      sessionsEnded: (ids) => sessions.changes.sessionsEnded(ids),
      userChanged: (userId) => [sessions, apiKeys].forEach(({ changes }) => changes.userChanged(userId)),
      missed: () => [sessions, apiKeys].forEach(({ changes }) => changes.missed()),
    },
  };
}
