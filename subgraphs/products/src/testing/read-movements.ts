import type pg from "pg";

/** Levels that are not the sums of their movements: none, ever. The same statement stands in the README for operators. */
export async function findUnbalancedLevels(pool: pg.Pool): Promise<unknown[]> {
  const { rows } = await pool.query(`
    SELECT level.variant_id, level.available, level.reserved, level.sold
    FROM stock_levels AS level LEFT JOIN stock_movements AS movement USING (variant_id)
    GROUP BY level.variant_id
    HAVING (level.available, level.reserved, level.sold) IS DISTINCT FROM (
      COALESCE(sum(available_delta), 0), COALESCE(sum(reserved_delta), 0), COALESCE(sum(sold_delta), 0))`);
  return rows;
}

/** The movements of a variant in the order in which they were made: reason, then what available, reserved and sold got. */
export async function readMovements(pool: pg.Pool, variantId: string): Promise<[string, number, number, number][]> {
  const { rows } = await pool.query<{ reason: string; available: number; reserved: number; sold: number }>(
    `SELECT reason, available_delta AS available, reserved_delta AS reserved, sold_delta AS sold
     FROM stock_movements WHERE variant_id = $1 ORDER BY id`,
    [variantId],
  );
  return rows.map(({ reason, available, reserved, sold }) => [reason, available, reserved, sold]);
}

/** Payloads of the events of one name that tell of the variant, in the order in which they were published. */
export async function readVariantEvents(
  pool: pg.Pool,
  name: string,
  variantId: string,
): Promise<Record<string, unknown>[]> {
  const { rows } = await pool.query<{ payload: Record<string, unknown> }>(
    "SELECT payload FROM outbox_events WHERE name = $1 AND payload->>'variantId' = $2 ORDER BY occurred_at, id",
    [name, variantId],
  );
  return rows.map(({ payload }) => payload);
}
