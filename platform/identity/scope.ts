/**
 * What a scope lets its holder do, beyond what everyone may do with their own things. Those of staff come with a role; those
 * that only keys carry let a program do a part of what its owner may. An API key holds what it was given and its owner still holds.
 */
export const SCOPES = {
  "user:read": { audience: "staff", meaning: "Reads everything of everyone's account." },
  "user:write": { audience: "staff", meaning: "Suspends, reinstates and erases accounts." },
  "role:write": { audience: "staff", meaning: "Gives and takes staff roles, none above the own." },
  "order:read": { audience: "staff", meaning: "Reads everyone's orders and payments." },
  "order:refund": { audience: "staff", meaning: "Refunds orders." },
  "promotion:write": { audience: "staff", meaning: "Manages promotions of the whole platform." },
  "review:moderate": { audience: "staff", meaning: "Hides and shows reviews, and sees what was reported." },
  "catalog:write": { audience: "staff", meaning: "Keeps the categories of the whole platform." },
  "audit:read": { audience: "staff", meaning: "Reads the audit trail." },
  "account:read": { audience: "key", meaning: "Reads the account of the key's owner." },
  "shop:manage": { audience: "key", meaning: "Acts as the owner of the shop, where the key's owner is one." },
  "shop:catalog": { audience: "key", meaning: "Manages products and stock, where the key's owner may." },
  "shop:fulfillment": { audience: "key", meaning: "Ships and takes back orders, where the key's owner may." },
} as const satisfies Record<string, { audience: "staff" | "key"; meaning: string }>;

export type Scope = keyof typeof SCOPES;

export const isScope = (text: string): text is Scope => Object.hasOwn(SCOPES, text);

const STAFF_SCOPES = (Object.keys(SCOPES) as Scope[]).filter((scope) => SCOPES[scope].audience === "staff");

/** Staff roles by what they may do. */
export const ROLE_SCOPES = {
  SUPPORT: ["user:read", "order:read", "review:moderate"],
  ADMIN: STAFF_SCOPES,
} as const satisfies Record<string, readonly Scope[]>;

export type StaffRole = keyof typeof ROLE_SCOPES;

export const isStaffRole = (text: string): text is StaffRole => Object.hasOwn(ROLE_SCOPES, text);

/** All that holders of `roles` may do, each scope once. */
export const scopesOfRoles = (roles: readonly StaffRole[]): Scope[] => [
  ...new Set(roles.flatMap((role): readonly Scope[] => ROLE_SCOPES[role])),
];
