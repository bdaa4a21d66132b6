import { apiKeyHint, hashApiKeySecret, newApiKeySecret } from "#platform/identity/api-key-secret.ts";
import type { Actor } from "#platform/identity/viewer.ts";
import { parseId } from "#platform/ids/id.ts";
import { plusMs, type Now } from "#platform/time/clock.ts";
import { hours } from "#platform/time/duration.ts";
import { recordAudit } from "../audit/record-audit.ts";
import type { AccountsDatabase } from "../database.ts";
import type { AnnounceAccessChange } from "../session/access-changes.ts";
import { requireSignedIn } from "../user/user.policy.ts";
import { type ApiKey, MAX_LIVE_SECRETS, MAX_OVERLAP_HOURS } from "./api-key.ts";

export type RotateApiKeyOutcome =
  /** `secret` is shown this once: nobody can read it back. */
  | { kind: "rotated"; apiKey: ApiKey; secret: string }
  /** NOT_FOUND also for a key of someone else's, and one that works no more. */
  | { kind: "refused"; problems: RotateApiKeyProblem[] };

export type RotateApiKeyProblem = "NOT_FOUND" | "INVALID_OVERLAP" | "TOO_MANY_SECRETS";

export type RotateApiKey = ReturnType<typeof createRotateApiKey>;

interface Deps {
  db: Pick<AccountsDatabase, "transaction">;
  announceAccessChange: AnnounceAccessChange;
  now: Now;
}

/**
 * Gives a key its next secret. Those before work for `overlapHours` more, so that the programs that use them can be told the new
 * one in peace; an end that was set before stays where it is earlier. Calls at the same time take turns, and each gets a secret
 * that works.
 * @throws AppError UNAUTHENTICATED for a guest, FORBIDDEN for an API key.
 */
export function createRotateApiKey({ db, announceAccessChange, now }: Deps) {
  return async (
    actor: Actor,
    { apiKeyId, overlapHours }: { apiKeyId: string; overlapHours: number },
  ): Promise<RotateApiKeyOutcome> => {
    const { userId } = requireSignedIn(actor.viewer);
    const id = parseId("key", apiKeyId);
    const isOverlap = overlapHours >= 0 && overlapHours <= MAX_OVERLAP_HOURS;
    const secret = newApiKeySecret();
    const hint = apiKeyHint(secret);
    const outcome = await db.transaction(async (store): Promise<RotateApiKeyOutcome> => {
      const apiKey = id && (await store.apiKeys.lockOwn(id, userId));
      const at = now(); // after the wait for the lock: secrets of one key have an order
      const isLive = apiKey && apiKey.revokedAt === null && (apiKey.expiresAt === null || apiKey.expiresAt > at);
      const isFull = isLive && overlapHours > 0 && (await store.apiKeys.countLiveSecrets(id, at)) >= MAX_LIVE_SECRETS;
      const problems: RotateApiKeyProblem[] = [
        ...(isLive ? [] : (["NOT_FOUND"] as const)),
        ...(isOverlap ? [] : (["INVALID_OVERLAP"] as const)),
        ...(isFull && isOverlap ? (["TOO_MANY_SECRETS"] as const) : []),
      ];
      if (!isLive || problems.length > 0) return { kind: "refused", problems };
      await store.apiKeys.endSecrets(id, plusMs(at, hours(overlapHours)), at);
      await store.apiKeys.insertSecret({ hash: hashApiKeySecret(secret), apiKeyId: id, hint, createdAt: at });
      const change = { before: { hint: apiKey.hint }, after: { hint, overlapHours } };
      await recordAudit(store, actor, { action: "api-key.rotate", subject: { type: "ApiKey", id }, ...change }, at);
      return { kind: "rotated", apiKey: { ...apiKey, hint }, secret };
    }, actor.requestId);
    if (outcome.kind === "rotated") await announceAccessChange({ userId });
    return outcome;
  };
}
