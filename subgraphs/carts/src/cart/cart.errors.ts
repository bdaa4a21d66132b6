/** Why a change of a cart was refused, with what a person is told. Nothing is written when there is any. */
export const CART_PROBLEM_MESSAGES = {
  INVALID_QUANTITY: "The quantity must be a whole number from 1 to 10,000.",
  VARIANT_NOT_FOUND: "There is no such product variant.",
  CURRENCY_NOT_AVAILABLE: "This product variant is not sold in the cart's currency.",
  CURRENCY_MISMATCH: "Your cart holds products in another currency. Empty it first, or go on in its currency.",
  CART_NOT_FOUND: "There is no such cart.",
  CART_LOCKED: "The cart is being checked out, or has been bought, and cannot be changed.",
  CART_EXPIRED: "The cart has expired. Start a new one.",
  LINE_NOT_FOUND: "The cart has no such line.",
  DUPLICATE_LINE: "The same line is named twice.",
  TOO_MANY_LINES: "A cart holds at most 100 lines.",
  CONFLICT: "The cart has changed since you read it.",
} as const;

export type CartProblemCode = keyof typeof CART_PROBLEM_MESSAGES;

export interface CartProblem {
  readonly code: CartProblemCode;
  /** The path into the mutation's `input`. */
  readonly field: readonly string[];
}

/** What the server adjusted while doing the rest, with what a person is told. */
export const CART_WARNING_MESSAGES = {
  QUANTITY_CLAMPED: "There is less of it than you asked for. The line holds as many as there are.",
  OUT_OF_STOCK: "It is out of stock. Nothing was added.",
} as const;

export type CartWarningCode = keyof typeof CART_WARNING_MESSAGES;

export interface CartWarning {
  readonly code: CartWarningCode;
  readonly field: readonly string[];
  /** The line it is about; null when there was nothing in stock to make one. */
  readonly lineId: string | null;
  readonly variantId: string;
}
