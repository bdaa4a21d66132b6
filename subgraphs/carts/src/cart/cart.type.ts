import { Directive, Field, ID, Int, ObjectType, registerEnumType } from "type-graphql";
import { createConnectionType } from "#platform/graphql/connection.type.ts";
import { CurrencyCodeEnum, MoneyType, toMoneyType } from "#platform/money/money.type.ts";
import type { CurrencyCode } from "#platform/money/currency.ts";
import { type Quote, sumOf } from "../pricing/pricing.ts";
import { type Cart, type CartLine, type CartStatus, totalQuantity } from "./cart.ts";

export const CartStatusEnum: { [Status in CartStatus]: Status } = {
  ACTIVE: "ACTIVE",
  LOCKED: "LOCKED",
  CONVERTED: "CONVERTED",
  EXPIRED: "EXPIRED",
};
registerEnumType(CartStatusEnum, {
  name: "CartStatus",
  description: "Where a cart is in its life.",
  valuesConfig: {
    ACTIVE: { description: "It can be changed and checked out." },
    LOCKED: {
      description: "A checkout holds it at frozen prices. It is ACTIVE again if the checkout does not succeed.",
    },
    CONVERTED: { description: "It has been bought. It never changes again." },
    EXPIRED: {
      description: "Given up for another cart of the same customer, which took over its lines. It never changes again.",
    },
  },
});

@ObjectType("CartCost", {
  description:
    "What the whole cart costs, computed on the server when it is read. total = subtotal - discounts + shipping, and + tax unless the prices include it.",
})
export class CartCostType {
  @Field(() => MoneyType, { description: "The sum of the lines before discounts." })
  subtotal!: MoneyType;

  @Field(() => MoneyType, { description: "What is taken off lines and delivery together; 0 for nothing." })
  discounts!: MoneyType;

  @Field(() => MoneyType, { description: "The chosen delivery before discounts; 0 while none is chosen." })
  shipping!: MoneyType;

  @Field(() => MoneyType, {
    nullable: true,
    description: "The tax in the total; null while it is not known which country the cart goes to.",
  })
  tax!: MoneyType | null;

  @Field(() => MoneyType, { description: "What the buyer would pay." })
  total!: MoneyType;
}

@ObjectType("CartLineCost", { description: "What one line costs, computed on the server when it is read." })
export class CartLineCostType {
  @Field(() => MoneyType, { description: "The price of one unit." })
  unitPrice!: MoneyType;

  @Field(() => MoneyType, { description: "The unit price times the quantity." })
  subtotal!: MoneyType;

  @Field(() => MoneyType, { description: "What is taken off the line; 0 for nothing." })
  discounts!: MoneyType;

  @Field(() => MoneyType, { description: "The subtotal less the discounts." })
  total!: MoneyType;
}

/** `variant` and `cost` are resolved in `cart.resolver.ts`. */
@ObjectType("CartLine", { description: "Some units of one product variant in a cart." })
@Directive('@key(fields: "id")')
export class CartLineType {
  @Field(() => ID, {
    description: "Opaque, typed id. By id alone only the signed-in owner of the cart finds the line.",
  })
  id!: string;

  @Field(() => Int, { description: "How many units, from 1 to 10,000." })
  quantity!: number;

  /** Not in the schema: what the fields are computed from. */
  cart!: Cart;
  line!: CartLine;
}

/** `lines` and `cost` are resolved in `cart.resolver.ts`. */
@ObjectType("Cart", {
  description:
    "What someone is going to buy. A guest's cart belongs to whoever knows its id, so the id is a secret; a signed-in user's cart is theirs alone.",
})
@Directive('@key(fields: "id")')
export class CartType {
  @Field(() => ID, { description: "Opaque, typed id." })
  id!: string;

  @Field(() => CurrencyCodeEnum, { description: "The currency of all its prices. It never changes." })
  currencyCode!: CurrencyCode;

  @Field(() => CartStatusEnum, { description: "Where the cart is in its life." })
  status!: CartStatus;

  @Field(() => Int, {
    description: "Goes up with every change. Send it as `expectedVersion` to change what you have read.",
  })
  version!: number;

  @Field(() => Int, { description: "Units in all lines together." })
  totalQuantity!: number;

  /** Not in the schema: what the fields are computed from. */
  cart!: Cart;
}

export const CartLineConnection = createConnectionType("CartLine", CartLineType);

export const toCartType = (cart: Cart): CartType => ({
  id: cart.id,
  currencyCode: cart.currency,
  status: cart.status,
  version: cart.version,
  totalQuantity: totalQuantity(cart.lines),
  cart,
});

export const toCartLineType = (cart: Cart, line: CartLine): CartLineType => ({
  id: line.id,
  quantity: line.quantity,
  cart,
  line,
});

export function toCartCost({ currency, sums }: Quote): CartCostType {
  const of = (minor: bigint) => toMoneyType({ minor, currency });
  const { subtotal, discounts, shipping, tax, total } = sums;
  return {
    subtotal: of(subtotal),
    discounts: of(discounts),
    shipping: of(shipping),
    tax: tax === null ? null : of(tax),
    total: of(total),
  };
}

export function toLineCost({ currency, lines }: Quote, lineId: string): CartLineCostType {
  const line = lines.find(({ id }) => id === lineId);
  if (!line) throw new Error(`the quote of a cart lacks its line ${lineId}`);
  const of = (minor: bigint) => toMoneyType({ minor, currency });
  return {
    unitPrice: of(line.unitPrice),
    subtotal: of(line.subtotal),
    discounts: of(sumOf(line.discounts.map(({ amount }) => amount))),
    total: of(line.total),
  };
}
