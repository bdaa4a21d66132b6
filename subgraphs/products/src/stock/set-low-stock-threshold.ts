import { toAuditActor } from "#platform/audit/audit-record.ts";
import { appendAudit } from "#platform/events/append-audit.ts";
import type { Actor } from "#platform/identity/viewer.ts";
import { ProductsAuditRecorded } from "../../contract/events.ts";
import type { ProductsDatabase } from "../database.ts";
import { announceStock } from "./announce-stock.ts";
import { stockShopsOf } from "./inventory.ts";
import type { InventoryProblem } from "./inventory-problem.ts";
import { MAX_CHANGE } from "./read-adjust-input.ts";

export type SetLowStockThresholdOutcome =
  { kind: "set"; variantId: string } | { kind: "refused"; problems: readonly InventoryProblem[] };

export type SetLowStockThreshold = ReturnType<typeof createSetLowStockThreshold>;

/**
 * Sets at how many units a variant is low, null for what is configured. Where it is low from now on, its shop hears of it as if
 * the units had gone. The last of several at once stays.
 */
export function createSetLowStockThreshold({ db }: { db: Pick<ProductsDatabase, "transaction" | "inventory"> }) {
  return async (
    actor: Actor,
    { variantId, threshold }: { variantId: string; threshold: number | null },
  ): Promise<SetLowStockThresholdOutcome> => {
    const shopIds = stockShopsOf(actor.viewer);
    const notFound: InventoryProblem = { code: "NOT_FOUND", field: ["variantId"] };
    if (threshold !== null && (threshold < 0 || threshold > MAX_CHANGE)) {
      const isKnown = (await db.inventory.findIds([variantId], shopIds)).has(variantId);
      const outOfRange: InventoryProblem = { code: "QUANTITY_OUT_OF_RANGE", field: ["lowStockThreshold"] };
      return { kind: "refused", problems: isKnown ? [outOfRange] : [notFound, outOfRange] };
    }
    return db.transaction(async ({ adjustments, outbox }) => {
      const set = await adjustments.setThreshold(variantId, threshold, shopIds);
      if (set === null) return { kind: "refused", problems: [notFound] };
      if (set.before !== threshold) {
        await announceStock(outbox, [set.change]);
        await appendAudit(outbox, ProductsAuditRecorded, toAuditActor(actor.viewer), {
          action: "inventory.threshold-set",
          subject: { type: "ProductVariant", id: variantId },
          before: { lowStockThreshold: set.before },
          after: { lowStockThreshold: threshold, shopId: set.change.shopId },
        });
      }
      return { kind: "set", variantId };
    }, actor.requestId);
  };
}
