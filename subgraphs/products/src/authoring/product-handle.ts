import { isSlug, slugsFor } from "#platform/text/slug.ts";
import { PRODUCT_LIMITS } from "./product-limits.ts";

/** Words of small Latin letters and digits, joined by single hyphens. */
export const isProductHandle = (text: string): boolean => isSlug(text, PRODUCT_LIMITS.handle);

/** A title can be longer than an address should be. */
const DERIVED_CHARACTERS = 90;

/** Handles for a product of that title, the best first. Whether one is taken is for the database to say. */
export const handlesFor = (title: string): string[] =>
  slugsFor(title, { max: DERIVED_CHARACTERS, fallback: "product" });
