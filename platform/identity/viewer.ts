import type { ApiKeyId, SessionId, ShopId, UserId } from "#platform/ids/id.ts";
import type { Scope } from "./scope.ts";

/** What someone does in a shop. The owner may do everything; the others a part each. */
export const SHOP_ROLES = ["OWNER", "CATALOG", "FULFILLMENT"] as const;
export type ShopRole = (typeof SHOP_ROLES)[number];

/** What a viewer may do in one shop. A person has one role in it; an API key may have several parts of its owner's. */
export interface ShopMembership {
  readonly shopId: ShopId;
  readonly roles: readonly ShopRole[];
}

/** What a viewer holds beyond their own things, as the router last learned it: at most seconds old. */
export interface Grants {
  readonly scopes: readonly Scope[];
  readonly memberships: readonly ShopMembership[];
}

/** A person at one of their devices. */
export interface UserViewer extends Grants {
  readonly kind: "user";
  readonly userId: UserId;
  readonly sessionId: SessionId;
}

/** A program with an API key. It has no cart, no orders and no sessions, only its grants: a part of its owner's. */
export interface ApiKeyViewer extends Grants {
  readonly kind: "apiKey";
  readonly apiKeyId: ApiKeyId;
  /** The key's owner. */
  readonly userId: UserId;
}

/** On whose behalf a request runs. A guest has no rights of their own; knowing a guest cart's id is a right to that cart. */
export type Viewer = { readonly kind: "guest" } | UserViewer | ApiKeyViewer;

export const GUEST: Viewer = { kind: "guest" };

/** Where a request came from, as far as the router can tell; all null for what a program of ours asks by itself. */
export interface Client {
  /** The network address that nobody but the client and its network could choose. */
  readonly address: string | null;
  /** What the client calls itself; anybody can write anything there. */
  readonly userAgent: string | null;
}

export const NO_CLIENT: Client = { address: null, userAgent: null };

/** Who calls, and for whom. `caller` is `router` or the name of a sibling subgraph, proven by the signed credential. */
export interface Identity {
  readonly caller: string;
  readonly viewer: Viewer;
}

/** Who does something, from where, in which request: what a use case needs to decide and to leave in the audit trail. */
export interface Actor {
  readonly viewer: Viewer;
  readonly client: Client;
  readonly requestId: string;
}

/** The person's id; null for guests, and for programs, which own nothing. */
export const viewerUserId = (viewer: Viewer): UserId | null => (viewer.kind === "user" ? viewer.userId : null);

/** True for a viewer that holds `scope`, e.g. `order:read`. */
export const hasScope = (viewer: Viewer, scope: Scope): boolean =>
  viewer.kind !== "guest" && viewer.scopes.includes(scope);

/** True for a viewer with one of `roles` in the shop, or its owner. */
export const isShopMember = (viewer: Viewer, shopId: string, roles: readonly ShopRole[] = SHOP_ROLES): boolean =>
  viewer.kind !== "guest" &&
  viewer.memberships.some(
    (membership) =>
      membership.shopId === shopId && membership.roles.some((role) => role === "OWNER" || roles.includes(role)),
  );
