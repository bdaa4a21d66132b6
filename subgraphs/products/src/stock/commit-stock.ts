import type { ProductsStore } from "../database.ts";
import { announceStock } from "./announce-stock.ts";
import { findMissing, holdIdOf, mergeLines, type MissingStock, type StockLine } from "./stock.ts";

export type CommitStockOutcome =
  | { kind: "committed" }
  /** The hold had ended and the units were gone: the order is paid, and short of these. Nothing was taken. */
  | { kind: "short"; missing: MissingStock[] };

/**
 * The order is paid: its units leave. A hold that is still HELD has them, past its expiry too, as long as they have not been
 * given back. One that has ended, or never came, takes them again, all or none, and never more than there are. Idempotent.
 */
export async function commitStock(
  { holds, stock, listings, outbox }: ProductsStore,
  order: { orderId: string; lines: readonly StockLine[] },
): Promise<CommitStockOutcome> {
  const holdId = holdIdOf(order.orderId);
  await holds.leaveTombstone(holdId);
  const hold = (await holds.lock(holdId))!;
  if (hold.status === "COMMITTED") return { kind: "committed" };

  const lines = hold.status === "HELD" ? hold.lines : mergeLines(order.lines);
  const levels = await stock.lockLevels(lines.map(({ variantId }) => variantId));
  if (hold.status === "HELD") {
    await stock.sellReserved(holdId, lines);
  } else {
    const missing = findMissing(lines, levels);
    if (missing.length > 0) {
      await stock.noteShortfall(order.orderId, lines, missing);
      return { kind: "short", missing };
    }
    await announceStock(outbox, await stock.sellAvailable(holdId, lines));
  }
  await holds.end([holdId], "COMMITTED");
  await listings.refreshStock(levels.map(({ productId }) => productId));
  return { kind: "committed" };
}
