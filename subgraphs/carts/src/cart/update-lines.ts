import { editCart, type EditDeps, type EditOutcome, problemsOfQuantities } from "./edit-cart.ts";
import type { Shopper } from "./offer.ts";
import { type LineUpdate, planUpdate } from "./plan-lines.ts";

export interface UpdateLinesInput {
  readonly cartId: string;
  readonly lines: readonly LineUpdate[];
  readonly expectedVersion: number | null;
}

export type UpdateLines = ReturnType<typeof createUpdateLines>;

/** Sets the quantities of lines: all of them, or nothing when there is any problem. More than there is in stock is clamped. */
export function createUpdateLines(deps: EditDeps) {
  return (shopper: Shopper, input: UpdateLinesInput): Promise<EditOutcome> =>
    editCart(deps, shopper, {
      cartId: input.cartId,
      expectedVersion: input.expectedVersion,
      inputProblems: problemsOfQuantities(input.lines),
      variantIdsOf: (cart) => cart.lines.map(({ variantId }) => variantId),
      plan: (cart, offers) => planUpdate(cart, input.lines, offers),
    });
}
