import { newId } from "#platform/ids/id.ts";
import { editCart, type EditDeps, type EditOutcome, problemsOfQuantities } from "./edit-cart.ts";
import type { Shopper } from "./offer.ts";
import { type LineAddition, planAddition } from "./plan-lines.ts";

export interface AddLinesInput {
  readonly cartId: string;
  readonly lines: readonly LineAddition[];
  readonly expectedVersion: number | null;
}

export type AddLines = ReturnType<typeof createAddLines>;

/** Adds variants to a cart: all of them, or nothing when there is any problem. More than there is in stock is clamped. */
export function createAddLines(deps: EditDeps) {
  return (shopper: Shopper, input: AddLinesInput): Promise<EditOutcome> =>
    editCart(deps, shopper, {
      cartId: input.cartId,
      expectedVersion: input.expectedVersion,
      inputProblems: problemsOfQuantities(input.lines),
      variantIdsOf: (cart) => [...input.lines, ...cart.lines].map(({ variantId }) => variantId),
      plan: (cart, offers) => planAddition(cart, input.lines, offers, () => newId("cln", deps.now())),
    });
}
