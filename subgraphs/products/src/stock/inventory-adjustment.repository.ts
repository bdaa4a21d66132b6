import type { AuditActor } from "#platform/audit/audit-record.ts";
import { parseId } from "#platform/ids/id.ts";
import type { SqlExecutor } from "#platform/database/sql.ts";
import type { AdjustableLevel, InventoryAdjustment } from "./inventory.ts";
import type { InventoryProblem } from "./inventory-problem.ts";
import { CHANGED, type ChangeRow, toChange } from "./stock.repository.ts";
import type { AdjustmentReason, StockChange } from "./stock.ts";

export type InventoryAdjustmentRepository = ReturnType<typeof createInventoryAdjustmentRepository>;

/** Whose key, and which. */
export interface AdjustmentKey {
  readonly actor: string;
  readonly idempotencyKey: string;
}

export type AdjustInventoryOutcome =
  | { readonly kind: "adjusted"; readonly adjustment: InventoryAdjustment }
  | { readonly kind: "refused"; readonly problems: readonly InventoryProblem[] };

/** One use of a key: what was asked, and what was answered. */
export interface StoredAdjustment extends AdjustmentKey {
  readonly id: string;
  readonly inputHash: string;
  readonly outcome: AdjustInventoryOutcome;
  readonly createdAt: Date;
}

/** Changes of stock by people, inside a transaction, and the keys under which they were asked for. */
export const createInventoryAdjustmentRepository = (sql: SqlExecutor, lowStockUnits: number) => ({
  ...createKeys(sql),
  ...createChanges(sql, lowStockUnits),
});

function createKeys(sql: SqlExecutor) {
  return {
    /** Takes the key until this transaction ends; false when another one has it. */
    async lockKey({ actor, idempotencyKey }: AdjustmentKey): Promise<boolean> {
      const [row] = await sql.$queryRawUnsafe<{ locked: boolean }[]>(
        "SELECT pg_try_advisory_xact_lock(hashtextextended($1, 0)) AS locked",
        `inventoryAdjust ${actor} ${idempotencyKey}`,
      );
      return row!.locked;
    },

    /** What was asked and answered under the key before. */
    async find({
      actor,
      idempotencyKey,
    }: AdjustmentKey): Promise<Pick<StoredAdjustment, "inputHash" | "outcome"> | null> {
      const [row] = await sql.$queryRawUnsafe<{ input_hash: string; outcome: AdjustInventoryOutcome }[]>(
        "SELECT input_hash, outcome FROM inventory_adjustments WHERE actor = $1 AND idempotency_key = $2",
        actor,
        idempotencyKey,
      );
      return row ? { inputHash: row.input_hash, outcome: row.outcome } : null;
    },

    async insert({ id, actor, idempotencyKey, inputHash, outcome, createdAt }: StoredAdjustment): Promise<void> {
      await sql.$executeRawUnsafe(
        `INSERT INTO inventory_adjustments (id, actor, idempotency_key, input_hash, outcome, created_at)
         VALUES ($1, $2, $3, $4, $5::jsonb, $6::timestamptz)`,
        ...[id, actor, idempotencyKey, inputHash, JSON.stringify(outcome), createdAt.toISOString()],
      );
    },

    /** Forgets up to `limit` keys that were used before `before`; returns how many. */
    async deleteOld(before: Date, limit: number): Promise<number> {
      return sql.$executeRawUnsafe(
        `DELETE FROM inventory_adjustments WHERE id IN (
           SELECT id FROM inventory_adjustments WHERE created_at < $1::timestamptz ORDER BY created_at LIMIT $2::int)`,
        before.toISOString(),
        limit,
      );
    },
  };
}

function createChanges(sql: SqlExecutor, lowStockUnits: number) {
  return {
    /** The levels of those `variantIds` that one of the shops has, locked in id order, by variant. */
    async lockLevels(
      variantIds: readonly string[],
      shopIds: readonly string[],
    ): Promise<ReadonlyMap<string, AdjustableLevel>> {
      const rows = await sql.$queryRawUnsafe<{ variant_id: string; available: number; stocked: number }[]>(
        `SELECT variant_id, available, stocked FROM stock_levels
         WHERE variant_id = ANY($1::text[]) AND shop_id = ANY($2::text[]) AND sku IS NOT NULL
         ORDER BY variant_id FOR NO KEY UPDATE`,
        variantIds,
        shopIds,
      );
      return new Map(
        rows.map(({ variant_id, ...units }) => [
          variant_id,
          { variantId: variant_id as AdjustableLevel["variantId"], ...units },
        ]),
      );
    },

    /** Adds `delta` units to what is available of each, or takes them. The levels are locked and stay above zero. */
    async apply(
      deltas: readonly { variantId: string; delta: number }[],
      as: { id: string; reason: AdjustmentReason; note: string | null; by: Pick<AuditActor, "userId" | "apiKeyId"> },
    ): Promise<StockChange[]> {
      const { id, reason, note, by } = as;
      const rows = await sql.$queryRawUnsafe<ChangeRow[]>(
        ADJUST,
        id,
        deltas.map(({ variantId }) => variantId),
        deltas.map(({ delta }) => delta),
        reason,
        note,
        by.userId,
        by.apiKeyId,
      );
      if (rows.length !== deltas.length) throw new Error(`adjusted ${rows.length} levels instead of ${deltas.length}`);
      return rows.map((row) => toChange(row, lowStockUnits));
    },

    /** Sets the variant's threshold, null for the configured one; null when none of the shops has such a variant. */
    async setThreshold(
      variantId: string,
      threshold: number | null,
      shopIds: readonly string[],
    ): Promise<{ change: StockChange; before: number | null } | null> {
      if (parseId("var", variantId) === null) return null;
      const [row] = await sql.$queryRawUnsafe<(ChangeRow & { threshold_before: number | null })[]>(
        SET_THRESHOLD,
        variantId,
        threshold,
        shopIds,
      );
      if (!row) return null;
      const before = row.threshold_before;
      return { change: { ...toChange(row, lowStockUnits), thresholdBefore: before ?? lowStockUnits }, before };
    },
  };
}

const ADJUST = `
WITH line AS (SELECT * FROM unnest($2::text[], $3::int[]) AS line (variant_id, quantity)),
changed AS (
  UPDATE stock_levels AS level SET available = available + quantity, stocked = stocked + quantity
  FROM line WHERE level.variant_id = line.variant_id
  RETURNING ${CHANGED("quantity")}),
noted AS (
  INSERT INTO stock_movements
    (variant_id, available_delta, reserved_delta, sold_delta, reason, reference, note, actor_user_id, actor_api_key_id)
  SELECT variant_id, quantity, 0, 0, $4, $1, $5, $6, $7 FROM line JOIN changed USING (variant_id))
SELECT * FROM changed`;

const SET_THRESHOLD = `
UPDATE stock_levels AS level SET low_stock_threshold = $2::int
FROM (
  SELECT variant_id, low_stock_threshold AS threshold_before FROM stock_levels
  WHERE variant_id = $1 AND shop_id = ANY($3::text[]) AND sku IS NOT NULL FOR NO KEY UPDATE
) AS old
WHERE level.variant_id = old.variant_id
RETURNING ${CHANGED("0")}, threshold_before`;
