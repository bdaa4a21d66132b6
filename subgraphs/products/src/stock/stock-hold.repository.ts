import type { SqlExecutor } from "#platform/database/sql.ts";
import type { HoldStatus, StockLine, StockReservation } from "./stock.ts";

export type StockHoldRepository = ReturnType<typeof createStockHoldRepository>;

/** A hold as it is stored, locked by this transaction. */
export interface LockedHold {
  readonly id: string;
  readonly status: HoldStatus;
  readonly lines: readonly StockLine[];
}

/** Who holds stock, inside a transaction. The units themselves are moved by the stock repository. */
export function createStockHoldRepository(sql: SqlExecutor) {
  return {
    /** The hold as others may see it, without a lock. */
    async findReservation(holdId: string): Promise<StockReservation | null> {
      const [row] = await sql.$queryRawUnsafe<ReservationRow[]>(`${SELECT_RESERVATIONS} WHERE id = $1`, holdId);
      return row ? toReservation(row) : null;
    },

    /** Stops others from changing the hold until this transaction ends; null when there is none. */
    async lock(holdId: string): Promise<LockedHold | null> {
      const [hold] = await sql.$queryRawUnsafe<{ id: string; status: HoldStatus }[]>(
        "SELECT id, status FROM stock_holds WHERE id = $1 FOR UPDATE",
        holdId,
      );
      if (!hold) return null;
      const lines = await sql.$queryRawUnsafe<{ variant_id: string; quantity: number }[]>(
        "SELECT variant_id, quantity FROM stock_hold_lines WHERE hold_id = $1 ORDER BY variant_id",
        holdId,
      );
      return { ...hold, lines: lines.map(({ variant_id, quantity }) => ({ variantId: variant_id, quantity })) };
    },

    /** Ids of up to `limit` holds past their expiry, locked; those that someone else is at work on are left out. */
    async lockOverdue(limit: number): Promise<string[]> {
      const rows = await sql.$queryRawUnsafe<{ id: string }[]>(
        `SELECT id FROM stock_holds WHERE status = 'HELD' AND expires_at <= now()
         ORDER BY expires_at LIMIT $1::int FOR UPDATE SKIP LOCKED`,
        limit,
      );
      return rows.map(({ id }) => id);
    },

    /** Stores a hold, without lines yet; false when there is one with this id. Waits for whoever is storing the same. */
    async insert(holdId: string, expiresInMs: number): Promise<boolean> {
      const inserted = await sql.$executeRawUnsafe(
        `INSERT INTO stock_holds (id, status, expires_at)
         VALUES ($1, 'HELD', now() + $2::float8 * interval '1 millisecond') ON CONFLICT (id) DO NOTHING`,
        holdId,
        expiresInMs,
      );
      return inserted === 1;
    },

    /** Leaves a RELEASED hold without lines behind, so that a hold with this id which comes later is refused. */
    async leaveTombstone(holdId: string): Promise<void> {
      await sql.$executeRawUnsafe(
        `INSERT INTO stock_holds (id, status, expires_at, ended_at) VALUES ($1, 'RELEASED', now(), now())
         ON CONFLICT (id) DO NOTHING`,
        holdId,
      );
    },

    /** Ends holds, which are locked. */
    async end(holdIds: readonly string[], status: Exclude<HoldStatus, "HELD">): Promise<void> {
      await sql.$executeRawUnsafe(
        "UPDATE stock_holds SET status = $2, ended_at = now() WHERE id = ANY($1::text[])",
        holdIds,
        status,
      );
    },
  };
}

/** EXPIRED is what a hold past its time is to everyone, before the job has given its units back. */
export const SELECT_RESERVATIONS = `
SELECT id, expires_at, CASE WHEN status = 'HELD' AND expires_at <= now() THEN 'EXPIRED' ELSE status END AS status
FROM stock_holds`;

interface ReservationRow {
  id: string;
  status: HoldStatus;
  expires_at: Date;
}

export const toReservation = ({ id, status, expires_at }: ReservationRow): StockReservation => ({
  id,
  status,
  expiresAt: expires_at,
});
