import type { SqlExecutor } from "#platform/database/sql.ts";
import { type Stars, starsChange } from "./review.ts";

export type RatingRepository = ReturnType<typeof createRatingRepository>;

/** What the published reviews of a product and a shop amount to, kept in step with them inside their transaction. */
export const createRatingRepository = (sql: SqlExecutor) => ({
  /**
   * Takes `removed` from the stars of the product and its shop and adds `added`; null is nothing. Adds to what is there by then, so
   * nothing is lost among many at once. Locks the product's row, then the shop's. Returns the product's count and sum.
   */
  async change(
    { productId, shopId }: { productId: string; shopId: string },
    change: { removed: number | null; added: number | null },
  ): Promise<{ count: number; sum: number }> {
    const stars = starsChange(change);
    await sql.$executeRawUnsafe(
      `INSERT INTO product_ratings (product_id, shop_id, count, sum, stars) VALUES ($1, $2, 0, 0, '{0,0,0,0,0}')
       ON CONFLICT (product_id) DO NOTHING`,
      productId,
      shopId,
    );
    const [product] = await addStars("product_ratings", "product_id", productId, stars);
    await sql.$executeRawUnsafe(
      "INSERT INTO shop_ratings (shop_id, count, sum, stars) VALUES ($1, 0, 0, '{0,0,0,0,0}') ON CONFLICT (shop_id) DO NOTHING",
      shopId,
    );
    await addStars("shop_ratings", "shop_id", shopId, stars);
    return product!;

    function addStars(table: string, key: string, id: string, by: Stars) {
      return sql.$queryRawUnsafe<{ count: number; sum: number }[]>(
        `UPDATE ${table} SET count = count + $2::int, sum = sum + $3::int, stars = ARRAY[stars[1] + ($4::int[])[1],
           stars[2] + ($4::int[])[2], stars[3] + ($4::int[])[3], stars[4] + ($4::int[])[4], stars[5] + ($4::int[])[5]]
         WHERE ${key} = $1 RETURNING count, sum`,
        id,
        by.reduce((total, number) => total + number, 0),
        by.reduce((total, number, index) => total + number * (index + 1), 0),
        [...by],
      );
    }
  },

  /** Products and shops whose kept rating is not what their published reviews amount to. None, unless something is broken. */
  async findWrong(): Promise<string[]> {
    const rows = await sql.$queryRawUnsafe<{ id: string }[]>(
      [wrongOf("product_ratings", "product_id"), wrongOf("shop_ratings", "shop_id")].join(" UNION ALL "),
    );
    return rows.map(({ id }) => id);
  },
});

const wrongOf = (table: string, key: string): string => `
SELECT COALESCE(kept.${key}, counted.${key}) AS id
FROM ${table} AS kept FULL JOIN (
  SELECT ${key}, ARRAY[count(*) FILTER (WHERE rating = 1), count(*) FILTER (WHERE rating = 2),
    count(*) FILTER (WHERE rating = 3), count(*) FILTER (WHERE rating = 4), count(*) FILTER (WHERE rating = 5)]::int[] AS stars
  FROM reviews WHERE status = 'PUBLISHED' GROUP BY ${key}
) AS counted ON counted.${key} = kept.${key}
WHERE COALESCE(kept.stars, '{0,0,0,0,0}') <> COALESCE(counted.stars, '{0,0,0,0,0}')`;
