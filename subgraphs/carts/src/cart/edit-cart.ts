import type { Viewer } from "#platform/identity/viewer.ts";
import type { Now } from "#platform/time/clock.ts";
import type { CartsDatabase } from "../database.ts";
import { type Cart, isEmptyChange, MAX_LINES, MAX_QUANTITY } from "./cart.ts";
import type { CartProblem, CartWarning } from "./cart.errors.ts";
import type { Offers, Shopper } from "./offer.ts";
import type { LinePlan } from "./plan-lines.ts";

/** `refused`: nothing was written; `cart` is the current one, null when the viewer has none to see. */
export type EditOutcome =
  | { readonly kind: "changed"; readonly cart: Cart; readonly warnings: readonly CartWarning[] }
  | { readonly kind: "refused"; readonly cart: Cart | null; readonly problems: readonly CartProblem[] };

export interface EditDeps {
  db: Pick<CartsDatabase, "carts" | "transaction">;
  now: Now;
}

export interface CartEdit {
  readonly cartId: string;
  /** The version that the caller read; null to change whatever is there. */
  readonly expectedVersion: number | null;
  /** What is wrong with the input itself. */
  readonly inputProblems: readonly CartProblem[];
  /** The variants whose price and stock the plan needs. */
  readonly variantIdsOf: (cart: Cart) => readonly string[];
  /** Decides the change. Runs once on the cart as read and again on the locked one. */
  readonly plan: (cart: Cart, offers: Offers) => LinePlan;
}

/**
 * Changes the lines of a cart: looks at it, asks products outside the transaction, then locks the row and decides anew on
 * what it holds by then. So two devices that add at once lose nothing, and an edit and a checkout of the same cart take turns.
 *
 * @throws AppError UNAVAILABLE when products does not answer; nothing is written.
 */
export async function editCart({ db, now }: EditDeps, shopper: Shopper, edit: CartEdit): Promise<EditOutcome> {
  const seen = await db.carts.findVisible(shopper.viewer, edit.cartId);
  const obvious = [...edit.inputProblems, ...problemsOfCart(seen, edit.expectedVersion)];
  if (!seen || obvious.length > edit.inputProblems.length || isOversized(edit.inputProblems)) {
    return { kind: "refused", cart: seen, problems: obvious };
  }
  const variantIds = edit.variantIdsOf(seen);
  const offers = variantIds.length === 0 ? NO_OFFERS : await shopper.offersOf(variantIds, seen.currency);
  const problems = [...obvious, ...edit.plan(seen, offers).problems];
  if (problems.length > 0) return { kind: "refused", cart: seen, problems };
  return changeLocked({ db, now }, shopper.viewer, edit, offers);
}

async function changeLocked(
  { db, now }: EditDeps,
  viewer: Viewer,
  edit: CartEdit,
  offers: Offers,
): Promise<EditOutcome> {
  return db.transaction(async ({ carts }): Promise<EditOutcome> => {
    const cart = await carts.lockVisible(viewer, edit.cartId);
    const problems = problemsOfCart(cart, edit.expectedVersion);
    if (!cart || problems.length > 0) return { kind: "refused", cart, problems };
    const plan = edit.plan(cart, offers);
    if (plan.problems.length > 0) return { kind: "refused", cart, problems: plan.problems };
    const changed = isEmptyChange(plan.change) ? cart : await carts.applyChange(cart, plan.change, now());
    return { kind: "changed", cart: changed, warnings: plan.warnings };
  });
}

/** A quantity below 1 or above `MAX_QUANTITY`, each with its path, or more entries than a cart could hold. */
export function problemsOfQuantities(lines: readonly { quantity: number }[]): CartProblem[] {
  if (lines.length > MAX_LINES) return [{ code: "TOO_MANY_LINES", field: ["lines"] }];
  return lines.flatMap(({ quantity }, index): CartProblem[] =>
    Number.isInteger(quantity) && quantity >= 1 && quantity <= MAX_QUANTITY
      ? []
      : [{ code: "INVALID_QUANTITY", field: ["lines", String(index), "quantity"] }],
  );
}

function problemsOfCart(cart: Cart | null, expectedVersion: number | null): CartProblem[] {
  if (!cart) return [{ code: "CART_NOT_FOUND", field: ["cartId"] }];
  if (cart.status === "EXPIRED") return [{ code: "CART_EXPIRED", field: ["cartId"] }];
  if (cart.status !== "ACTIVE") return [{ code: "CART_LOCKED", field: ["cartId"] }];
  if (expectedVersion !== null && expectedVersion !== cart.version) {
    return [{ code: "CONFLICT", field: ["expectedVersion"] }];
  }
  return [];
}

/** Lists beyond the limit are refused before products is asked about their entries. */
const isOversized = (problems: readonly CartProblem[]): boolean =>
  problems.some(({ code }) => code === "TOO_MANY_LINES");

const NO_OFFERS: Offers = new Map();
