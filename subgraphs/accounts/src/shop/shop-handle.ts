import { randomBytes } from "node:crypto";
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

/** How many numbers are tried behind a name that is taken before chance decides. */
const NUMBERED = 5;

/**
 * Handles for a shop called `name`, the best first: the name in small Latin letters, then with a number, then with something
 * that hardly anybody has. None is reserved; whether one is taken is for the database to say.
 */
export function handlesFor(name: string): string[] {
  const plain = name.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  const letters = plain.replace(/[ßæœøđł]/g, (letter) => LATIN[letter]!);
  const slug = letters.replace(/['’]/g, "").replace(/[^a-z0-9]+/g, "-");
  const base = trimHyphens(trimHyphens(slug).slice(0, HANDLE_MAX_CHARACTERS - 10)) || "shop";
  const suffixes = [...Array.from({ length: NUMBERED - 1 }, (_, index) => `${index + 2}`), chance(), chance()];
  return [base, ...suffixes.map((suffix) => `${base}-${suffix}`)].filter((handle) => !isReservedHandle(handle));
}

/** Letters that Unicode does not take apart. */
const LATIN: Readonly<Record<string, string>> = { ß: "ss", æ: "ae", œ: "oe", ø: "o", đ: "d", ł: "l" };

const trimHyphens = (text: string): string => text.replace(/^-+|-+$/g, "");
const chance = (): string => randomBytes(4).toString("hex");
