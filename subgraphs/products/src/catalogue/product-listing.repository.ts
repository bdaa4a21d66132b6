import type { SqlExecutor } from "#platform/database/sql.ts";
import type { ListedProduct } from "./product-listing.ts";

export type ProductListingRepository = ReturnType<typeof createProductListingRepository>;

/** What buyers think of a product. */
export interface ProductRating {
  readonly productId: string;
  readonly averageTenths: number;
  readonly count: number;
}

/** Writes of the rows that lists are read from. Inside a transaction: a list never shows half a change. */
export function createProductListingRepository(sql: SqlExecutor) {
  const repository = {
    /**
     * Adds and changes the rows of `products` with their prices, their stock and rating included, and notes the words and the
     * values that they bring. Locks ratings and then rows, in id order, then words, then values.
     */
    async save(products: readonly ListedProduct[]): Promise<void> {
      if (products.length === 0) return;
      const ids = products.map(({ productId }) => productId);
      await sql.$queryRawUnsafe(KEEP_RATINGS, ids);
      await sql.$executeRawUnsafe(SAVE, JSON.stringify(products.map(toJsonRow)));
      await sql.$executeRawUnsafe(SAVE_PRICES, JSON.stringify(products.map(toPrices)));
      await repository.refreshStock(ids);
      await sql.$executeRawUnsafe(COPY_RATINGS, ids);
      await sql.$executeRawUnsafe(ADD_WORDS, [...new Set(products.flatMap(({ words }) => words))]);
      await sql.$executeRawUnsafe(ADD_FACET_VALUES, JSON.stringify(products.flatMap(({ facetValues }) => facetValues)));
    },

    /** Sets what buyers think of products: the average in tenths of a star (0 when there is none), and of how many reviews. */
    async refreshRatings(rows: readonly ProductRating[]): Promise<void> {
      if (rows.length === 0) return;
      await sql.$queryRawUnsafe(
        LOCK,
        rows.map(({ productId }) => productId),
      );
      await sql.$executeRawUnsafe(REFRESH_RATINGS, JSON.stringify(rows));
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
  (product_id, shop_id, category_ids, handle, title, name_key, search, title_search, price_min_minor, option_values,
   attribute_values, tags, created_at)
SELECT product_id, shop_id, category_ids, handle, title, name_key,
       setweight(to_tsvector('simple', search_a) || to_tsvector('english', search_a), 'A')
         || setweight(to_tsvector('simple', search_b) || to_tsvector('english', search_b), 'B')
         || setweight(to_tsvector('simple', search_c) || to_tsvector('english', search_c), 'C'),
       setweight(to_tsvector('simple', search_a) || to_tsvector('english', search_a), 'A'),
       price_min_minor, option_values, attribute_values, tags, created_at
FROM jsonb_to_recordset($1::jsonb) AS listed (
  product_id text, shop_id text, category_ids text[], handle text, title text, name_key text, search_a text,
  search_b text, search_c text, price_min_minor bigint, option_values text[], attribute_values text[], tags text[],
  created_at timestamptz)
ORDER BY product_id COLLATE "C"
ON CONFLICT (product_id) DO UPDATE SET
  shop_id = EXCLUDED.shop_id, category_ids = EXCLUDED.category_ids, handle = EXCLUDED.handle, title = EXCLUDED.title,
  name_key = EXCLUDED.name_key, search = EXCLUDED.search, title_search = EXCLUDED.title_search,
  price_min_minor = EXCLUDED.price_min_minor, option_values = EXCLUDED.option_values,
  attribute_values = EXCLUDED.attribute_values, tags = EXCLUDED.tags, created_at = EXCLUDED.created_at`;

/** Two parts that touch different rows: what is no longer sold in a currency goes, the others are added and changed. */
const SAVE_PRICES = `
WITH listed AS (
  SELECT product_id, prices FROM jsonb_to_recordset($1::jsonb) AS listed (product_id text, prices jsonb)
), gone AS (
  DELETE FROM product_listing_prices AS price USING listed
  WHERE price.product_id = listed.product_id AND NOT listed.prices ? price.currency
)
INSERT INTO product_listing_prices AS known (product_id, currency, min_minor)
SELECT product_id, price.key, price.value::bigint FROM listed CROSS JOIN LATERAL jsonb_each_text(listed.prices) AS price
ON CONFLICT (product_id, currency) DO UPDATE SET min_minor = EXCLUDED.min_minor
WHERE known.min_minor <> EXCLUDED.min_minor`;

const ADD_WORDS = `
INSERT INTO search_words (word)
SELECT word FROM unnest($1::text[]) AS added (word)
WHERE NOT EXISTS (SELECT FROM search_words AS known WHERE known.word = added.word)
ORDER BY word COLLATE "C" ON CONFLICT DO NOTHING`;

const ADD_FACET_VALUES = `
INSERT INTO facet_values (key, name, value)
SELECT DISTINCT ON (key COLLATE "C") key, name, value
FROM jsonb_to_recordset($1::jsonb) AS added (key text, name text, value text)
WHERE NOT EXISTS (SELECT FROM facet_values AS known WHERE known.key = added.key)
ORDER BY key COLLATE "C" ON CONFLICT DO NOTHING`;

/** Whoever counts a review changes the rating first and then the row: it waits, or is waited for, and the row has what it counted. */
const KEEP_RATINGS = `
SELECT product_id FROM product_ratings WHERE product_id = ANY($1::text[]) ORDER BY product_id FOR SHARE`;

/** Half up, as `averageTenths` in review/review.ts. */
const COPY_RATINGS = `
UPDATE product_listings AS listing SET rating_average_tenths = rated.average_tenths, rating_count = rated.count
FROM (
  SELECT product_id, count, CASE count WHEN 0 THEN 0 ELSE (sum * 20 + count) / (count * 2) END AS average_tenths
  FROM product_ratings WHERE product_id = ANY($1::text[])
) AS rated
WHERE listing.product_id = rated.product_id
  AND (listing.rating_average_tenths, listing.rating_count) IS DISTINCT FROM (rated.average_tenths, rated.count)`;

const REFRESH_RATINGS = `
UPDATE product_listings AS listing SET rating_average_tenths = rated."averageTenths", rating_count = rated.count
FROM jsonb_to_recordset($1::jsonb) AS rated ("productId" text, "averageTenths" int, count int)
WHERE listing.product_id = rated."productId"
  AND (listing.rating_average_tenths, listing.rating_count) IS DISTINCT FROM (rated."averageTenths", rated.count)`;

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
  attribute_values: product.attributeValues,
  tags: product.tags,
  created_at: product.createdAt.toISOString(),
});

const toPrices = ({ productId, prices }: ListedProduct) => ({
  product_id: productId,
  prices: Object.fromEntries(prices.map(({ currency, minMinor }) => [currency, minMinor.toString()])),
});
