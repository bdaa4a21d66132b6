import { Directive, Field, ID, InputType, ObjectType, registerEnumType } from "type-graphql";
import { createConnectionType } from "#platform/graphql/connection.type.ts";
import { DateTimeScalar } from "#platform/graphql/scalars.ts";
import { UserErrorType } from "#platform/graphql/user-error.type.ts";
import { MoneyType, toMoneyType } from "#platform/money/money.type.ts";
import type { Payment, PaymentKind, PaymentStatus } from "./payment.ts";

export const PaymentKindEnum = { PAYMENT_INTENT: "PAYMENT_INTENT", HOSTED_CHECKOUT: "HOSTED_CHECKOUT" } as const;
registerEnumType(PaymentKindEnum, {
  name: "PaymentKind",
  description: "How the buyer pays.",
  valuesConfig: {
    PAYMENT_INTENT: {
      description: "In the application's own form: it confirms a Stripe PaymentIntent with the client secret.",
    },
    HOSTED_CHECKOUT: { description: "On the provider's page: send the buyer to the session's `url`." },
  },
});

export const PaymentStatusEnum = {
  REQUIRES_ACTION: "REQUIRES_ACTION",
  PROCESSING: "PROCESSING",
  AUTHORIZED: "AUTHORIZED",
  SUCCEEDED: "SUCCEEDED",
  FAILED: "FAILED",
  CANCELLED: "CANCELLED",
  PARTIALLY_REFUNDED: "PARTIALLY_REFUNDED",
  REFUNDED: "REFUNDED",
  DISPUTED: "DISPUTED",
} as const satisfies { [Status in PaymentStatus]: Status };
registerEnumType(PaymentStatusEnum, {
  name: "PaymentStatus",
  description: "Where a payment stands.",
  valuesConfig: {
    REQUIRES_ACTION: { description: "Waits for the buyer: a card, or a confirmation such as 3-D Secure." },
    PROCESSING: { description: "The provider is at work; the outcome follows." },
    AUTHORIZED: { description: "The money is reserved, not yet taken." },
    SUCCEEDED: { description: "The whole amount has been taken." },
    FAILED: { description: "The last attempt was declined. The same session takes another card." },
    CANCELLED: { description: "Nobody can pay this any more." },
    PARTIALLY_REFUNDED: { description: "Taken, and part of it given back." },
    REFUNDED: { description: "Taken, and all of it given back." },
    DISPUTED: { description: "The cardholder disputes it with their bank." },
  },
});

@ObjectType("Order", { description: "An order, as far as payments knows it." })
@Directive('@key(fields: "id")')
export class OrderStub {
  @Field(() => ID, { description: "The order's id." })
  id!: string;
}

@ObjectType("Payment", { description: "One attempt to collect the whole amount of an order." })
@Directive('@key(fields: "id")')
export class PaymentType {
  @Field(() => ID, { description: "The payment's id." })
  id!: string;

  @Field(() => PaymentStatusEnum, { description: "Where the payment stands." })
  status!: PaymentStatus;

  @Field(() => PaymentKindEnum, { description: "How the buyer pays." })
  kind!: PaymentKind;

  @Field(() => MoneyType, { description: "What is collected: the order's total." })
  amount!: MoneyType;

  @Field(() => String, { description: "Who collects it, e.g. `stripe`." })
  provider!: string;

  @Field(() => String, {
    nullable: true,
    description: "The provider's reason for the last decline, e.g. `insufficient_funds`.",
  })
  failureCode!: string | null;

  @Field(() => DateTimeScalar, { description: "When the payment was opened." })
  createdAt!: Date;

  @Field(() => DateTimeScalar, { nullable: true, description: "When the money was taken." })
  capturedAt!: Date | null;

  @Field(() => OrderStub, { nullable: true, description: "The order that is paid." })
  order!: OrderStub | null;
}

export const PaymentConnectionType = createConnectionType("Payment", PaymentType);

export const toPaymentType = (payment: Payment): PaymentType => ({
  id: payment.id,
  status: payment.status,
  kind: payment.kind,
  amount: toMoneyType(payment.amount),
  provider: payment.provider,
  failureCode: payment.failureCode,
  createdAt: payment.createdAt,
  capturedAt: payment.capturedAt,
  order: { id: payment.orderId },
});

@InputType("PaymentSessionCreateInput", {
  description: "What to pay and how. The amount is the order's; none can be named.",
})
export class PaymentSessionCreateInput {
  @Field(() => ID, { description: "The order to pay." })
  orderId!: string;

  @Field(() => String, {
    description:
      "8 to 64 visible ASCII characters, chosen by the client: the same key and input give the same session.",
  })
  idempotencyKey!: string;

  @Field(() => PaymentKindEnum, { description: "How the buyer will pay." })
  kind!: PaymentKind;
}

@ObjectType("PaymentProvider", { description: "Who takes the money, and where a client reaches them." })
export class PaymentProviderType {
  @Field(() => String, { description: "The provider's name, e.g. `stripe`." })
  name!: string;

  @Field(() => String, { description: "The key a browser may hold." })
  publishableKey!: string;

  @Field(() => String, {
    description:
      "Base URL of the provider's API: the payment is confirmed at `{apiBase}/v1/payment_intents/{id}/confirm`.",
  })
  apiBase!: string;
}

@ObjectType("PaymentSession", { description: "What a client needs to let the buyer pay." })
export class PaymentSessionType {
  @Field(() => ID, { description: "The provider's id: of the PaymentIntent, or of the hosted session." })
  id!: string;

  @Field(() => String, {
    nullable: true,
    description: "Lets this buyer's browser confirm the PaymentIntent. Keep it out of logs and links.",
  })
  clientSecret!: string | null;

  @Field(() => String, { nullable: true, description: "The provider's page for a hosted payment." })
  url!: string | null;

  @Field(() => PaymentProviderType, { description: "Who takes the money." })
  provider!: PaymentProviderType;

  @Field(() => PaymentType, { description: "The payment that this session pays." })
  payment!: PaymentType;
}

export const PaymentErrorCodeEnum = {
  INVALID: "INVALID",
  ORDER_NOT_FOUND: "ORDER_NOT_FOUND",
  ORDER_NOT_PAYABLE: "ORDER_NOT_PAYABLE",
  OTHER_SESSION_OPEN: "OTHER_SESSION_OPEN",
  IDEMPOTENCY_KEY_REUSED: "IDEMPOTENCY_KEY_REUSED",
} as const;
export type PaymentErrorCode = keyof typeof PaymentErrorCodeEnum;
registerEnumType(PaymentErrorCodeEnum, {
  name: "PaymentErrorCode",
  description: "Why a payment could not be started.",
  valuesConfig: {
    INVALID: { description: "A field is not as described." },
    ORDER_NOT_FOUND: { description: "No such order, or not the caller's." },
    ORDER_NOT_PAYABLE: { description: "The order is paid, expired or cancelled." },
    OTHER_SESSION_OPEN: { description: "The order has an open payment of the other kind; finish that one." },
    IDEMPOTENCY_KEY_REUSED: { description: "The key was used with other input." },
  },
});

@ObjectType("PaymentUserError", {
  implements: UserErrorType,
  description: "What the buyer or the application can mend.",
})
export class PaymentUserError extends UserErrorType {
  @Field(() => PaymentErrorCodeEnum, { description: "The error, for a program." })
  code!: PaymentErrorCode;
}

@ObjectType("PaymentSessionCreatePayload", { description: "The session, or why there is none." })
export class PaymentSessionCreatePayload {
  @Field(() => PaymentSessionType, { nullable: true, description: "The session; null when there are user errors." })
  paymentSession!: PaymentSessionType | null;

  @Field(() => [PaymentUserError], { description: "Everything that is wrong, at once." })
  userErrors!: PaymentUserError[];
}
