import { AppError } from "#platform/errors/app-error.ts";
import { scopesOfRoles } from "#platform/identity/scope.ts";
import { apiKeyHint, hashApiKeySecret, newApiKeySecret } from "#platform/identity/api-key-secret.ts";
import type { Actor } from "#platform/identity/viewer.ts";
import { newId } from "#platform/ids/id.ts";
import type { Now } from "#platform/time/clock.ts";
import { recordAudit } from "../audit/record-audit.ts";
import type { AccountsDatabase } from "../database.ts";
import { requireSignedIn } from "../user/user.policy.ts";
import { type ApiKey, MAX_LIVE_KEYS } from "./api-key.ts";
import { type ApiKeyInput, type ApiKeyProblem, readApiKeyInput } from "./read-api-key-input.ts";

export type CreateApiKeyOutcome =
  /** `secret` is shown this once: nobody can read it back. */
  | { kind: "created"; apiKey: ApiKey; secret: string }
  | { kind: "refused"; problems: (ApiKeyProblem | { code: "TOO_MANY_KEYS"; field: null })[] };

export type CreateApiKey = ReturnType<typeof createCreateApiKey>;

/**
 * Makes a key of the signed-in person's, with scopes that they hold at this moment. Of any number of calls at once no more
 * succeed than a person may have keys: they take turns.
 * @throws AppError UNAUTHENTICATED for a guest and for who has just been suspended, FORBIDDEN for an API key.
 */
export function createCreateApiKey({ db, now }: { db: Pick<AccountsDatabase, "transaction">; now: Now }) {
  return async (actor: Actor, input: ApiKeyInput): Promise<CreateApiKeyOutcome> => {
    const { userId } = requireSignedIn(actor.viewer);
    const secret = newApiKeySecret();
    const at = now();
    return db.transaction(async (store): Promise<CreateApiKeyOutcome> => {
      const owner = await store.users.lockActive(userId);
      if (!owner) throw new AppError("UNAUTHENTICATED", "Sign in first.");
      const read = readApiKeyInput(input, scopesOfRoles(owner.roles), at);
      const isFull = (await store.apiKeys.countLive(userId, at)) >= MAX_LIVE_KEYS;
      const tooMany = isFull ? [{ code: "TOO_MANY_KEYS", field: null } as const] : [];
      if (read.kind === "bad") return { kind: "refused", problems: [...read.problems, ...tooMany] };
      if (isFull) return { kind: "refused", problems: tooMany };
      const { name, scopes, expiresAt, ratePerMinute } = read;
      const apiKey: ApiKey = {
        ...{ id: newId("key", at), userId, name, scopes, ratePerMinute, expiresAt, createdAt: at },
        ...{ revokedAt: null, lastUsedAt: null, hint: apiKeyHint(secret) },
      };
      await store.apiKeys.insert(apiKey);
      await store.apiKeys.insertSecret({
        hash: hashApiKeySecret(secret),
        apiKeyId: apiKey.id,
        hint: apiKey.hint,
        createdAt: at,
      });
      const after = { name, scopes, ratePerMinute, expiresAt: expiresAt?.toISOString() ?? null };
      const subject = { type: "ApiKey", id: apiKey.id };
      await recordAudit(store, actor, { action: "api-key.create", subject, before: null, after }, at);
      return { kind: "created", apiKey, secret };
    }, actor.requestId);
  };
}
