import type { MissingStock } from "../clients/stock.client.ts";
import type { LockedLine } from "../clients/carts.client.ts";

export const CHECKOUT_ERROR_CODES = [
  "REQUIRED",
  "TOO_LONG",
  "INVALID",
  "IDEMPOTENCY_KEY_REUSED",
  "CART_NOT_FOUND",
  "CART_IS_EMPTY",
  "CART_ALREADY_CHECKED_OUT",
  "LINE_UNAVAILABLE",
  "OUT_OF_STOCK",
  "CHECKOUT_EXPIRED",
] as const;

export type CheckoutErrorCode = (typeof CHECKOUT_ERROR_CODES)[number];

/** One reason why a checkout gives no order, in the words of the answer. A refusal is stored and replayed as it is. */
export interface CheckoutProblem {
  code: CheckoutErrorCode;
  message: string;
  /** Path into the input. */
  field: string[];
  /** The line of the cart that is concerned. */
  cartLineId: string | null;
}

const problem = (
  code: CheckoutErrorCode,
  field: string[],
  message: string,
  cartLineId: string | null = null,
): CheckoutProblem => ({
  code,
  message,
  field,
  cartLineId,
});

export const required = (...field: string[]) => problem("REQUIRED", field, "Must not be empty.");

export const tooLong = (max: number, ...field: string[]) =>
  problem("TOO_LONG", field, `Takes at most ${max} characters.`);

export const invalid = (message: string, ...field: string[]) => problem("INVALID", field, message);

export const keyReused = () =>
  problem("IDEMPOTENCY_KEY_REUSED", ["idempotencyKey"], "This key was used for another checkout. Take a new one.");

export const cartNotFound = () => problem("CART_NOT_FOUND", ["cartId"], "Cart not found.");

export const cartIsEmpty = () => problem("CART_IS_EMPTY", ["cartId"], "The cart is empty.");

export const cartAlreadyCheckedOut = () =>
  problem("CART_ALREADY_CHECKED_OUT", ["cartId"], "This cart is in another checkout, or has been ordered already.");

export const lineUnavailable = (cartLineId: string) =>
  problem(
    "LINE_UNAVAILABLE",
    ["cartId"],
    "A line of the cart can no longer be bought. Remove it and try again.",
    cartLineId,
  );

export const outOfStock = ({ variantId, availableQuantity }: MissingStock, lines: readonly LockedLine[]) => {
  const line = lines.find((candidate) => candidate.variantId === variantId);
  const name = line ? [line.title, line.variantTitle].filter((part) => part !== "").join(" - ") : "an item";
  return problem("OUT_OF_STOCK", ["cartId"], `Of "${name}" only ${availableQuantity} available.`, line?.id ?? null);
};

export const checkoutExpired = () =>
  problem("CHECKOUT_EXPIRED", ["idempotencyKey"], "This checkout ran out of time. Start again with a new key.");
