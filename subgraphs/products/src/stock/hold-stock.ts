import type { ProductsDatabase } from "../database.ts";
import { announceStock } from "./announce-stock.ts";
import {
  findMissing,
  mergeLines,
  productsTurned,
  type MissingStock,
  type StockLine,
  type StockReservation,
} from "./stock.ts";

export type HoldStockOutcome =
  /** The hold with this id, made now or before. When it has ended since, its status says so: the caller takes that as a refusal. */
  { kind: "known"; reservation: StockReservation } | { kind: "missing"; missing: MissingStock[] };

export type HoldStock = ReturnType<typeof createHoldStock>;

/**
 * Sets units aside for `expiresInMs` by the database's clock: all lines or none. Safe to repeat and to run concurrently: one
 * id is one hold, and of many callers who want the last unit one gets it. A refusal writes nothing, so a repeat may succeed.
 */
export function createHoldStock({ db }: { db: Pick<ProductsDatabase, "transaction"> }) {
  return (input: { holdId: string; lines: readonly StockLine[]; expiresInMs: number }): Promise<HoldStockOutcome> =>
    db.transaction(async ({ holds, stock, listings, outbox }) => {
      const known = await holds.findReservation(input.holdId);
      if (known) return { kind: "known", reservation: known };

      const lines = mergeLines(input.lines);
      const levels = await stock.lockLevels(lines.map(({ variantId }) => variantId));
      const missing = findMissing(lines, levels);
      if (missing.length > 0) {
        // The same hold may have come in, and taken these units, while this transaction waited for the locks.
        const winner = await holds.findReservation(input.holdId);
        return winner ? { kind: "known", reservation: winner } : { kind: "missing", missing };
      }

      const isOurs = await holds.insert(input.holdId, input.expiresInMs);
      if (isOurs) {
        const changes = await stock.reserve(input.holdId, lines);
        await listings.refreshStock(productsTurned(changes));
        await announceStock(outbox, changes);
      }
      return { kind: "known", reservation: (await holds.findReservation(input.holdId))! };
    });
}
