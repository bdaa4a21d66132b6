import type { Scope } from "#platform/identity/scope.ts";
import type { ShopRole, UserViewer } from "#platform/identity/viewer.ts";
import { newId, type ShopId } from "#platform/ids/id.ts";

const now = new Date();

export const aPerson = (...scopes: Scope[]): UserViewer => ({
  kind: "user",
  userId: newId("user", now),
  sessionId: newId("sess", now),
  scopes,
  memberships: [],
});

export const aMember = (shopId: string, ...roles: ShopRole[]): UserViewer => ({
  ...aPerson(),
  memberships: [{ shopId: shopId as ShopId, roles }],
});

/** What a mutation of reviews answers, as far as tests look at it. */
export interface ReviewAnswer {
  review: (Record<string, unknown> & { id: string; version: number }) | null;
  deletedReviewId?: string | null;
  userErrors: { code: string; field: string[] | null }[];
}
