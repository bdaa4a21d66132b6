import type pg from "pg";
import { namedStatement } from "../named-statement.ts";
import type { StockLevel, StockReservation } from "./stock.ts";
import { SELECT_RESERVATIONS, toReservation } from "./stock-hold.repository.ts";
import { toLevel } from "./stock.repository.ts";

export type StockReads = ReturnType<typeof createStockReads>;

const SELECT_LEVELS = `
SELECT variant_id, product_id, sku, available, low_stock_threshold FROM stock_levels WHERE sku IS NOT NULL`;

/** What is there to sell, read without locks. Never from a cache. Variants that have been deleted have none. */
export function createStockReads(pool: Pick<pg.Pool, "query">, lowStockUnits: number) {
  return {
    /** Levels by variant, by one statement. */
    async findLevels(variantIds: readonly string[]): Promise<ReadonlyMap<string, StockLevel>> {
      const { rows } = await pool.query(
        namedStatement(`${SELECT_LEVELS} AND variant_id = ANY($1::text[])`, [variantIds]),
      );
      return new Map(rows.map((row) => [row.variant_id, toLevel(row, lowStockUnits)]));
    },

    /** Levels by SKU, by one statement. */
    async findLevelsBySku(skus: readonly string[]): Promise<ReadonlyMap<string, StockLevel>> {
      const { rows } = await pool.query(namedStatement(`${SELECT_LEVELS} AND sku = ANY($1::text[])`, [skus]));
      return new Map(rows.map((row) => [row.sku, toLevel(row, lowStockUnits)]));
    },

    /** Holds by id, by one statement. */
    async findReservations(holdIds: readonly string[]): Promise<ReadonlyMap<string, StockReservation>> {
      const { rows } = await pool.query(namedStatement(`${SELECT_RESERVATIONS} WHERE id = ANY($1::text[])`, [holdIds]));
      return new Map(rows.map((row) => [row.id, toReservation(row)]));
    },
  };
}
