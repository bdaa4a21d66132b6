import type { CursorValue, PageRequest } from "#platform/database/page.ts";
import { AppError } from "#platform/errors/app-error.ts";
import { parseId, type ProductId } from "#platform/ids/id.ts";
import type { CurrencyCode } from "#platform/money/currency.ts";

/** What a list is ordered by. Each has a direction of its own, which `reverse` turns round. */
export type ListingSort = "NEWEST" | "PRICE" | "NAME" | "BEST_SELLING" | "RATING" | "RELEVANCE";

/** Lists are ordered and filtered by prices in this currency, unless another one is asked for. */
export const LISTING_CURRENCY: CurrencyCode = "EUR";

/** Which products a list has; null and empty do not restrict it. */
export interface ListingFilter {
  /** Words in plain form, as `toSearchWords` makes them; of each, the product has one that begins so or has the same stem. */
  readonly search: readonly string[] | null;
  readonly categoryId: string | null;
  readonly shopId: string | null;
  /** Of the prices that the list is filtered and ordered by; when it is not null, the product is sold in it. */
  readonly currency: CurrencyCode | null;
  /** Bounds of the lowest price in minor units of `currency`, or of LISTING_CURRENCY, both included. */
  readonly minPriceMinor: bigint | null;
  readonly maxPriceMinor: bigint | null;
  readonly inStock: boolean | null;
  /** From each group the product has at least one, e.g. [["size=m", "size=l"], ["colour=red"]]. */
  readonly optionGroups: readonly (readonly string[])[];
  /** The same of attributes, e.g. [["material=linen"]]. */
  readonly attributeGroups: readonly (readonly string[])[];
  /** The product has all of them. In plain form. */
  readonly tags: readonly string[];
  /** In tenths: 45 is 4.5 of 5. */
  readonly minRatingTenths: number | null;
}

export const NO_FILTER: ListingFilter = {
  search: null,
  categoryId: null,
  shopId: null,
  currency: null,
  minPriceMinor: null,
  maxPriceMinor: null,
  inStock: null,
  optionGroups: [],
  attributeGroups: [],
  tags: [],
  minRatingTenths: null,
};

/** One list: what is in it and in which order. */
export interface ListingQuery {
  readonly filter: ListingFilter;
  readonly sort: ListingSort;
  readonly reverse: boolean;
}

/** A place in a list: the product and what the list is ordered by, as exact as the database has it. */
export interface ListingRow {
  readonly productId: ProductId;
  readonly sortKey: string | number;
}

/** How many values a cursor of these lists has. */
export const LISTING_CURSOR_LENGTH = 3;

/** A cursor names its order, so that one of another list is not taken for a place in this one. */
export const toListingCursor = (query: ListingQuery, row: ListingRow): readonly CursorValue[] => [
  orderOf(query),
  row.sortKey,
  row.productId,
];

/** The row that a page starts behind; null for the first page. @throws AppError BAD_USER_INPUT for a foreign cursor. */
export function readListingCursor(query: ListingQuery, { cursor }: PageRequest): ListingRow | null {
  if (cursor === null) return null;
  const [order, sortKey, id] = cursor;
  const productId = typeof id === "string" ? parseId("prod", id) : null;
  if (order !== orderOf(query) || productId === null || sortKey == null || !isSortKey(query.sort, sortKey)) {
    throw new AppError("BAD_USER_INPUT", "The cursor is not one of this list.");
  }
  return { productId, sortKey };
}

function orderOf({ sort, reverse, filter: { currency } }: ListingQuery): string {
  const order = sort === "PRICE" && currency !== null && currency !== LISTING_CURRENCY ? `${sort} ${currency}` : sort;
  return reverse ? `-${order}` : order;
}

function isSortKey(sort: ListingSort, value: string | number): boolean {
  if (sort === "RELEVANCE") return typeof value === "number";
  if (typeof value !== "string") return false;
  switch (sort) {
    case "NEWEST":
      return isInstant(value);
    case "NAME":
      return !/\p{Cc}/u.test(value);
    case "PRICE":
    case "BEST_SELLING":
    case "RATING":
      return /^\d{1,19}$/.test(value) && BigInt(value) <= 9_223_372_036_854_775_807n;
  }
}

/** Only what `toISOString` makes of a year that PostgreSQL knows. */
function isInstant(text: string): boolean {
  const instant = new Date(text);
  return !Number.isNaN(instant.getTime()) && instant.toISOString() === text && /^(?!0000)\d{4}-/.test(text);
}

/** A value that lists are filtered by: its plain form, and as people write it. */
export interface FacetValue {
  readonly key: string;
  readonly name: string;
  readonly value: string;
}

/** What a product's row in the lists is made of. Its units sold and whether it is in stock come from the stock levels. */
export interface ListedProduct {
  readonly productId: ProductId;
  readonly shopId: string;
  /** With the ancestors of each. */
  readonly categoryIds: readonly string[];
  readonly handle: string;
  readonly title: string;
  readonly nameKey: string;
  /** What is searched, in plain form, the weightiest first. */
  readonly searchTexts: readonly [title: string, keywords: string, description: string];
  /** Those that people may have in mind when they type: of titles, categories, choices and tags. */
  readonly words: readonly string[];
  readonly priceMinMinor: bigint | null;
  /** The lowest in each currency that it is sold in. */
  readonly prices: readonly { readonly currency: CurrencyCode; readonly minMinor: bigint }[];
  readonly optionValues: readonly string[];
  readonly attributeValues: readonly string[];
  readonly tags: readonly string[];
  /** How `optionValues` and `attributeValues` are written. */
  readonly facetValues: readonly FacetValue[];
  readonly createdAt: Date;
}
