import { parseId, type ProductId } from "#platform/ids/id.ts";
import type { StockReads } from "../stock/stock-reads.repository.ts";

export type FindProductOfVariant = (variantId: string) => Promise<ProductId | null>;

/** The product that a variant is of, or was of: its stock level tells. */
export const createFindProductOfVariant =
  (stock: Pick<StockReads, "findLevels">): FindProductOfVariant =>
  async (given) => {
    const variantId = parseId("var", given);
    return variantId && ((await stock.findLevels([variantId])).get(variantId)?.productId ?? null);
  };
