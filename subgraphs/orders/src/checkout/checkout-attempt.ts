import type { Viewer } from "#platform/identity/viewer.ts";
import type { OrderId } from "#platform/ids/id.ts";
import type { CheckoutProblem } from "./checkout-problem.ts";

/** Half of an idempotency key's scope: the same key may be used for other operations. */
export const CHECKOUT_OPERATION = "checkoutStart";

export type AttemptState = "STARTED" | "PLACED" | "REFUSED" | "ABANDONED";

/** One use of an idempotency key. It is STARTED once and decided once, and the decision stays. */
export interface CheckoutAttempt {
  /** The id that its order has or would have had: cart lock and stock hold are made under it, at every repeat. */
  readonly orderId: OrderId;
  readonly actor: string;
  readonly cartId: string;
  readonly inputHash: string;
  readonly state: AttemptState;
  /** The order that answers it; set exactly when PLACED. */
  readonly placedOrderId: OrderId | null;
  /** Set exactly when REFUSED. */
  readonly refusal: readonly CheckoutProblem[] | null;
  readonly expiresAt: Date;
}

/** Whose key it is. A guest is whoever knows the cart's secret id, so that no guest can meet another's keys. */
export const actorOf = (viewer: Viewer, cartId: string): string =>
  viewer.kind === "user" ? viewer.userId : `guest:${cartId}`;
