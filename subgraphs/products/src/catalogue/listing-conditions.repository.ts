import { LISTING_CURRENCY, type ListingFilter } from "./product-listing.ts";

/** How many matches are ranked, and counted for facets, at most: what a search costs does not grow with the catalogue. */
export const MAX_CANDIDATES = 1_000;

/** What a list can be narrowed by, apart from the text. Options and attributes are named one by one, by the group's index. */
export type FilterPart =
  "category" | "shop" | "price" | "inStock" | "rating" | `option ${number}` | `attribute ${number}`;

export type Bind = (value: unknown) => string;

/** Puts a value into `values` and gives its place in the text. */
export const binder =
  (values: unknown[]): Bind =>
  (value) =>
    `$${values.push(value)}`;

/** Whether prices of another currency than the listings' own are asked for, so that their table is needed. */
const isForeign = ({ currency }: ListingFilter): boolean => currency !== null && currency !== LISTING_CURRENCY;

/** The lowest price in the currency asked for. */
export const priceOf = (filter: ListingFilter): string =>
  isForeign(filter) ? "price.min_minor" : "listing.price_min_minor";

/** The listings, with their prices where another currency is asked for. */
export const listingsFor = (filter: ListingFilter, bind: Bind): string =>
  isForeign(filter)
    ? `product_listings AS listing JOIN product_listing_prices AS price
  ON price.product_id = listing.product_id AND price.currency = ${bind(filter.currency)}::char(3)`
    : "product_listings AS listing";

/**
 * All words: of each, one that begins so, or one of the same stem in English, which finds the singular by the plural and back.
 * The text depends on how many there are, and on nothing else.
 */
export const searchQueryOf = (words: readonly string[], bind: Bind): string =>
  words
    .map((word) => `(to_tsquery('simple', ${bind(`${word}:*`)}) || plainto_tsquery('english', ${bind(word)}))`)
    .join(" && ");

/** What a row must fulfil, all of it; `without` leaves one part of the filter out. */
export function conditionsOf(filter: ListingFilter, bind: Bind, without: FilterPart | null = null): string[] {
  const conditions: string[] = [];
  const add = (part: FilterPart, condition: () => string) => {
    if (part !== without) conditions.push(condition());
  };
  if (filter.search !== null) conditions.push(`listing.search @@ (${searchQueryOf(filter.search, bind)})`);
  if (filter.tags.length > 0) conditions.push(`listing.tags @> ${bind(filter.tags)}::text[]`);
  const { categoryId, shopId, inStock, minRatingTenths, minPriceMinor, maxPriceMinor } = filter;
  if (categoryId !== null) add("category", () => `listing.category_ids @> ARRAY[${bind(categoryId)}::text]`);
  if (shopId !== null) add("shop", () => `listing.shop_id = ${bind(shopId)}`);
  if (minPriceMinor !== null) add("price", () => `${priceOf(filter)} >= ${bind(minPriceMinor)}::bigint`);
  if (maxPriceMinor !== null) add("price", () => `${priceOf(filter)} <= ${bind(maxPriceMinor)}::bigint`);
  if (filter.currency === LISTING_CURRENCY) conditions.push("listing.price_min_minor IS NOT NULL");
  if (inStock !== null) add("inStock", () => `listing.in_stock = ${bind(inStock)}::boolean`);
  if (minRatingTenths !== null)
    add("rating", () => `listing.rating_count > 0 AND listing.rating_average_tenths >= ${bind(minRatingTenths)}::int`);
  for (const [index, group] of filter.optionGroups.entries())
    add(`option ${index}`, () => `listing.option_values && ${bind(group)}::text[]`);
  for (const [index, group] of filter.attributeGroups.entries())
    add(`attribute ${index}`, () => `listing.attribute_values && ${bind(group)}::text[]`);
  return conditions;
}

export const where = (conditions: readonly string[]): string =>
  conditions.length === 0 ? "" : ` WHERE ${conditions.join(" AND ")}`;
