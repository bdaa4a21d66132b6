import type { Actor } from "#platform/identity/viewer.ts";
import type { ChangeProduct, ChangeProductOutcome } from "./change-product.ts";
import { moveProduct, type ProductMove } from "./product-moves.ts";

export type MoveProduct = ReturnType<typeof createMoveProduct>;

/** Publishes, unpublishes or archives a product, as PRODUCT_MOVES allows. Safe to repeat. Concurrency: `createChangeProduct`. */
export const createMoveProduct =
  ({ changeProduct }: { changeProduct: ChangeProduct }) =>
  (
    actor: Actor,
    move: ProductMove,
    input: { productId: string; expectedVersion?: number | null },
  ): Promise<ChangeProductOutcome> =>
    changeProduct(actor, {
      ...input,
      action: `product.${move}`,
      plan: (product, problems, at) => moveProduct(product, move, at, problems),
    });
