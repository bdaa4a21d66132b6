import { createHash } from "node:crypto";
import { LRUCache } from "lru-cache";
import { AppError } from "#platform/errors/app-error.ts";
import type { Client, UserViewer } from "#platform/identity/viewer.ts";
import type { Now } from "#platform/time/clock.ts";
import { seconds } from "#platform/time/duration.ts";
import type { AccountsClient } from "./accounts-client.ts";
import type { ExternalTokens } from "./external-token.ts";
import { GRANTS_FRESH_MS } from "./grants-cache.ts";
import type { SessionAccess } from "./session-access.ts";

const MAX_TOKENS = 10_000;
const LEEWAY_MS = seconds(60);

export interface ExternalAccess {
  isOf(token: string): boolean;
  /**
   * The person that a token of another issuer is for, with what they hold now.
   * @throws AppError UNAUTHENTICATED when the token is not good, its session has ended or the person is suspended; UNAVAILABLE when
   * nobody can say.
   */
  viewerOf(token: string, client: Client): Promise<UserViewer>;
}

/**
 * Whom tokens of another issuer are for. Each is verified, and taken to accounts, once: from then on it stands for a session as our
 * own tokens do, until it expires or its key is withdrawn.
 */
export function createExternalAccess(deps: {
  tokens: ExternalTokens;
  accounts: Pick<AccountsClient, "resolveExternalSession">;
  sessions: Pick<SessionAccess, "viewerOf" | "put">;
  now: Now;
}): ExternalAccess {
  const { tokens, accounts, sessions, now } = deps;
  const known = new LRUCache<string, Known>({ max: MAX_TOKENS });
  const flights = new Map<string, Promise<Known>>();

  const resolve = async (token: string, client: Client): Promise<Known> => {
    const { expiresAt, ...claims } = await tokens.verify(token);
    const session = await accounts.resolveExternalSession(claims, client);
    if (!session) return { viewer: null, until: now().getTime() + GRANTS_FRESH_MS };
    const viewer: UserViewer = { kind: "user", ...session };
    sessions.put(viewer);
    return { viewer, until: expiresAt.getTime() + LEEWAY_MS };
  };

  /** Callers with the same token at the same time share one way to accounts. */
  const learn = (key: string, token: string, client: Client): Promise<Known> => {
    const running = flights.get(key);
    if (running) return running;
    const flight = resolve(token, client)
      .then((result) => {
        known.set(key, result);
        return result;
      })
      .finally(() => flights.delete(key));
    flights.set(key, flight);
    return flight;
  };

  return {
    isOf: tokens.isOf,
    async viewerOf(token, client) {
      const key = createHash("sha256").update(token).digest("base64url"); // tokens of others may be long
      const entry = known.get(key);
      const isGood = entry && entry.until > now().getTime() && tokens.isKeyPublished(token);
      const { viewer } = isGood ? entry : await learn(key, token, client);
      if (!viewer) throw new AppError("UNAUTHENTICATED", "The session has ended. Sign in again.");
      // Without accounts' word a token of another issuer gives no scope: it says nothing of ours.
      return sessions.viewerOf({ ...viewer, scopes: [], memberships: [] });
    },
  };
}

interface Known {
  /** Null when accounts refuses the token. */
  viewer: UserViewer | null;
  until: number;
}
