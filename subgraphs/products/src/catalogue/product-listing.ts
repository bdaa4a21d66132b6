import type { CursorValue, PageRequest } from "#platform/database/page.ts";
import { AppError } from "#platform/errors/app-error.ts";
import { parseId, type ProductId } from "#platform/ids/id.ts";

/** What a list is ordered by. Each has a direction of its own, which `reverse` turns round. */
export type ListingSort = "NEWEST" | "PRICE" | "NAME" | "BEST_SELLING" | "RELEVANCE";

/** Which products a list has; null and empty do not restrict it. */
export interface ListingFilter {
  /** In PostgreSQL's query language, as `toPrefixQuery` makes it. */
  readonly search: string | null;
  readonly categoryId: string | null;
  readonly shopId: string | null;
  /** Bounds of the lowest price in EUR minor units, both included. */
  readonly minPriceMinor: bigint | null;
  readonly maxPriceMinor: bigint | null;
  readonly inStock: boolean | null;
  /** From each group the product has at least one, e.g. [["size=m", "size=l"], ["colour=red"]]. */
  readonly optionGroups: readonly (readonly string[])[];
}

export const NO_FILTER: ListingFilter = {
  search: null,
  categoryId: null,
  shopId: null,
  minPriceMinor: null,
  maxPriceMinor: null,
  inStock: null,
  optionGroups: [],
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
export const toListingCursor = ({ sort, reverse }: ListingQuery, row: ListingRow): readonly CursorValue[] => [
  reverse ? `-${sort}` : sort,
  row.sortKey,
  row.productId,
];

/** The row that a page starts behind; null for the first page. @throws AppError BAD_USER_INPUT for a foreign cursor. */
export function readListingCursor({ sort, reverse }: ListingQuery, { cursor }: PageRequest): ListingRow | null {
  if (cursor === null) return null;
  const [order, sortKey, id] = cursor;
  const productId = typeof id === "string" ? parseId("prod", id) : null;
  if (order !== (reverse ? `-${sort}` : sort) || productId === null || sortKey == null || !isSortKey(sort, sortKey)) {
    throw new AppError("BAD_USER_INPUT", "The cursor is not one of this list.");
  }
  return { productId, sortKey };
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
      return /^\d{1,19}$/.test(value) && BigInt(value) <= 9_223_372_036_854_775_807n;
  }
}

/** Only what `toISOString` makes of a year that PostgreSQL knows. */
function isInstant(text: string): boolean {
  const instant = new Date(text);
  return !Number.isNaN(instant.getTime()) && instant.toISOString() === text && /^(?!0000)\d{4}-/.test(text);
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
  readonly priceMinMinor: bigint | null;
  readonly optionValues: readonly string[];
  readonly createdAt: Date;
}
