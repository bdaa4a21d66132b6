import type { ProductsStore } from "../database.ts";
import { announceStock } from "./announce-stock.ts";
import { productsTurned, type StockReservation } from "./stock.ts";

/**
 * Gives back what a hold has set aside. Idempotent: a hold that has ended stays as it is, a committed one above all. An
 * unknown id gets a tombstone, so that a hold which is still on its way is refused when it arrives.
 */
export async function releaseStock(
  { holds, stock, listings, outbox }: ProductsStore,
  holdId: string,
): Promise<StockReservation> {
  await holds.leaveTombstone(holdId);
  const hold = (await holds.lock(holdId))!;
  if (hold.status === "HELD") {
    const changes = await stock.giveBack([holdId], "RELEASED");
    await holds.end([holdId], "RELEASED");
    await listings.refreshStock(productsTurned(changes));
    await announceStock(outbox, changes);
  }
  return (await holds.findReservation(holdId))!;
}
