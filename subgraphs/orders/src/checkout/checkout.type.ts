import { Field, ID, InputType, ObjectType, registerEnumType } from "type-graphql";
import { UserErrorType } from "#platform/graphql/user-error.type.ts";
import { OrderType } from "../order/order.type.ts";
import { CHECKOUT_ERROR_CODES, type CheckoutErrorCode } from "./checkout-problem.ts";
import type { CheckoutInput } from "./read-checkout-input.ts";

export const CheckoutErrorCodeEnum = Object.fromEntries(CHECKOUT_ERROR_CODES.map((code) => [code, code])) as {
  [Code in CheckoutErrorCode]: Code;
};
registerEnumType(CheckoutErrorCodeEnum, {
  name: "CheckoutErrorCode",
  description: "Why a checkout gave no order.",
  valuesConfig: {
    REQUIRED: { description: "The field must not be empty." },
    TOO_LONG: { description: "The field has too many characters." },
    INVALID: { description: "The field's value is not of the expected form." },
    IDEMPOTENCY_KEY_REUSED: { description: "The key belongs to a checkout with other input. Nothing has changed." },
    CART_NOT_FOUND: { description: "There is no such cart, or it is not the buyer's." },
    CART_IS_EMPTY: { description: "The cart has no lines." },
    CART_ALREADY_CHECKED_OUT: { description: "The cart is in another checkout, or has been ordered." },
    LINE_UNAVAILABLE: { description: "A line can no longer be bought, or not in the cart's currency." },
    OUT_OF_STOCK: { description: "There is less of a line than the cart asks for. The cart can be changed again." },
    CHECKOUT_EXPIRED: { description: "The checkout under this key was not finished in time. Take a new key." },
  },
});

@InputType({ description: "Where an order shall go." })
export class CheckoutAddressInput {
  @Field(() => String, { description: "Who receives it; at most 100 characters." })
  fullName!: string;

  @Field(() => String, { description: "Street and number; at most 200 characters." })
  line1!: string;

  @Field(() => String, { nullable: true, description: "Flat, floor, care of; at most 200 characters." })
  line2?: string | null;

  @Field(() => String, { description: "City, town or village; at most 100 characters." })
  city!: string;

  @Field(() => String, { nullable: true, description: "State, province or county; at most 100 characters." })
  region?: string | null;

  @Field(() => String, {
    nullable: true,
    description: "Postal code, at most 16 characters; may be left out only in countries that have none.",
  })
  postalCode?: string | null;

  @Field(() => String, { description: 'ISO 3166-1 alpha-2 code of the country, e.g. "DE".' })
  countryCode!: string;

  @Field(() => String, { nullable: true, description: "For the carrier; digits, spaces and +()./-, at most 32." })
  phone?: string | null;
}

@InputType({ description: "What to check out." })
export class CheckoutStartInput implements CheckoutInput {
  @Field(() => ID, { description: "The cart to order. It is locked until the order is paid or expires." })
  cartId!: string;

  @Field(() => String, {
    description:
      "8 to 64 characters that the client makes up once for each checkout and sends again when it repeats it.",
  })
  idempotencyKey!: string;

  @Field(() => String, { description: "Where mail about the order goes." })
  email!: string;

  @Field(() => CheckoutAddressInput, { description: "Where the order goes." })
  shippingAddress!: CheckoutAddressInput;
}

@ObjectType("CheckoutUserError", { implements: UserErrorType, description: "Why a checkout gave no order." })
export class CheckoutUserErrorType extends UserErrorType {
  @Field(() => CheckoutErrorCodeEnum, { description: "What is wrong, to branch on." })
  code!: CheckoutErrorCode;

  @Field(() => ID, { nullable: true, description: "The line of the cart that is concerned; null when it is none." })
  cartLineId!: string | null;
}

@ObjectType({ description: "The answer of `checkoutStart`." })
export class CheckoutStartPayload {
  @Field(() => OrderType, { nullable: true, description: "The order; null when there are errors." })
  order!: OrderType | null;

  @Field(() => [CheckoutUserErrorType], { description: "Everything that kept it from becoming an order." })
  userErrors!: CheckoutUserErrorType[];
}
