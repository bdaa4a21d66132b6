import type { ProductsDatabase } from "../database.ts";
import { announceStock } from "./announce-stock.ts";
import { productsTurned } from "./stock.ts";

export type ExpireHolds = ReturnType<typeof createExpireHolds>;

/**
 * Gives back the units of holds past their expiry (by the database's clock), in transactions of `batchSize` holds, at most
 * `maxBatches` of them. Returns how many it ended. Any number of these may run at once; each takes what no other has.
 */
export function createExpireHolds(deps: {
  db: Pick<ProductsDatabase, "transaction">;
  batchSize?: number;
  maxBatches?: number;
}) {
  const { db, batchSize = 100, maxBatches = 20 } = deps;
  const expireBatch = () =>
    db.transaction(async ({ holds, stock, listings, outbox }) => {
      const holdIds = await holds.lockOverdue(batchSize);
      if (holdIds.length === 0) return 0;
      const changes = await stock.giveBack(holdIds, "EXPIRED");
      await holds.end(holdIds, "EXPIRED");
      await listings.refreshStock(productsTurned(changes));
      await announceStock(outbox, changes);
      return holdIds.length;
    });

  return async (): Promise<number> => {
    let expired = 0;
    for (let batch = 0; batch < maxBatches; batch++) {
      const count = await expireBatch();
      expired += count;
      if (count < batchSize) break;
    }
    return expired;
  };
}
