import type { ProductsStore } from "../database.ts";
import { announceStock } from "../stock/announce-stock.ts";
import { productsTurned } from "../stock/stock.ts";
import type { ImportJob } from "./catalogue-job.ts";
import type { WantedStock } from "./plan-product.ts";

/**
 * Sets how many units can be sold of variants of the job's shop, as a correction in the stock's history that refers to the job. What is
 * held or sold stays as it is. What already has as many is left alone.
 */
export async function setStock(store: ProductsStore, job: ImportJob, wanted: readonly WantedStock[]): Promise<void> {
  if (wanted.length === 0) return;
  const variantIds = wanted.map(({ variantId }) => variantId);
  const levels = await store.adjustments.lockLevels(variantIds, [job.shopId]);
  const deltas = wanted.flatMap(({ variantId, available }) => {
    const level = levels.get(variantId);
    return level && level.available !== available ? [{ variantId, delta: available - level.available }] : [];
  });
  if (deltas.length === 0) return;
  const as = { id: job.id, reason: "CORRECTION", note: null, by: job.actor } as const;
  const moved = await store.adjustments.apply(deltas, as);
  await store.listings.refreshStock(productsTurned(moved));
  await announceStock(store.outbox, moved);
}
