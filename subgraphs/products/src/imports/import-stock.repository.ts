import type { SqlExecutor } from "#platform/database/sql.ts";
import type { WantedStock } from "./plan-product.ts";

export type ImportStockRepository = ReturnType<typeof createImportStockRepository>;

/** Stock as counted by whoever imports it, inside a transaction. Locks as everywhere: levels by variant id. */
export function createImportStockRepository(sql: SqlExecutor) {
  return {
    /** Sets how many units can be sold. What is held or sold stays as it is. Returns the products whose stock has changed. */
    async setAvailable(wanted: readonly WantedStock[]): Promise<string[]> {
      if (wanted.length === 0) return [];
      await sql.$queryRawUnsafe(
        LOCK,
        wanted.map(({ variantId }) => variantId),
      );
      const rows = await sql.$queryRawUnsafe<{ product_id: string }[]>(SET_AVAILABLE, JSON.stringify(wanted));
      return [...new Set(rows.map(({ product_id }) => product_id))];
    },
  };
}

const LOCK = `
SELECT variant_id FROM stock_levels WHERE variant_id = ANY($1::text[]) ORDER BY variant_id FOR NO KEY UPDATE`;

const SET_AVAILABLE = `
UPDATE stock_levels AS level
SET available = wanted.available, stocked = level.stocked + wanted.available - level.available
FROM jsonb_to_recordset($1::jsonb) AS wanted ("variantId" text, available int)
WHERE level.variant_id = wanted."variantId" AND level.available <> wanted.available
RETURNING level.product_id`;
