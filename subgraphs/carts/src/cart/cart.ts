import type { CurrencyCode } from "#platform/money/currency.ts";
import { type Money, sum, times } from "#platform/money/money.ts";

/** Units of one variant that one cart line holds at most. */
export const MAX_QUANTITY = 10_000;
/** Lines that a cart holds at most. */
export const MAX_LINES = 100;

/**
 * ACTIVE can be changed. LOCKED: a checkout holds it. CONVERTED: it has become an order, for good. EXPIRED: given up, for
 * good, because its lines went over into another cart of the same customer or its currency was left.
 */
export type CartStatus = "ACTIVE" | "LOCKED" | "CONVERTED" | "EXPIRED";

export interface CartLine {
  readonly id: string;
  readonly variantId: string;
  /** From 1 to `MAX_QUANTITY`. */
  readonly quantity: number;
  /** Orders the lines of one cart; unique in it. */
  readonly position: number;
  /** The price of one unit when the cart was last changed; of a cart that is not ACTIVE, the price it was frozen at. */
  readonly unitPrice: Money;
}

/** A cart with its lines in their order. Its currency and its customer never change. */
export interface Cart {
  readonly id: string;
  /** Null: whoever knows the id may read and change it. */
  readonly customerId: string | null;
  readonly currency: CurrencyCode;
  readonly status: CartStatus;
  /** Goes up by one with every change that a reader can see. */
  readonly version: number;
  /** The order whose checkout locked the cart, or that it became. */
  readonly lockedByOrderId: string | null;
  readonly lines: readonly CartLine[];
}

/** Changes to the lines of one cart. The ids of all three are disjoint. */
export interface LineChange {
  readonly added: readonly CartLine[];
  readonly updated: readonly CartLine[];
  readonly removedIds: readonly string[];
}

export const isEmptyChange = ({ added, updated, removedIds }: LineChange): boolean =>
  added.length + updated.length + removedIds.length === 0;

/** The lines after `change`, in their order. */
export function withChange(lines: readonly CartLine[], { added, updated, removedIds }: LineChange): CartLine[] {
  const updatedById = new Map(updated.map((line) => [line.id, line]));
  const kept = lines.filter(({ id }) => !removedIds.includes(id)).map((line) => updatedById.get(line.id) ?? line);
  return [...kept, ...added];
}

/** The position behind every line of `lines`. */
export const nextPosition = (lines: readonly CartLine[]): number =>
  lines.reduce((last, { position }) => Math.max(last, position), 0) + 1;

export const totalQuantity = (lines: readonly { quantity: number }[]): number =>
  lines.reduce((total, { quantity }) => total + quantity, 0);

/** Unit price times quantity. */
export const lineTotal = (line: { unitPrice: Money; quantity: number }): Money => times(line.unitPrice, line.quantity);

/** The sum of the line totals; zero for no lines. */
export const subtotal = (lines: readonly { unitPrice: Money; quantity: number }[], currency: CurrencyCode): Money =>
  sum(lines.map(lineTotal), currency);
