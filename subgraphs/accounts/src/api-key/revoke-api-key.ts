import type { Actor } from "#platform/identity/viewer.ts";
import { parseId } from "#platform/ids/id.ts";
import type { Now } from "#platform/time/clock.ts";
import { recordAudit } from "../audit/record-audit.ts";
import type { AccountsDatabase } from "../database.ts";
import type { AnnounceAccessChange } from "../session/access-changes.ts";
import { requireSignedIn } from "../user/user.policy.ts";
import type { ApiKey } from "./api-key.ts";

export type RevokeApiKeyOutcome = { kind: "revoked"; apiKey: ApiKey } | { kind: "notFound" };

export type RevokeApiKey = ReturnType<typeof createRevokeApiKey>;

interface Deps {
  db: Pick<AccountsDatabase, "transaction">;
  announceAccessChange: AnnounceAccessChange;
  now: Now;
}

/**
 * Ends a key of the signed-in person's, for good. Safe to repeat.
 * @throws AppError UNAUTHENTICATED for a guest, FORBIDDEN for an API key.
 */
export function createRevokeApiKey({ db, announceAccessChange, now }: Deps) {
  return async (actor: Actor, { apiKeyId }: { apiKeyId: string }): Promise<RevokeApiKeyOutcome> => {
    const { userId } = requireSignedIn(actor.viewer);
    const id = parseId("key", apiKeyId);
    if (id === null) return { kind: "notFound" };
    const at = now();
    const outcome = await db.transaction(async (store): Promise<RevokeApiKeyOutcome> => {
      const apiKey = await store.apiKeys.lockOwn(id, userId);
      if (!apiKey) return { kind: "notFound" };
      if (!(await store.apiKeys.revoke(id, at))) return { kind: "revoked", apiKey };
      const change = { before: { revokedAt: null }, after: { revokedAt: at.toISOString() } };
      await recordAudit(store, actor, { action: "api-key.revoke", subject: { type: "ApiKey", id }, ...change }, at);
      return { kind: "revoked", apiKey: { ...apiKey, revokedAt: at } };
    }, actor.requestId);
    // Also on a repeat: it is how a client makes sure when the first answer got lost.
    if (outcome.kind === "revoked") await announceAccessChange({ userId });
    return outcome;
  };
}
