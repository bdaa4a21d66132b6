import type { Now } from "#platform/time/clock.ts";
import type { AccountsDatabase } from "../database.ts";
import type { AnnounceAccessChange } from "../session/access-changes.ts";
import { createCreateApiKey } from "./create-api-key.ts";
import { createRevokeApiKey } from "./revoke-api-key.ts";
import { createRotateApiKey } from "./rotate-api-key.ts";

export type ApiKeyUseCases = ReturnType<typeof createApiKeyUseCases>;

/** All that people do with their keys. Wiring only. */
export const createApiKeyUseCases = (deps: {
  db: AccountsDatabase;
  announceAccessChange: AnnounceAccessChange;
  now: Now;
}) => ({
  createApiKey: createCreateApiKey(deps),
  rotateApiKey: createRotateApiKey(deps),
  revokeApiKey: createRevokeApiKey(deps),
});
