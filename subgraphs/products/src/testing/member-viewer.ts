import type { ApiKeyViewer, ShopRole, UserViewer } from "#platform/identity/viewer.ts";
import { newId, type ShopId } from "#platform/ids/id.ts";

const NOW = new Date("2026-11-20T10:00:00Z");

/** A person with `roles` in the shop. */
export const memberOf = (shopId: ShopId, roles: readonly ShopRole[] = ["CATALOG"]): UserViewer => ({
  kind: "user",
  userId: newId("user", NOW),
  sessionId: newId("sess", NOW),
  scopes: [],
  memberships: [{ shopId, roles }],
});

/** A program with an API key of such a person. */
export const keyOf = ({ userId, memberships }: UserViewer): ApiKeyViewer => ({
  kind: "apiKey",
  apiKeyId: newId("key", NOW),
  userId,
  scopes: ["shop:catalog"],
  memberships,
});
