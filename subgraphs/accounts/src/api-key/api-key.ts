import { isScope, type Scope, SCOPES } from "#platform/identity/scope.ts";
import type { Grants, ShopMembership, ShopRole } from "#platform/identity/viewer.ts";
import type { ApiKeyId, UserId } from "#platform/ids/id.ts";

/** What a program of a person's signs in with. */
export interface ApiKey {
  id: ApiKeyId;
  userId: UserId;
  name: string;
  /** What the key was given. What its owner does not hold (any more) it does not hold either. */
  scopes: readonly Scope[];
  ratePerMinute: number;
  createdAt: Date;
  expiresAt: Date | null;
  revokedAt: Date | null;
  lastUsedAt: Date | null;
  /** The end of the newest secret. */
  hint: string;
}

export const KEY_NAME_MAX_CHARACTERS = 60;
export const MAX_LIVE_KEYS = 20;
export const MAX_RATE_PER_MINUTE = 6_000;
export const DEFAULT_RATE_PER_MINUTE = 600;
export const MAX_LIFE_YEARS = 10;
/** How long a secret may go on beside the one that replaced it. */
export const MAX_OVERLAP_HOURS = 168;
export const DEFAULT_OVERLAP_HOURS = 24;
/** Secrets of one key that work at the same time. */
export const MAX_LIVE_SECRETS = 5;

/** A scope that a person may hand to a key: those that only keys carry, and of the staff's what the person holds. */
export const mayGiveToKey = (scope: string, held: readonly Scope[]): scope is Scope =>
  isScope(scope) && (SCOPES[scope].audience === "key" || held.includes(scope));

/** Which scope of a key lets it act in the part of a shop that a person's role is about, where the person has the role. */
const SCOPE_OF_ROLE: readonly { scope: Scope; gives: ShopRole; where: readonly ShopRole[] }[] = [
  { scope: "shop:manage", gives: "OWNER", where: ["OWNER"] },
  { scope: "shop:catalog", gives: "CATALOG", where: ["OWNER", "CATALOG"] },
  { scope: "shop:fulfillment", gives: "FULFILLMENT", where: ["OWNER", "FULFILLMENT"] },
];

/** What a key with `scopes` may do: of what its owner holds now, the part that it was given. */
export function reduceGrants(scopes: readonly Scope[], owner: Grants): Grants {
  return {
    scopes: scopes.filter((scope) => mayGiveToKey(scope, owner.scopes)),
    memberships: owner.memberships
      .map((membership): ShopMembership => ({ ...membership, roles: reduceRoles(scopes, membership.roles) }))
      .filter(({ roles }) => roles.length > 0),
  };
}

const reduceRoles = (scopes: readonly Scope[], held: readonly ShopRole[]): ShopRole[] =>
  SCOPE_OF_ROLE.filter(({ scope, where }) => scopes.includes(scope) && where.some((role) => held.includes(role))).map(
    ({ gives }) => gives,
  );
