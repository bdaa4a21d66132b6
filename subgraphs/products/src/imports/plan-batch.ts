import type { ShopId } from "#platform/ids/id.ts";
import type { Product } from "../catalogue/product.ts";
import type { RowError } from "./catalogue-job.ts";
import type { RowGroup } from "./group-rows.ts";
import { type KnownCatalogue, planProduct, type WantedStock } from "./plan-product.ts";

/** What a batch makes of one product, by however many groups of rows. */
export interface ProductChange {
  readonly before: Product | null;
  /** `before` itself when nothing of it changes. */
  readonly after: Product;
  readonly group: RowGroup;
}

export interface BatchPlan {
  readonly changes: readonly ProductChange[];
  readonly stock: readonly WantedStock[];
  readonly errors: readonly RowError[];
}

/** Plans groups one after another, each on what those before it make of the same product. */
export function planBatch(groups: readonly RowGroup[], shopId: ShopId, known: KnownCatalogue, at: Date): BatchPlan {
  const productsByHandle = new Map(known.productsByHandle);
  const productsBySku = new Map(known.productsBySku);
  const changes = new Map<string, ProductChange>();
  const stock: WantedStock[] = [];
  const errors: RowError[] = [];
  for (const group of groups) {
    const outcome = planProduct(group, shopId, { ...known, productsByHandle, productsBySku }, at);
    if (outcome.kind === "bad") {
      errors.push(...outcome.errors);
      continue;
    }
    const { before: latest, after: planned } = outcome.plan;
    const before = changes.has(planned.id) ? changes.get(planned.id)!.before : latest;
    const after = planned === before ? planned : { ...planned, version: (before?.version ?? 0) + 1 };
    changes.set(planned.id, { before, after, group });
    stock.push(...outcome.plan.stock);
    if (planned === latest) continue;
    for (const handle of [after.handle, ...after.formerHandles]) productsByHandle.set(handle, after);
    for (const { sku } of after.variants) productsBySku.set(sku, after);
  }
  return { changes: [...changes.values()], stock, errors };
}
