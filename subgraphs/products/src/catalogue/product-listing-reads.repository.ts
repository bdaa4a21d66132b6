import type pg from "pg";
import type { PageRequest } from "#platform/database/page.ts";
import { namedStatement } from "../named-statement.ts";
import {
  type Bind,
  binder,
  conditionsOf,
  listingsFor,
  MAX_CANDIDATES,
  priceOf,
  searchQueryOf,
  where,
} from "./listing-conditions.repository.ts";
import {
  type ListingFilter,
  type ListingQuery,
  type ListingRow,
  type ListingSort,
  readListingCursor,
} from "./product-listing.ts";

export type ProductListingReads = ReturnType<typeof createProductListingReads>;

/** Lists that hang on something: the products of a shop, or of a category and those below it. */
export type ListingParent = "shop" | "category";

/** Reads of lists, by keyset: no page has a gap or a duplicate while rows come and go. */
export function createProductListingReads(pool: Pick<pg.Pool, "query">) {
  return {
    /** One page, with one row more than asked for when there is more: what `toPage` takes. */
    async findPage(query: ListingQuery, page: PageRequest): Promise<ListingRow[]> {
      const values: unknown[] = [];
      const { rows } = await pool.query<FoundRow>(namedStatement(selectPage(query, page, values, null), values));
      return rows.map(toListingRow);
    },

    /** The same page of the list of each of `parentIds`, by one statement. */
    async findPagesOf(
      parent: ListingParent,
      parentIds: readonly string[],
      query: ListingQuery,
      page: PageRequest,
    ): Promise<ReadonlyMap<string, ListingRow[]>> {
      const values: unknown[] = [parentIds];
      const inner = selectPage(query, page, values, PARENT_CONDITION[parent]);
      const order = `listed.sort_key ${directionOf(query, page)}, listed.product_id ${directionOf(query, page)}`;
      const text = `SELECT parent.id AS parent_id, listed.product_id, listed.sort_key
FROM unnest($1::text[]) AS parent (id) CROSS JOIN LATERAL (${inner}) AS listed ORDER BY ${order}`;
      const { rows } = await pool.query<FoundRow & { parent_id: string }>(namedStatement(text, values));
      const pages = new Map<string, ListingRow[]>(parentIds.map((id) => [id, []]));
      for (const row of rows) pages.get(row.parent_id)?.push(toListingRow(row));
      return pages;
    },

    /** How many products a list has. */
    async count(filter: ListingFilter): Promise<number> {
      const values: unknown[] = [];
      const bind = binder(values);
      const text = `SELECT count(*)::int AS count FROM ${listingsFor(filter, bind)}${where(conditionsOf(filter, bind))}`;
      const { rows } = await pool.query<{ count: number }>(namedStatement(text, values));
      return rows[0]!.count;
    },

    /** How many products each of `parentIds` has, by one statement. */
    async countOf(parent: ListingParent, parentIds: readonly string[]): Promise<ReadonlyMap<string, number>> {
      const { rows } = await pool.query<{ id: string; count: number }>(
        namedStatement(
          `SELECT parent.id, (SELECT count(*)::int FROM product_listings AS listing WHERE ${PARENT_CONDITION[parent]}) AS count
FROM unnest($1::text[]) AS parent (id)`,
          [parentIds],
        ),
      );
      return new Map(rows.map(({ id, count }) => [id, count]));
    },

    /** Ids of all listed products behind `after` (null: from the start), up to and with `last` (null: to the end). */
    async findIdsWithin(after: string | null, last: string | null): Promise<string[]> {
      const { rows } = await pool.query<{ product_id: string }>(
        "SELECT product_id FROM product_listings WHERE product_id > $1 AND ($2::text IS NULL OR product_id <= $2)",
        [after ?? "", last],
      );
      return rows.map(({ product_id }) => product_id);
    },

    /** Ids of visible products by handle, by one statement. */
    async findIdsByHandles(handles: readonly string[]): Promise<ReadonlyMap<string, string>> {
      const { rows } = await pool.query<{ handle: string; product_id: string }>(
        namedStatement("SELECT handle, product_id FROM product_listings WHERE handle = ANY($1::text[])", [handles]),
      );
      return new Map(rows.map((row) => [row.handle, row.product_id]));
    },
  };
}

interface FoundRow {
  product_id: string;
  sort_key: Date | string | number;
}

const toListingRow = ({ product_id, sort_key }: FoundRow): ListingRow => ({
  productId: product_id as ListingRow["productId"],
  sortKey: sort_key instanceof Date ? sort_key.toISOString() : sort_key,
});

const PARENT_CONDITION: Record<ListingParent, string> = {
  shop: "listing.shop_id = parent.id",
  category: "listing.category_ids @> ARRAY[parent.id]",
};

interface Ordering {
  /** What rows are ordered by, before the product's id. Each but RELEVANCE has an index on it and the id. */
  expression: (filter: ListingFilter) => string;
  type: string;
  descending: boolean;
}

const ORDERINGS: Record<ListingSort, Ordering> = {
  NEWEST: { expression: () => "listing.created_at", type: "timestamptz", descending: true },
  // A product without a price in EUR stands behind all that have one. In another currency, only those that have one are read.
  PRICE: {
    expression: (filter) =>
      priceOf(filter) === "listing.price_min_minor"
        ? "COALESCE(listing.price_min_minor, 9223372036854775807)"
        : priceOf(filter),
    type: "bigint",
    descending: false,
  },
  NAME: { expression: () => "listing.name_key", type: "text", descending: false },
  BEST_SELLING: { expression: () => "listing.units_sold", type: "bigint", descending: true },
  RATING: {
    expression: () => "(listing.rating_average_tenths::bigint * 1000000000 + listing.rating_count)",
    type: "bigint",
    descending: true,
  },
  RELEVANCE: { expression: () => "listing.rank", type: "float8", descending: true },
};

/** Rows are read away from the cursor: a page before it is read backwards. */
const directionOf = ({ sort, reverse }: ListingQuery, { backward }: PageRequest): "ASC" | "DESC" =>
  (ORDERINGS[sort].descending !== reverse) !== backward ? "DESC" : "ASC";

/** The limit stands in the text, checked and small, because the planner must know that few rows are wanted. */
function selectPage(query: ListingQuery, page: PageRequest, values: unknown[], parentCondition: string | null): string {
  const bind = binder(values);
  const { filter, sort } = query;
  const isRanked = sort === "RELEVANCE";
  const source = isRanked ? ranked(filter, bind) : listingsFor(filter, bind);
  const conditions = isRanked ? [] : conditionsOf(filter, bind);
  if (parentCondition !== null) conditions.push(parentCondition);
  const { expression, type } = ORDERINGS[sort];
  const sortKey = expression(filter);
  // The index on prices of a currency has the ids of its own table.
  const id = sortKey === "price.min_minor" ? "price.product_id" : "listing.product_id";
  const direction = directionOf(query, page);
  const start = readListingCursor(query, page);
  if (start) {
    const comparison = direction === "DESC" ? "<" : ">";
    conditions.push(
      `(${sortKey}, ${id}) ${comparison} (${bind(start.sortKey)}::${type}, ${bind(start.productId)}::text)`,
    );
  }
  return `SELECT listing.product_id, ${sortKey} AS sort_key FROM ${source}${where(conditions)}
ORDER BY ${sortKey} ${direction}, ${id} ${direction} LIMIT ${page.limit + 1}`;
}

/**
 * Up to MAX_CANDIDATES matches with their rank: those with all words in the title before the others, and of either the first that the index
 * names. Ranking every match would make a common word cost as much as the catalogue is long.
 */
function ranked(filter: ListingFilter, bind: Bind): string {
  const match = searchQueryOf(filter.search ?? [], bind);
  const source = listingsFor(filter, bind);
  const candidates = (condition: string) =>
    `(SELECT listing.product_id, listing.search FROM ${source}${where([condition, ...conditionsOf(filter, bind)])}
    LIMIT ${MAX_CANDIDATES})`;
  return `(
  SELECT product_id, ts_rank(search, ${match})::float8 AS rank FROM (
    ${candidates(`listing.title_search @@ (${match})`)}
    UNION ALL
    ${candidates(`NOT listing.title_search @@ (${match})`)}
    LIMIT ${MAX_CANDIDATES}
  ) AS candidate
) AS listing`;
}
