import type { SqlExecutor } from "#platform/database/sql.ts";
import type { ListedProduct } from "./product-listing.ts";

export type ProductListingRepository = ReturnType<typeof createProductListingRepository>;

/** Writes of the rows that lists are read from. Inside a transaction: a list never shows half a change. */
export function createProductListingRepository(sql: SqlExecutor) {
  const repository = {
    /** Adds and changes the rows of `products`, their stock included. */
    async save(products: readonly ListedProduct[]): Promise<void> {
      if (products.length === 0) return;
      await sql.$executeRawUnsafe(SAVE, JSON.stringify(products.map(toJsonRow)));
      await repository.refreshStock(products.map(({ productId }) => productId));
    },

    /** Takes products out of all lists, in id order. */
    async remove(productIds: readonly string[]): Promise<void> {
      if (productIds.length > 0) await sql.$executeRawUnsafe(REMOVE, productIds);
    },

    /** Takes everything of the shop out of all lists. */
    async removeOfShop(shopId: string): Promise<void> {
      await sql.$executeRawUnsafe(REMOVE_OF_SHOP, shopId);
    },

    /**
     * Sets units sold and "in stock" from the stock levels. Locks the rows in id order and reads the levels only then, by
     * a statement of its own: of two transactions that each take the last unit of another variant, the later one sees both.
     * Call it after the levels have been changed (stock levels are locked before listings, everywhere).
     */
    async refreshStock(productIds: readonly string[]): Promise<void> {
      if (productIds.length === 0) return;
      const ids = [...new Set(productIds)];
      await sql.$queryRawUnsafe(LOCK, ids);
      await sql.$executeRawUnsafe(REFRESH, ids);
    },
  };
  return repository;
}

const SAVE = `
INSERT INTO product_listings
  (product_id, shop_id, category_ids, handle, title, name_key, search, price_min_minor, option_values, created_at)
SELECT product_id, shop_id, category_ids, handle, title, name_key,
       setweight(to_tsvector('simple', search_a), 'A') || setweight(to_tsvector('simple', search_b), 'B')
         || setweight(to_tsvector('simple', search_c), 'C'),
       price_min_minor, option_values, created_at
FROM jsonb_to_recordset($1::jsonb) AS listed (
  product_id text, shop_id text, category_ids text[], handle text, title text, name_key text, search_a text,
  search_b text, search_c text, price_min_minor bigint, option_values text[], created_at timestamptz)
ON CONFLICT (product_id) DO UPDATE SET
  shop_id = EXCLUDED.shop_id, category_ids = EXCLUDED.category_ids, handle = EXCLUDED.handle, title = EXCLUDED.title,
  name_key = EXCLUDED.name_key, search = EXCLUDED.search, price_min_minor = EXCLUDED.price_min_minor,
  option_values = EXCLUDED.option_values, created_at = EXCLUDED.created_at`;

const LOCK = `
SELECT product_id FROM product_listings WHERE product_id = ANY($1::text[]) ORDER BY product_id FOR NO KEY UPDATE`;

const REMOVE = `
DELETE FROM product_listings WHERE product_id IN (
  SELECT product_id FROM product_listings WHERE product_id = ANY($1::text[]) ORDER BY product_id FOR UPDATE)`;

const REMOVE_OF_SHOP = `
DELETE FROM product_listings WHERE product_id IN (
  SELECT product_id FROM product_listings WHERE shop_id = $1 ORDER BY product_id FOR UPDATE)`;

/** A level without a SKU is of a variant that was deleted. */
const REFRESH = `
UPDATE product_listings AS listing SET units_sold = stock.sold, in_stock = stock.in_stock
FROM (
  SELECT product_id, sum(sold) AS sold, bool_or(available > 0 AND sku IS NOT NULL) AS in_stock
  FROM stock_levels WHERE product_id = ANY($1::text[]) GROUP BY product_id
) AS stock
WHERE listing.product_id = stock.product_id
  AND (listing.units_sold, listing.in_stock) IS DISTINCT FROM (stock.sold, stock.in_stock)`;

const toJsonRow = (product: ListedProduct) => ({
  product_id: product.productId,
  shop_id: product.shopId,
  category_ids: product.categoryIds,
  handle: product.handle,
  title: product.title,
  name_key: product.nameKey,
  search_a: product.searchTexts[0],
  search_b: product.searchTexts[1],
  search_c: product.searchTexts[2],
  price_min_minor: product.priceMinMinor?.toString() ?? null,
  option_values: product.optionValues,
  created_at: product.createdAt.toISOString(),
});
