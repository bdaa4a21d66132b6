import type pg from "pg";

export interface StoredStock {
  stocked: number;
  available: number;
  reserved: number;
  sold: number;
}

/** The stored level of a variant. */
export async function readStock(pool: pg.Pool, variantId: string): Promise<StoredStock> {
  const { rows } = await pool.query<StoredStock>(
    "SELECT stocked, available, reserved, sold FROM stock_levels WHERE variant_id = $1",
    [variantId],
  );
  return rows[0]!;
}

/** Whether lists show the product as in stock, and how often it sold. */
export async function readListing(pool: pg.Pool, productId: string): Promise<{ inStock: boolean; unitsSold: number }> {
  const { rows } = await pool.query<{ in_stock: boolean; units_sold: string }>(
    "SELECT in_stock, units_sold FROM product_listings WHERE product_id = $1",
    [productId],
  );
  return { inStock: rows[0]!.in_stock, unitsSold: Number(rows[0]!.units_sold) };
}

/** How many rows a table has. */
export async function countRows(pool: pg.Pool, table: string): Promise<number> {
  const { rows } = await pool.query<{ count: number }>(`SELECT count(*)::int AS count FROM ${table}`);
  return rows[0]!.count;
}
