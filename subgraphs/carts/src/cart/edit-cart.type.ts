import { Field, ID, InputType, Int, ObjectType, registerEnumType } from "type-graphql";
import { UserErrorType } from "#platform/graphql/user-error.type.ts";
import type { CurrencyCode } from "#platform/money/currency.ts";
import { CurrencyCodeEnum } from "#platform/money/money.type.ts";
import {
  CART_PROBLEM_MESSAGES,
  CART_WARNING_MESSAGES,
  type CartProblemCode,
  type CartWarningCode,
} from "./cart.errors.ts";
import { CartType, toCartType } from "./cart.type.ts";
import type { EditOutcome } from "./edit-cart.ts";

const enumOf = <Code extends string>(codes: Record<Code, string>) =>
  Object.fromEntries(Object.keys(codes).map((code) => [code, code])) as { [Each in Code]: Each };

export const CartErrorCodeEnum = enumOf(CART_PROBLEM_MESSAGES);
registerEnumType(CartErrorCodeEnum, {
  name: "CartErrorCode",
  description: "Why a change of a cart was refused. Nothing was changed.",
  valuesConfig: {
    INVALID_QUANTITY: { description: "A quantity is below 1 or above 10,000." },
    VARIANT_NOT_FOUND: { description: "No such product variant is for sale." },
    CURRENCY_NOT_AVAILABLE: { description: "The product variant has no price in the cart's currency." },
    CURRENCY_MISMATCH: { description: "The caller's active cart has lines in another currency. It is in the payload." },
    CART_NOT_FOUND: { description: "There is no such cart, or it is someone else's." },
    CART_LOCKED: { description: "A checkout holds the cart, or it has been bought." },
    CART_EXPIRED: { description: "The cart has expired for good. Start a new one." },
    LINE_NOT_FOUND: { description: "The cart has no such line." },
    DUPLICATE_LINE: { description: "One line is named twice." },
    TOO_MANY_LINES: { description: "The cart would have, or the input has, more than 100 lines." },
    CONFLICT: { description: "The cart is not at `expectedVersion`. The current one is in the payload." },
  },
});

export const CartWarningCodeEnum = enumOf(CART_WARNING_MESSAGES);
registerEnumType(CartWarningCodeEnum, {
  name: "CartWarningCode",
  description: "What the server adjusted.",
  valuesConfig: {
    QUANTITY_CLAMPED: {
      description: "There was less in stock, or room for less than 10,000. The line holds what there is.",
    },
    OUT_OF_STOCK: {
      description:
        "Nothing is in stock. No line was made; a line that was there has not grown and cannot be bought now.",
    },
  },
});

@ObjectType("CartUserError", { implements: UserErrorType, description: "Why a change of a cart was refused." })
export class CartUserErrorType extends UserErrorType {
  @Field(() => CartErrorCodeEnum, { description: "What is wrong, for a program to branch on." })
  code!: CartProblemCode;
}

@ObjectType("CartWarning", { description: "What the server adjusted while it did the rest." })
export class CartWarningType {
  @Field(() => CartWarningCodeEnum, { description: "What was adjusted, for a program to branch on." })
  code!: CartWarningCode;

  @Field(() => String, { description: "What was adjusted, in English, for a person to read." })
  message!: string;

  @Field(() => [String], { description: 'The path into the mutation\'s `input`, e.g. ["lines", "0", "quantity"].' })
  field!: string[];

  @Field(() => ID, { nullable: true, description: "The line it is about; null when no line was made." })
  lineId!: string | null;

  @Field(() => ID, { description: "The product variant it is about." })
  variantId!: string;
}

/** What all four payloads have. */
@ObjectType({ description: "The cart after a change." })
abstract class CartPayload {
  @Field(() => CartType, {
    nullable: true,
    description:
      "The cart after the change; unchanged when there are user errors, null when the caller has no such cart.",
  })
  cart!: CartType | null;

  @Field(() => [CartUserErrorType], { description: "Why nothing was changed, all reasons at once; empty on success." })
  userErrors!: CartUserErrorType[];

  @Field(() => [CartWarningType], { description: "What was adjusted while the rest was done." })
  warnings!: CartWarningType[];
}

@ObjectType({ description: "What `cartCreate` answers." })
export class CartCreatePayload extends CartPayload {}

@ObjectType({ description: "What `cartLinesAdd` answers." })
export class CartLinesAddPayload extends CartPayload {}

@ObjectType({ description: "What `cartLinesUpdate` answers." })
export class CartLinesUpdatePayload extends CartPayload {}

@ObjectType({ description: "What `cartLinesRemove` answers." })
export class CartLinesRemovePayload extends CartPayload {}

@InputType({ description: "Units of a product variant to put into a cart." })
export class CartLineInput {
  @Field(() => ID, { description: "The product variant." })
  variantId!: string;

  @Field(() => Int, { description: "How many units, from 1 to 10,000." })
  quantity!: number;
}

@InputType({ description: "A new quantity for a line." })
export class CartLineUpdateInput {
  @Field(() => ID, { description: "The line." })
  id!: string;

  @Field(() => Int, {
    description: "How many units the line shall hold, from 1 to 10,000. Use `cartLinesRemove` for none.",
  })
  quantity!: number;
}

@InputType({ description: "A cart to start." })
export class CartCreateInput {
  @Field(() => [CartLineInput], {
    defaultValue: [],
    description: "The first lines, at most 100. The same variant twice sums up.",
  })
  lines!: CartLineInput[];

  @Field(() => CurrencyCodeEnum, { description: "The currency of the cart, for good." })
  currencyCode!: CurrencyCode;
}

/** What the inputs of a change have. */
@InputType({ description: "A change of a cart." })
abstract class CartEditInput {
  @Field(() => ID, { description: "The cart." })
  cartId!: string;

  @Field(() => Int, {
    nullable: true,
    description: "The version that you have read. When the cart has changed since, the answer is CONFLICT.",
  })
  expectedVersion?: number | null;
}

@InputType({ description: "Lines to add to a cart." })
export class CartLinesAddInput extends CartEditInput {
  @Field(() => [CartLineInput], { description: "What to add, at most 100. The same variant twice sums up." })
  lines!: CartLineInput[];
}

@InputType({ description: "Lines of a cart to change." })
export class CartLinesUpdateInput extends CartEditInput {
  @Field(() => [CartLineUpdateInput], { description: "Each line at most once." })
  lines!: CartLineUpdateInput[];
}

@InputType({ description: "Lines of a cart to take out." })
export class CartLinesRemoveInput extends CartEditInput {
  @Field(() => [ID], { description: "The lines, at most 100." })
  lineIds!: string[];
}

/** The payload of an edit; the four payload types have the same fields. */
export function toCartPayload(outcome: EditOutcome): CartPayload {
  const cart = outcome.cart && toCartType(outcome.cart);
  if (outcome.kind === "changed") {
    const warnings = outcome.warnings.map(({ code, field, lineId, variantId }) => ({
      code,
      message: CART_WARNING_MESSAGES[code],
      field: [...field],
      lineId,
      variantId,
    }));
    return { cart, userErrors: [], warnings };
  }
  const userErrors = outcome.problems.map(({ code, field }) => ({
    code,
    message: CART_PROBLEM_MESSAGES[code],
    field: [...field],
  }));
  return { cart, userErrors, warnings: [] };
}
