import type { SqlExecutor } from "#platform/database/sql.ts";

export type StockSkuRepository = ReturnType<typeof createStockSkuRepository>;

/** A variant as its product's document has it now. */
export interface NamedVariant {
  readonly variantId: string;
  readonly productId: string;
  readonly sku: string;
}

/**
 * The SKUs of stock levels, inside a transaction: they follow the documents. A level outlives its variant, because holds refer to
 * it, but not its SKU.
 */
export function createStockSkuRepository(sql: SqlExecutor) {
  return {
    /** Takes the SKU from each level of `productIds` whose variant has another by now, or is gone. Locks in variant order. */
    async free(productIds: readonly string[], variants: readonly NamedVariant[]): Promise<void> {
      await sql.$executeRawUnsafe(FREE, productIds, JSON.stringify(variants));
    },

    /**
     * Gives each level of `variants` its SKU.
     * @throws unique violation of `stock_levels_one_variant_per_sku` while another product's level, projected too long ago, has it.
     */
    async assign(variants: readonly NamedVariant[]): Promise<void> {
      if (variants.length > 0) await sql.$executeRawUnsafe(ASSIGN, JSON.stringify(variants));
    },
  };
}

const VARIANTS = `jsonb_to_recordset($2::jsonb) AS variant ("variantId" text, sku text)`;

/** Most changes change no SKU: then nothing is locked. */
const FREE = `
UPDATE stock_levels SET sku = NULL WHERE variant_id IN (
  SELECT level.variant_id FROM stock_levels AS level
  LEFT JOIN ${VARIANTS} ON variant."variantId" = level.variant_id
  WHERE level.product_id = ANY($1::text[]) AND level.sku IS NOT NULL AND level.sku IS DISTINCT FROM variant.sku
  ORDER BY level.variant_id FOR UPDATE OF level)`;

const ASSIGN = `
UPDATE stock_levels AS level SET sku = variant.sku
FROM jsonb_to_recordset($1::jsonb) AS variant ("variantId" text, sku text)
WHERE level.variant_id = variant."variantId" AND level.sku IS NULL`;
