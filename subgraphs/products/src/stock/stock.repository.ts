import type { SqlExecutor } from "#platform/database/sql.ts";
import type { MissingStock, StockChange, StockLevel, StockLine } from "./stock.ts";

export type StockRepository = ReturnType<typeof createStockRepository>;

/**
 * Changes of stock, inside a transaction. Locks are taken in one order everywhere: hold rows, then stock levels by variant
 * id, then listings by product id. Only a new hold is stored after its levels are locked: nobody but a transaction about the
 * same order could meet it there, and the victim of that deadlock runs again.
 *
 * Each statement that changes levels also writes their movements: there is no change without one. `lowStockUnits` is the
 * threshold of levels that have none of their own.
 */
export function createStockRepository(sql: SqlExecutor, lowStockUnits: number) {
  const change = async (text: string, ...values: unknown[]): Promise<StockChange[]> =>
    (await sql.$queryRawUnsafe<ChangeRow[]>(text, ...values)).map((row) => toChange(row, lowStockUnits));
  /** The rows are locked and were looked at, so this cannot fail; if it did, the transaction must not commit. */
  const changeAll = async (lines: readonly unknown[], text: string, ...values: unknown[]): Promise<StockChange[]> => {
    const changes = await change(text, ...values);
    if (changes.length === lines.length) return changes;
    throw new Error(`moved the stock of ${changes.length} variants instead of ${lines.length}`);
  };
  return {
    /** The levels of `variantIds`, locked in id order and as they are once the locks are had. Of a deleted variant nothing is available. */
    async lockLevels(variantIds: readonly string[]): Promise<StockLevel[]> {
      const rows = await sql.$queryRawUnsafe<LevelRow[]>(LOCK_LEVELS, variantIds);
      return rows.map((row) => toLevel(row, lowStockUnits));
    },

    /** Moves units from available to reserved and makes them the hold's lines. The levels are locked and have them. */
    reserve: (holdId: string, lines: readonly StockLine[]): Promise<StockChange[]> =>
      changeAll(lines, RESERVE, holdId, ...toColumns(lines)),

    /** Moves units of a HELD hold from reserved to sold. The levels are locked. */
    sellReserved: (holdId: string, lines: readonly StockLine[]): Promise<StockChange[]> =>
      changeAll(lines, SELL_RESERVED, holdId, ...toColumns(lines)),

    /** Moves units that a hold no longer has from available to sold. The levels are locked and have them. */
    sellAvailable: (holdId: string, lines: readonly StockLine[]): Promise<StockChange[]> =>
      changeAll(lines, SELL_AVAILABLE, holdId, ...toColumns(lines)),

    /** Moves the units of HELD holds back to available. */
    async giveBack(holdIds: readonly string[], reason: "RELEASED" | "EXPIRED"): Promise<StockChange[]> {
      await sql.$queryRawUnsafe(LOCK_LEVELS_OF_HOLDS, holdIds);
      return change(GIVE_BACK, holdIds, reason);
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

    /**
     * Adds levels for variants that have none. Those that have one keep their units and their SKU, and take shop and titles from
     * here where they are given. SKUs of others must be free.
     */
    async addMissingLevels(levels: readonly NewStockLevel[]): Promise<void> {
      if (levels.length === 0) return;
      const rows = JSON.stringify(levels);
      await sql.$executeRawUnsafe(DESCRIBE_LEVELS, rows);
      await sql.$executeRawUnsafe(ADD_LEVELS, rows);
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
  /** Whose it is and what it is called, for the shop's lists and mails. */
  readonly shopId?: string;
  readonly title?: string;
  readonly variantTitle?: string;
}

const LOCK_LEVELS = `
SELECT variant_id, product_id, CASE WHEN sku IS NOT NULL THEN available ELSE 0 END AS available, low_stock_threshold
FROM stock_levels WHERE variant_id = ANY($1::text[])
ORDER BY variant_id FOR NO KEY UPDATE`;

const LOCK_LEVELS_OF_HOLDS = `
SELECT variant_id FROM stock_levels
WHERE variant_id IN (SELECT variant_id FROM stock_hold_lines WHERE hold_id = ANY($1::text[]))
ORDER BY variant_id FOR NO KEY UPDATE`;

/** What a change returns of a level, as `StockChange`. `moved` is how many units became available. */
export const CHANGED = (moved: string) => `
level.variant_id, level.product_id, level.shop_id, level.sku, level.title, level.variant_title, level.low_stock_threshold,
level.available - (${moved}) AS before, level.available AS after`;

const LINES = "line AS (SELECT * FROM unnest($2::text[], $3::int[]) AS line (variant_id, quantity))";

/** Also writes what `changed` says has changed; `deltas` are those of available, reserved and sold. */
const noted = (deltas: string, reason: string) => `
noted AS (
  INSERT INTO stock_movements (variant_id, available_delta, reserved_delta, sold_delta, reason, reference)
  SELECT variant_id, ${deltas}, '${reason}', $1 FROM line JOIN changed USING (variant_id))
SELECT * FROM changed`;

const RESERVE = `
WITH ${LINES},
stored AS (INSERT INTO stock_hold_lines (hold_id, variant_id, quantity) SELECT $1, line.* FROM line),
changed AS (
  UPDATE stock_levels AS level SET available = available - quantity, reserved = reserved + quantity
  FROM line WHERE level.variant_id = line.variant_id AND available >= quantity
  RETURNING ${CHANGED("-quantity")}),
${noted("-quantity, quantity, 0", "HELD")}`;

const SELL_RESERVED = `
WITH ${LINES},
changed AS (
  UPDATE stock_levels AS level SET reserved = reserved - quantity, sold = sold + quantity
  FROM line WHERE level.variant_id = line.variant_id AND reserved >= quantity
  RETURNING ${CHANGED("0")}),
${noted("0, -quantity, quantity", "SOLD")}`;

const SELL_AVAILABLE = `
WITH ${LINES},
stored AS (
  INSERT INTO stock_hold_lines (hold_id, variant_id, quantity) SELECT $1, line.* FROM line
  ON CONFLICT (hold_id, variant_id) DO UPDATE SET quantity = EXCLUDED.quantity),
changed AS (
  UPDATE stock_levels AS level SET available = available - quantity, sold = sold + quantity
  FROM line WHERE level.variant_id = line.variant_id AND available >= quantity
  RETURNING ${CHANGED("-quantity")}),
${noted("-quantity, 0, quantity", "SOLD_LATE")}`;

const GIVE_BACK = `
WITH line AS (SELECT hold_id, variant_id, quantity FROM stock_hold_lines WHERE hold_id = ANY($1::text[])),
returned AS (SELECT variant_id, sum(quantity)::int AS quantity FROM line GROUP BY variant_id),
changed AS (
  UPDATE stock_levels AS level SET available = available + quantity, reserved = reserved - quantity
  FROM returned WHERE level.variant_id = returned.variant_id
  RETURNING ${CHANGED("quantity")}),
noted AS (
  INSERT INTO stock_movements (variant_id, available_delta, reserved_delta, sold_delta, reason, reference)
  SELECT variant_id, quantity, -quantity, 0, $2, hold_id FROM line JOIN changed USING (variant_id))
SELECT * FROM changed`;

const NEW_LEVELS = `
jsonb_to_recordset($1::jsonb) AS new (
  "variantId" text, "productId" text, sku text, available int, sold int, "shopId" text, title text, "variantTitle" text)`;

/** Locks and writes only what is different: nobody who holds stock waits for a projection that changes nothing. */
const DESCRIBE_LEVELS = `
UPDATE stock_levels AS level SET
  shop_id = different.shop_id, title = different.title, variant_title = different.variant_title
FROM (
  SELECT variant_id, COALESCE("shopId", shop_id) AS shop_id, COALESCE(new.title, old.title) AS title,
         COALESCE("variantTitle", variant_title) AS variant_title
  FROM ${NEW_LEVELS} JOIN stock_levels AS old ON variant_id = "variantId"
  WHERE (COALESCE("shopId", shop_id), COALESCE(new.title, old.title), COALESCE("variantTitle", variant_title))
    IS DISTINCT FROM (shop_id, old.title, variant_title)
  ORDER BY variant_id FOR NO KEY UPDATE OF old
) AS different
WHERE level.variant_id = different.variant_id`;

const ADD_LEVELS = `
WITH added AS (
  INSERT INTO stock_levels (variant_id, product_id, sku, stocked, available, sold, shop_id, title, variant_title)
  SELECT "variantId", "productId", sku, available + sold, available, sold, "shopId", COALESCE(title, ''),
         COALESCE("variantTitle", '')
  FROM ${NEW_LEVELS}
  ON CONFLICT (variant_id) DO NOTHING
  RETURNING variant_id, available, sold)
INSERT INTO stock_movements (variant_id, available_delta, reserved_delta, sold_delta, reason)
SELECT variant_id, available, 0, sold, 'INITIAL' FROM added WHERE available <> 0 OR sold <> 0 ORDER BY variant_id`;

interface LevelRow {
  variant_id: string;
  product_id: string;
  available: number;
  low_stock_threshold: number | null;
}

export const toLevel = (row: LevelRow, lowStockUnits: number): StockLevel => ({
  variantId: row.variant_id as StockLevel["variantId"],
  productId: row.product_id as StockLevel["productId"],
  available: row.available,
  lowStockThreshold: row.low_stock_threshold ?? lowStockUnits,
});

export interface ChangeRow extends Omit<LevelRow, "available"> {
  shop_id: string | null;
  sku: string | null;
  title: string;
  variant_title: string;
  before: number;
  after: number;
}

export const toChange = (row: ChangeRow, lowStockUnits: number): StockChange => ({
  variantId: row.variant_id as StockChange["variantId"],
  productId: row.product_id as StockChange["productId"],
  shopId: row.shop_id as StockChange["shopId"],
  title: row.title,
  variantTitle: row.variant_title,
  sku: row.sku,
  before: row.before,
  after: row.after,
  lowStockThreshold: row.low_stock_threshold ?? lowStockUnits,
  thresholdBefore: row.low_stock_threshold ?? lowStockUnits,
});

const toColumns = (lines: readonly StockLine[]): [string[], number[]] => [
  lines.map(({ variantId }) => variantId),
  lines.map(({ quantity }) => quantity),
];
