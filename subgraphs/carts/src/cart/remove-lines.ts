import { MAX_LINES } from "./cart.ts";
import { editCart, type EditDeps, type EditOutcome } from "./edit-cart.ts";
import type { Shopper } from "./offer.ts";
import { planRemoval } from "./plan-lines.ts";

export interface RemoveLinesInput {
  readonly cartId: string;
  readonly lineIds: readonly string[];
  readonly expectedVersion: number | null;
}

export type RemoveLines = ReturnType<typeof createRemoveLines>;

/** Takes lines out of a cart: all of them, or nothing when there is any problem. Works while products is away. */
export function createRemoveLines(deps: EditDeps) {
  return (shopper: Shopper, input: RemoveLinesInput): Promise<EditOutcome> =>
    editCart(deps, shopper, {
      cartId: input.cartId,
      expectedVersion: input.expectedVersion,
      inputProblems: input.lineIds.length > MAX_LINES ? [{ code: "TOO_MANY_LINES", field: ["lineIds"] }] : [],
      variantIdsOf: () => [],
      plan: (cart) => planRemoval(cart, input.lineIds),
    });
}
