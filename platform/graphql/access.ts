import { Extensions } from "type-graphql";
import { AppError } from "#platform/errors/app-error.ts";
import type { Scope } from "#platform/identity/scope.ts";
import { hasScope, type Identity, isShopMember, type ShopRole, type Viewer } from "#platform/identity/viewer.ts";

/**
 * Who may use a field or an operation, declared beside it with `@Access`. The check, the sentence in the schema's description
 * and the table in docs/reference/authorization.md are all made from the declaration.
 *
 * A refusal of `signedIn`, `staff` and `sibling` is an error, for whoever can name the operation knows that it is there. One of
 * `self` and `member` looks exactly like absence: null, or what `refuse` makes. What a scope shows of somebody else's is
 * recorded in the audit trail before it is shown.
 */
export type AccessRule =
  | { readonly who: "everyone"; readonly note?: string }
  | { readonly who: "signedIn"; readonly keyScope?: Scope; readonly note?: string }
  | { readonly who: "staff"; readonly scope: Scope; readonly peopleOnly?: boolean }
  | { readonly who: "self"; readonly ownerOf: OwnerOf; readonly scope?: Scope; readonly keyScope?: Scope }
  | {
      readonly who: "member";
      readonly roles: readonly ShopRole[];
      readonly shopOf?: ShopOf;
      readonly scope?: Scope;
      readonly refuse?: () => unknown;
    }
  | { readonly who: "sibling"; readonly callers: readonly string[] };

/** The id of the person whom the field's object belongs to; true when the object was made for that very person. */
export type OwnerOf = (source: never) => string | true | null;
/** The id of the shop that an operation's arguments, or the field's object, are about; null when they name none. */
export type ShopOf = (source: never, args: never) => string | null | undefined;

/** Anybody, with or without signing in. `note` tells what else decides, e.g. who has the cart's id. */
export const everyone = (note?: string): AccessRule => ({ who: "everyone", ...(note ? { note } : {}) });

/**
 * People who have signed in; API keys only with `keyScope`. `note` tells what of their own is meant.
 */
export const signedIn = (options: { keyScope?: Scope; note?: string } = {}): AccessRule => ({
  who: "signedIn",
  ...options,
});

/** Staff, and API keys of staff, that hold `scope`; no keys when it is for `peopleOnly`. */
export const staff = (scope: Scope, options: { peopleOnly?: boolean } = {}): AccessRule => ({
  who: "staff",
  scope,
  ...options,
});

/** The person whom the object belongs to, their API keys with `keyScope`, and whoever holds `scope`. */
export const self = <Source>(
  ownerOf: (source: Source) => string | true | null,
  options: { scope?: Scope; keyScope?: Scope } = {},
): AccessRule => ({ who: "self", ownerOf: ownerOf as OwnerOf, ...options });

/**
 * People who have one of `roles` in the shop, or own it. Without `shopOf` the check here is that someone has signed in, and the
 * statement's WHERE does the rest. `refuse` makes the answer of a mutation about a shop that is not there.
 */
export const member = <Source = unknown, Args = unknown>(
  roles: readonly ShopRole[],
  options: {
    shopOf?: (source: Source, args: Args) => string | null | undefined;
    scope?: Scope;
    refuse?: () => unknown;
  } = {},
): AccessRule => ({ who: "member", roles, ...(options as { shopOf?: ShopOf }) });

/** Parts of the platform, named as callers. Clients never see such an operation: mark it @inaccessible as well. */
export const sibling = (...callers: readonly string[]): AccessRule => ({ who: "sibling", callers });

/** Declares who may use the query, mutation or field below it. Every query and mutation has one. */
export const Access = (rule: AccessRule): MethodDecorator & PropertyDecorator =>
  Extensions({ access: rule }) as MethodDecorator & PropertyDecorator;

/** The declared rule as one sentence, for people. */
export function describeAccess(rule: AccessRule): string {
  switch (rule.who) {
    case "everyone":
      return sentence("everyone", rule.note);
    case "signedIn":
      return sentence(`signed in${orKey(rule.keyScope)}`, rule.note);
    case "staff":
      return `scope \`${rule.scope}\`${rule.peopleOnly ? ", not by API keys" : ""}.`;
    case "self":
      return `the person${orKey(rule.keyScope)}${orScope(rule.scope)}; null for others.`;
    case "member":
      return `members of the shop (${rule.roles.join(", ")})${orScope(rule.scope)}; not there for others.`;
    case "sibling":
      return `only ${rule.callers.join(", ")}.`;
  }
}

const sentence = (who: string, note: string | undefined): string => (note ? `${who}; ${note}.` : `${who}.`);
const orKey = (scope: Scope | undefined): string => (scope ? `, or an API key of theirs with \`${scope}\`` : "");
const orScope = (scope: Scope | undefined): string => (scope ? `, or scope \`${scope}\`` : "");

/**
 * `allowed`: it is the viewer's to see. `allowedByScope`: it is a person's own, and a scope of staff lets the viewer see it all
 * the same, which has to be recorded first. `absent`: answer as if it were not there.
 */
export type AccessDecision = "allowed" | "allowedByScope" | "absent";

/**
 * Whether the viewer may go on.
 * @throws AppError UNAUTHENTICATED for a guest, FORBIDDEN for someone without the right, where a refusal is an error.
 */
export function decideAccess(
  rule: AccessRule,
  { viewer, caller }: Identity,
  source: unknown,
  args: unknown,
): AccessDecision {
  switch (rule.who) {
    case "everyone":
      return "allowed";
    case "signedIn":
      requireSignedIn(viewer, rule.keyScope);
      return "allowed";
    case "staff":
      if (viewer.kind === "guest") throw new AppError("UNAUTHENTICATED", "Sign in first.");
      if (rule.peopleOnly && viewer.kind !== "user") throw new AppError("FORBIDDEN", "API keys cannot do this.");
      if (!hasScope(viewer, rule.scope)) throw new AppError("FORBIDDEN", `This needs the scope ${rule.scope}.`);
      return "allowed";
    case "self":
      if (isSelf(rule, viewer, source)) return "allowed";
      return rule.scope !== undefined && hasScope(viewer, rule.scope) ? "allowedByScope" : "absent";
    case "member":
      return isMember(rule, viewer, source, args) ? "allowed" : "absent";
    case "sibling":
      if (!rule.callers.includes(caller)) {
        throw new AppError("FORBIDDEN", "This operation is for other parts of the platform.");
      }
      return "allowed";
  }
}

function requireSignedIn(viewer: Viewer, keyScope: Scope | undefined): void {
  if (viewer.kind === "user") return;
  if (viewer.kind === "guest") throw new AppError("UNAUTHENTICATED", "Sign in first.");
  if (keyScope === undefined) throw new AppError("FORBIDDEN", "API keys cannot do this.");
  if (!hasScope(viewer, keyScope)) throw new AppError("FORBIDDEN", `This needs the scope ${keyScope}.`);
}

function isSelf(rule: Extract<AccessRule, { who: "self" }>, viewer: Viewer, source: unknown): boolean {
  const owner = rule.ownerOf(source as never);
  if (owner === true) return true;
  if (owner === null || viewer.kind === "guest" || owner !== viewer.userId) return false;
  return viewer.kind === "user" || (rule.keyScope !== undefined && hasScope(viewer, rule.keyScope));
}

function isMember(
  rule: Extract<AccessRule, { who: "member" }>,
  viewer: Viewer,
  source: unknown,
  args: unknown,
): boolean {
  if (rule.scope !== undefined && hasScope(viewer, rule.scope)) return true;
  // An operation says what is needed; a field of a page that others see is simply empty for them.
  if (rule.refuse && viewer.kind === "guest") throw new AppError("UNAUTHENTICATED", "Sign in first.");
  if (!rule.shopOf) return viewer.kind !== "guest" && viewer.memberships.some((shop) => fits(shop.roles, rule.roles));
  const shopId = rule.shopOf(source as never, args as never);
  return shopId != null && isShopMember(viewer, shopId, rule.roles);
}

const fits = (held: readonly ShopRole[], wanted: readonly ShopRole[]): boolean =>
  held.some((role) => role === "OWNER" || wanted.includes(role));
