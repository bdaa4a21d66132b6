import { parseId } from "#platform/ids/id.ts";
import type { ProductsStore } from "../database.ts";
import type { ReviewRight } from "./review.ts";

export interface PaidOrder {
  readonly customerId: string | null;
  readonly paidAt: string;
  readonly lines: readonly {
    readonly lineId?: string | undefined;
    readonly productId?: string | undefined;
    readonly shopId?: string | undefined;
    readonly variantId: string;
  }[];
}

/**
 * Lets the buyer of a paid order review each of its lines. Orders of guests give no right, nor do lines without an id, as events
 * once had them, nor does an order of the erased, however late it comes. Safe to repeat.
 */
export async function grantReviewRights(
  { reviewers }: Pick<ProductsStore, "reviewers">,
  { customerId, paidAt, lines }: PaidOrder,
  at: Date,
): Promise<void> {
  const userId = customerId === null ? null : parseId("user", customerId);
  if (userId === null) return;
  const rights = lines.flatMap((line): ReviewRight[] => {
    const orderLineId = parseId("oln", line.lineId ?? "");
    const productId = parseId("prod", line.productId ?? "");
    const shopId = parseId("shop", line.shopId ?? "");
    const variantId = parseId("var", line.variantId);
    if (!orderLineId || !productId || !shopId || !variantId) return [];
    return [{ orderLineId, productId, variantId, shopId, userId, paidAt: new Date(paidAt) }];
  });
  if (rights.length === 0) return;
  const { isForgotten } = await reviewers.lock(userId, at);
  if (!isForgotten) await reviewers.grant(rights);
}
