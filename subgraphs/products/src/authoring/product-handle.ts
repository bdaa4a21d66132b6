import { randomBytes } from "node:crypto";
import { plainText } from "../catalogue/search-text.ts";
import { PRODUCT_LIMITS } from "./product-limits.ts";

/** Words of small Latin letters and digits, joined by single hyphens. */
export const isProductHandle = (text: string): boolean =>
  text.length <= PRODUCT_LIMITS.handle && /^[a-z0-9]+(-[a-z0-9]+)*$/.test(text);

/** A title can be longer than an address should be. */
const DERIVED_LENGTH = 80;
/** How many numbers are tried behind a handle that is taken before chance decides. */
const NUMBERED = 5;

/**
 * Handles for a product of that title, the best first: the title in small Latin letters, then with a number, then with something
 * that hardly anybody has. Whether one is taken is for the database to say.
 */
export function handlesFor(title: string): string[] {
  const letters = plainText(title).replace(/[ßæœøđł]/g, (letter) => LATIN[letter]!);
  const slug = letters.replace(/['’]/g, "").replace(/[^a-z0-9]+/g, "-");
  const base = trimHyphens(trimHyphens(slug).slice(0, DERIVED_LENGTH)) || "product";
  const suffixes = [
    ...Array.from({ length: NUMBERED - 1 }, (_, index) => `${index + 2}`),
    chance(),
    chance(),
    chance(),
  ];
  return [base, ...suffixes.map((suffix) => `${base}-${suffix}`)];
}

/** Letters that Unicode does not take apart. */
const LATIN: Readonly<Record<string, string>> = { ß: "ss", æ: "ae", œ: "oe", ø: "o", đ: "d", ł: "l" };

const trimHyphens = (text: string): string => text.replace(/^-+|-+$/g, "");
const chance = (): string => randomBytes(4).toString("hex");
