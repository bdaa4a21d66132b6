import type { SqlExecutor } from "#platform/database/sql.ts";
import type { MissingStock, StockLevel, StockLine } from "./stock.ts";

export type StockRepository = ReturnType<typeof createStockRepository>;

/**
 * Changes of stock, inside a transaction. Locks are taken in one order everywhere: hold rows, then stock levels by variant
 * id, then listings by product id. Only a new hold is stored after its levels are locked: nobody but a transaction about the
 * same order could meet it there, and the victim of that deadlock runs again.
 */
export function createStockRepository(sql: SqlExecutor) {
  return {
    /** The levels of `variantIds`, locked in id order and as they are once the locks are had. */
    async lockLevels(variantIds: readonly string[]): Promise<StockLevel[]> {
      const rows = await sql.$queryRawUnsafe<LevelRow[]>(LOCK_LEVELS, variantIds);
      return rows.map(toLevel);
    },

    /** Moves units from available to reserved and makes them the hold's lines. The levels are locked and have them. */
    async reserve(holdId: string, lines: readonly StockLine[]): Promise<void> {
      assertAllMoved(await sql.$executeRawUnsafe(RESERVE, holdId, ...toColumns(lines)), lines);
    },

    /** Moves units of a HELD hold from reserved to sold. The levels are locked. */
    async sellReserved(lines: readonly StockLine[]): Promise<void> {
      assertAllMoved(await sql.$executeRawUnsafe(SELL_RESERVED, ...toColumns(lines)), lines);
    },

    /** Moves units that a hold no longer has from available to sold. The levels are locked and have them. */
    async sellAvailable(holdId: string, lines: readonly StockLine[]): Promise<void> {
      assertAllMoved(await sql.$executeRawUnsafe(SELL_AVAILABLE, holdId, ...toColumns(lines)), lines);
    },

    /** Moves the units of HELD holds back to available; `products` has those that have come back into stock. */
    async giveBack(holdIds: readonly string[]): Promise<{ products: string[] }> {
      await sql.$queryRawUnsafe(LOCK_LEVELS_OF_HOLDS, holdIds);
      const rows = await sql.$queryRawUnsafe<{ product_id: string; is_back: boolean }[]>(GIVE_BACK, holdIds);
      return { products: rows.filter(({ is_back }) => is_back).map(({ product_id }) => product_id) };
    },

    /** Writes down what a paid order could not get, once. */
    async noteShortfall(orderId: string, lines: readonly StockLine[], missing: readonly MissingStock[]): Promise<void> {
      const wanted = new Map(lines.map(({ variantId, quantity }) => [variantId, quantity]));
      await sql.$executeRawUnsafe(
        `INSERT INTO stock_shortfalls (order_id, variant_id, quantity, available)
         SELECT $1, line.* FROM unnest($2::text[], $3::int[], $4::int[]) AS line (variant_id, quantity, available)
         ON CONFLICT DO NOTHING`,
        orderId,
        missing.map(({ variantId }) => variantId),
        missing.map(({ variantId }) => wanted.get(variantId)),
        missing.map(({ availableQuantity }) => availableQuantity),
      );
    },

    /** Adds levels for variants that have none; those that have one keep it. */
    async addMissingLevels(levels: readonly NewStockLevel[]): Promise<void> {
      if (levels.length === 0) return;
      await sql.$executeRawUnsafe(ADD_LEVELS, JSON.stringify(levels));
    },
  };
}

/** A variant's first stock: `available` units to sell, and how many had left before this database knew of it. */
export interface NewStockLevel {
  readonly variantId: string;
  readonly productId: string;
  readonly sku: string;
  readonly available: number;
  readonly sold: number;
}

const LOCK_LEVELS = `
SELECT variant_id, product_id, available FROM stock_levels WHERE variant_id = ANY($1::text[])
ORDER BY variant_id FOR NO KEY UPDATE`;

const LOCK_LEVELS_OF_HOLDS = `
SELECT variant_id FROM stock_levels
WHERE variant_id IN (SELECT variant_id FROM stock_hold_lines WHERE hold_id = ANY($1::text[]))
ORDER BY variant_id FOR NO KEY UPDATE`;

const RESERVE = `
WITH line AS (SELECT * FROM unnest($2::text[], $3::int[]) AS line (variant_id, quantity)),
     stored AS (INSERT INTO stock_hold_lines (hold_id, variant_id, quantity) SELECT $1, line.* FROM line)
UPDATE stock_levels AS level SET available = available - quantity, reserved = reserved + quantity
FROM line WHERE level.variant_id = line.variant_id AND available >= quantity`;

const SELL_RESERVED = `
UPDATE stock_levels AS level SET reserved = reserved - quantity, sold = sold + quantity
FROM unnest($1::text[], $2::int[]) AS line (variant_id, quantity)
WHERE level.variant_id = line.variant_id AND reserved >= quantity`;

const SELL_AVAILABLE = `
WITH line AS (SELECT * FROM unnest($2::text[], $3::int[]) AS line (variant_id, quantity)),
     stored AS (
       INSERT INTO stock_hold_lines (hold_id, variant_id, quantity) SELECT $1, line.* FROM line
       ON CONFLICT (hold_id, variant_id) DO UPDATE SET quantity = EXCLUDED.quantity)
UPDATE stock_levels AS level SET available = available - quantity, sold = sold + quantity
FROM line WHERE level.variant_id = line.variant_id AND available >= quantity`;

const GIVE_BACK = `
UPDATE stock_levels AS level SET available = available + quantity, reserved = reserved - quantity
FROM (
  SELECT variant_id, sum(quantity)::int AS quantity FROM stock_hold_lines WHERE hold_id = ANY($1::text[]) GROUP BY variant_id
) AS line
WHERE level.variant_id = line.variant_id
RETURNING level.product_id, level.available = line.quantity AS is_back`;

const ADD_LEVELS = `
INSERT INTO stock_levels (variant_id, product_id, sku, stocked, available, sold)
SELECT "variantId", "productId", sku, available + sold, available, sold
FROM jsonb_to_recordset($1::jsonb)
  AS level ("variantId" text, "productId" text, sku text, available int, sold int)
ON CONFLICT (variant_id) DO NOTHING`;

interface LevelRow {
  variant_id: string;
  product_id: string;
  available: number;
}

export const toLevel = (row: LevelRow): StockLevel => ({
  variantId: row.variant_id as StockLevel["variantId"],
  productId: row.product_id as StockLevel["productId"],
  available: row.available,
});

const toColumns = (lines: readonly StockLine[]): [string[], number[]] => [
  lines.map(({ variantId }) => variantId),
  lines.map(({ quantity }) => quantity),
];

/** The rows are locked and were looked at, so this cannot fail; if it did, the transaction must not commit. */
function assertAllMoved(moved: number, lines: readonly StockLine[]): void {
  if (moved !== lines.length) throw new Error(`moved the stock of ${moved} variants instead of ${lines.length}`);
}
