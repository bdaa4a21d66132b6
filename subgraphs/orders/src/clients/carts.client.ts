import { z } from "zod";
import { CURRENCY_CODES } from "#platform/money/currency.ts";
import { add, isSame, type Money, money, subtract, sum, times } from "#platform/money/money.ts";
import { ask } from "#platform/neighbour/ask.ts";
import type { CallContext, Neighbour } from "#platform/neighbour/neighbour.ts";

/** A cart whose lines and prices stay as they are while it is locked. */
export interface LockedCart {
  lines: LockedLine[];
  taxIncluded: boolean;
  subtotal: Money;
  /** Off lines and delivery together. */
  discounts: Money;
  /** Before discounts. */
  shipping: Money;
  /** Null when it is not known. */
  tax: Money | null;
  total: Money;
}

export interface LockedLine {
  id: string;
  variantId: string;
  productId: string;
  shopId: string;
  title: string;
  variantTitle: string;
  sku: string;
  imageUrl: string | null;
  quantity: number;
  unitPrice: Money;
  discounts: Money;
  tax: Money | null;
  /** Unit price times quantity, less the discounts. */
  total: Money;
}

export type CartLock =
  | { kind: "locked"; cart: LockedCart }
  | { kind: "notFound" }
  | { kind: "empty" }
  /** Another checkout has locked it, or made an order of it. */
  | { kind: "taken" }
  | { kind: "linesUnavailable"; lineIds: string[] };

export type CartsClient = ReturnType<typeof createCartsClient>;

const minorUnits = z.int().nonnegative();
const moneyShape = z
  .object({ minorUnits, currencyCode: z.enum(CURRENCY_CODES) })
  .transform(({ minorUnits: minor, currencyCode }) => money(BigInt(minor), currencyCode));

const lockedLine = z.object({
  id: z.string(),
  variantId: z.string(),
  productId: z.string(),
  shopId: z.string(),
  title: z.string(),
  variantTitle: z.string(),
  sku: z.string(),
  imageUrl: z.string().nullable(),
  quantity: z.int().positive(),
  unitPrice: moneyShape,
  discounts: moneyShape,
  tax: moneyShape.nullable(),
  total: moneyShape,
});

const lockedCart = z
  .object({
    lines: z.array(lockedLine).min(1),
    taxIncluded: z.boolean(),
    subtotal: moneyShape,
    discounts: moneyShape,
    shipping: moneyShape,
    tax: moneyShape.nullable(),
    total: moneyShape,
  })
  .refine(addsUp, "the lines of the cart do not add up to its total");

/** Orders takes over the cart's prices and never computes one, but it takes none that contradict each other. */
function addsUp({ lines, taxIncluded, subtotal, discounts, shipping, tax, total }: LockedCart): boolean {
  const { currency } = total;
  const ofLines = lines.flatMap((line) => [line.unitPrice, line.discounts, line.total, line.tax ?? []].flat());
  if ([subtotal, discounts, shipping, tax ?? [], ofLines].flat().some((amount) => amount.currency !== currency)) {
    return false;
  }
  const gross = lines.map(({ unitPrice, quantity }) => times(unitPrice, quantity));
  const charged = add(subtract(subtotal, discounts), shipping);
  return (
    lines.every((line, index) => isSame(subtract(gross[index]!, line.discounts), line.total)) &&
    isSame(sum(gross, currency), subtotal) &&
    isSame(taxIncluded || tax === null ? charged : add(charged, tax), total)
  );
}

const lockAnswer = z.object({
  cartLock: z.object({
    status: z.enum(["LOCKED", "NOT_FOUND", "EMPTY", "LOCKED_BY_ANOTHER_CHECKOUT", "CONVERTED", "UNAVAILABLE_LINES"]),
    unavailableLineIds: z.array(z.string()),
    cart: lockedCart.nullable(),
  }),
});

const unlockAnswer = z.object({ cartUnlock: z.object({ unlocked: z.boolean() }) });

const LOCK = `mutation OrdersCartLock($input: CartLockInput!) {
  cartLock(input: $input) {
    status
    unavailableLineIds
    cart {
      lines {
        id variantId productId shopId title variantTitle sku imageUrl quantity
        unitPrice { minorUnits currencyCode }
        discounts { minorUnits currencyCode }
        tax { minorUnits currencyCode }
        total { minorUnits currencyCode }
      }
      taxIncluded
      subtotal { minorUnits currencyCode }
      discounts { minorUnits currencyCode }
      shipping { minorUnits currencyCode }
      tax { minorUnits currencyCode }
      total { minorUnits currencyCode }
    }
  }
}`;

const UNLOCK = `mutation OrdersCartUnlock($input: CartUnlockInput!) {
  cartUnlock(input: $input) { unlocked }
}`;

/** What orders asks of carts, for the buyer. Both calls may be repeated: carts remembers the order that locks. */
export function createCartsClient(carts: () => Neighbour) {
  return {
    /** Freezes the cart for `orderId`. A repeat with the same id returns the very same prices. */
    async lock(buyer: CallContext, input: { cartId: string; orderId: string }): Promise<CartLock> {
      const { cartLock } = await ask(carts(), { query: LOCK, variables: { input } }, lockAnswer, buyer);
      switch (cartLock.status) {
        case "LOCKED":
          if (cartLock.cart === null) throw new Error(`carts locked ${input.cartId} without showing it`);
          return { kind: "locked", cart: cartLock.cart };
        case "NOT_FOUND":
          return { kind: "notFound" };
        case "EMPTY":
          return { kind: "empty" };
        case "LOCKED_BY_ANOTHER_CHECKOUT":
        case "CONVERTED":
          return { kind: "taken" };
        case "UNAVAILABLE_LINES":
          return { kind: "linesUnavailable", lineIds: cartLock.unavailableLineIds };
      }
    },

    /** Frees the cart if it is `orderId` that locks it. */
    async unlock(buyer: CallContext, input: { cartId: string; orderId: string }): Promise<void> {
      await ask(carts(), { query: UNLOCK, variables: { input } }, unlockAnswer, buyer);
    },
  };
}
