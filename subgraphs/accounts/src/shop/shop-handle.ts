import { slugsFor } from "#platform/text/slug.ts";
import { HANDLE_MAX_CHARACTERS } from "./shop.ts";

/** Words that an address of the platform itself may begin with, or that would pass a shop off as the platform. */
// prettier-ignore
const RESERVED: ReadonlySet<string> = new Set([
  "about", "account", "accounts", "admin", "administrator", "api", "app", "apps", "assets", "auth", "billing", "blog", "cart",
  "carts", "categories", "category", "checkout", "contact", "dashboard", "docs", "events", "explorer", "favicon", "files",
  "graphql", "health", "help", "home", "index", "info", "invitations", "legal", "login", "logout", "mail", "me", "metrics", "new",
  "null", "official", "order", "orders", "pay", "payment", "payments", "plexus", "privacy", "product", "products", "register",
  "root", "search", "security", "settings", "shop", "shops", "sign-in", "sign-out", "sign-up", "signin", "signup", "staff",
  "static", "status", "store", "support", "system", "team", "terms", "undefined", "user", "users", "verify", "webhooks", "www",
]);

export const isReservedHandle = (handle: string): boolean => RESERVED.has(handle);

/**
 * Handles for a shop called `name`, the best first. None is reserved; whether one is taken is for the database to say.
 */
export const handlesFor = (name: string): string[] =>
  slugsFor(name, { max: HANDLE_MAX_CHARACTERS, fallback: "shop" }).filter((handle) => !isReservedHandle(handle));
