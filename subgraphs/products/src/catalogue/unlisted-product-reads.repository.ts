import type pg from "pg";
import type { PageRequest } from "#platform/database/page.ts";
import { namedStatement } from "../named-statement.ts";
import { type ListingQuery, type ListingRow, readListingCursor } from "./product-listing.ts";
import type { ProductStatus } from "./product.ts";

export type UnlistedStatus = Exclude<ProductStatus, "ACTIVE">;

/** Products of shops that are not on sale, by when they were added: what only members of the shop may see. */
export function createUnlistedProductReads(pool: Pick<pg.Pool, "query">) {
  return {
    /** The same page of each of `shopIds`, the latest first unless reversed, by one statement. */
    async findPagesOf(
      shopIds: readonly string[],
      status: UnlistedStatus,
      query: ListingQuery,
      page: PageRequest,
    ): Promise<ReadonlyMap<string, ListingRow[]>> {
      const direction = query.reverse === page.backward ? "DESC" : "ASC";
      const start = readListingCursor(query, page);
      const values: unknown[] = [shopIds, status, ...(start ? [start.sortKey, start.productId] : [])];
      const behind = `AND (created_at, product_id) ${direction === "DESC" ? "<" : ">"} ($3::timestamptz, $4::text)`;
      const text = `
SELECT shop.id AS shop_id, found.product_id, found.created_at
FROM unnest($1::text[]) AS shop (id) CROSS JOIN LATERAL (
  SELECT product_id, created_at FROM product_projections
  WHERE shop_id = shop.id AND status = $2 ${start ? behind : ""}
  ORDER BY created_at ${direction}, product_id ${direction} LIMIT ${page.limit + 1}) AS found
ORDER BY found.created_at ${direction}, found.product_id ${direction}`;
      const { rows } = await pool.query<FoundRow>(namedStatement(text, values));
      const pages = new Map<string, ListingRow[]>(shopIds.map((id) => [id, []]));
      for (const row of rows)
        pages.get(row.shop_id)?.push({ productId: row.product_id, sortKey: row.created_at.toISOString() });
      return pages;
    },

    /** How many each of `shopIds` has, by one statement. */
    async countOf(shopIds: readonly string[], status: UnlistedStatus): Promise<ReadonlyMap<string, number>> {
      const { rows } = await pool.query<{ shop_id: string; count: number }>(
        namedStatement(
          `SELECT shop_id, count(*)::int AS count FROM product_projections
WHERE shop_id = ANY($1::text[]) AND status = $2 GROUP BY shop_id`,
          [shopIds, status],
        ),
      );
      return new Map(rows.map(({ shop_id, count }) => [shop_id, count]));
    },
  };
}

interface FoundRow {
  shop_id: string;
  product_id: ListingRow["productId"];
  created_at: Date;
}
