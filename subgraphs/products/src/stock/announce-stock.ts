import { randomBytes } from "node:crypto";
import type { Outbox } from "#platform/events/outbox.ts";
import { idFromBytes } from "#platform/ids/id.ts";
import { BackInStock, LowStock } from "../../contract/events.ts";
import type { StockChange } from "./stock.ts";

/**
 * Publishes what these changes are to others, in their transaction: a variant that has become low, once until it has been above
 * its threshold, and one that can be bought again. One statement for each kind of event that there is, however many changes.
 */
export async function announceStock(outbox: Pick<Outbox, "appendAll">, changes: readonly StockChange[]): Promise<void> {
  const living = changes.filter(({ sku, shopId }) => sku !== null && shopId !== null);
  const low = living.filter(
    ({ before, after, lowStockThreshold, thresholdBefore }) => before > thresholdBefore && after <= lowStockThreshold,
  );
  const back = living.filter(({ before, after }) => before === 0 && after > 0);
  if (low.length > 0) {
    await outbox.appendAll(
      LowStock,
      low.map((change) => {
        const { after: available, lowStockThreshold: threshold } = change;
        return { eventId: newEventId(), payload: { ...toVariant(change), available, threshold } };
      }),
    );
  }
  if (back.length > 0) {
    await outbox.appendAll(
      BackInStock,
      back.map((change) => ({ eventId: newEventId(), payload: { ...toVariant(change), available: change.after } })),
    );
  }
}

const toVariant = ({ variantId, productId, shopId, title, variantTitle, sku }: StockChange) => ({
  variantId: variantId as string,
  productId: productId as string,
  shopId: shopId as string,
  title,
  variantTitle,
  sku: sku as string,
});

const newEventId = () => idFromBytes("evt", randomBytes(16));
