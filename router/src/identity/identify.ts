import type { AccessChangeListener } from "#platform/identity/access-changes.ts";
import { createAccessTokenVerifier } from "#platform/identity/access-token.ts";
import type { Viewer } from "#platform/identity/viewer.ts";
import type { Logger } from "#platform/logging/logger.ts";
import type { Now } from "#platform/time/clock.ts";
import type { AccountsClient } from "./accounts-client.ts";
import { createSessionAccess } from "./session-access.ts";

/** Whom a request is for, by what stands behind `Bearer` in its header. @throws AppError UNAUTHENTICATED when that is not good. */
export type Identify = (credential: string) => Promise<Viewer>;

/** Puts the ways together in which a request can say whom it is for. `changes` must hear of what changes in anyone's access. */
export function createIdentify(deps: { accounts: AccountsClient; now: Now; logger: Logger }): {
  identify: Identify;
  changes: AccessChangeListener;
} {
  const { accounts, now } = deps;
  const verifyAccessToken = createAccessTokenVerifier({ readKeys: accounts.accessTokenKeys, now });
  const sessions = createSessionAccess(deps);
  return {
    identify: async (credential) => sessions.viewerOf(await verifyAccessToken(credential)),
    changes: sessions.changes,
  };
}
