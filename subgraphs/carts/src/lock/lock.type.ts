import { Directive, Field, ID, InputType, Int, ObjectType, registerEnumType } from "type-graphql";
import type { CurrencyCode } from "#platform/money/currency.ts";
import { CurrencyCodeEnum, MoneyType, toMoneyType } from "#platform/money/money.type.ts";
import { toCartCost, toLineCost } from "../cart/cart.type.ts";
import type { FrozenCart } from "./frozen-cart.ts";

export const CartLockStatusEnum = {
  LOCKED: "LOCKED",
  NOT_FOUND: "NOT_FOUND",
  EMPTY: "EMPTY",
  LOCKED_BY_ANOTHER_CHECKOUT: "LOCKED_BY_ANOTHER_CHECKOUT",
  CONVERTED: "CONVERTED",
  UNAVAILABLE_LINES: "UNAVAILABLE_LINES",
} as const;
export type CartLockStatus = keyof typeof CartLockStatusEnum;
registerEnumType(CartLockStatusEnum, {
  name: "CartLockStatus",
  description: "Whether a checkout got its cart, and why not.",
  valuesConfig: {
    LOCKED: { description: "The order holds the cart, or has become of it. The frozen cart is in the payload." },
    NOT_FOUND: { description: "There is no such cart, it is someone else's, or it has expired." },
    EMPTY: { description: "The cart has no lines." },
    LOCKED_BY_ANOTHER_CHECKOUT: {
      description: "Another order holds the cart, or this one has given it back and must not have it again.",
    },
    CONVERTED: { description: "The cart has become another order." },
    UNAVAILABLE_LINES: { description: "Some lines cannot be bought any more; `unavailableLineIds` names them." },
  },
});

@ObjectType({ description: "A line of a frozen cart." })
@Directive("@inaccessible")
export class LockedCartLine {
  @Field(() => ID, { description: "The cart line." })
  id!: string;

  @Field(() => ID, { description: "The product variant." })
  variantId!: string;

  @Field(() => ID, { description: "The product." })
  productId!: string;

  @Field(() => ID, { description: "The shop that sells it." })
  shopId!: string;

  @Field(() => String, { description: "The product's title." })
  title!: string;

  @Field(() => String, { description: "The variant's title." })
  variantTitle!: string;

  @Field(() => String, { description: "Stock keeping unit." })
  sku!: string;

  @Field(() => String, { nullable: true, description: "Address of an image." })
  imageUrl!: string | null;

  @Field(() => Int, { description: "How many units." })
  quantity!: number;

  @Field(() => MoneyType, { description: "The frozen price of one unit." })
  unitPrice!: MoneyType;

  @Field(() => MoneyType, { description: "What is taken off." })
  discounts!: MoneyType;

  @Field(() => MoneyType, { nullable: true, description: "The tax on the total; null when it is not known." })
  tax!: MoneyType | null;

  @Field(() => MoneyType, { description: "The unit price times the quantity, less the discounts." })
  total!: MoneyType;
}

@ObjectType({ description: "A cart as one checkout froze it. It never changes." })
@Directive("@inaccessible")
export class LockedCart {
  @Field(() => ID, { description: "The cart." })
  id!: string;

  @Field(() => ID, { nullable: true, description: "The user it belongs to; null for a guest's." })
  customerId!: string | null;

  @Field(() => CurrencyCodeEnum, { description: "The currency of all its prices." })
  currencyCode!: CurrencyCode;

  @Field(() => [LockedCartLine], { description: "All lines, in their order." })
  lines!: LockedCartLine[];

  @Field(() => Boolean, { description: "Whether the prices contain the tax; else the total has it on top." })
  taxIncluded!: boolean;

  @Field(() => MoneyType, { description: "The sum of the lines before discounts." })
  subtotal!: MoneyType;

  @Field(() => MoneyType, { description: "What is taken off lines and delivery together." })
  discounts!: MoneyType;

  @Field(() => MoneyType, { description: "The delivery before discounts." })
  shipping!: MoneyType;

  @Field(() => MoneyType, { nullable: true, description: "The tax in the total; null when it is not known." })
  tax!: MoneyType | null;

  @Field(() => MoneyType, { description: "What the buyer pays." })
  total!: MoneyType;
}

@InputType({ description: "A cart for a checkout to lock." })
@Directive("@inaccessible")
export class CartLockInput {
  @Field(() => ID, { description: "The cart." })
  cartId!: string;

  @Field(() => ID, { description: "The order that the checkout will make." })
  orderId!: string;
}

@ObjectType({ description: "What `cartLock` answers." })
@Directive("@inaccessible")
export class CartLockPayload {
  @Field(() => CartLockStatusEnum, { description: "Whether the checkout got the cart." })
  status!: CartLockStatus;

  @Field(() => LockedCart, { nullable: true, description: "The frozen cart when the status is LOCKED." })
  cart!: LockedCart | null;

  @Field(() => [ID], { description: "The lines that cannot be bought when the status is UNAVAILABLE_LINES." })
  unavailableLineIds!: string[];
}

@InputType({ description: "A lock to give back." })
@Directive("@inaccessible")
export class CartUnlockInput {
  @Field(() => ID, { description: "The cart." })
  cartId!: string;

  @Field(() => ID, { description: "The order whose checkout holds it." })
  orderId!: string;
}

@ObjectType({ description: "What `cartUnlock` answers." })
@Directive("@inaccessible")
export class CartUnlockPayload {
  @Field(() => Boolean, { description: "Whether the order's lock on the cart has ended, now or earlier." })
  unlocked!: boolean;
}

export function toLockedCart({ id, customerId, currency, lines, quote }: FrozenCart): LockedCart {
  const taxOf = new Map(quote.lines.map((line) => [line.id, line.tax]));
  return {
    id,
    customerId,
    currencyCode: currency,
    taxIncluded: quote.taxIncluded,
    ...toCartCost(quote),
    lines: lines.map((line) => {
      const { unitPrice, discounts, total } = toLineCost(quote, line.id);
      const tax = taxOf.get(line.id) ?? null;
      return { ...line, unitPrice, discounts, total, tax: tax === null ? null : toMoneyType({ minor: tax, currency }) };
    }),
  };
}
