import { Directive, Field, ID, ObjectType } from "type-graphql";
import { DateTimeScalar } from "#platform/graphql/scalars.ts";
import { MoneyType, toMoneyType } from "#platform/money/money.type.ts";
import type { Order, OrderStatus } from "./order.ts";
import { OrderStatusEnum } from "./order.type.ts";

@ObjectType("OrderForPayment", { description: "What payments has to know of an order. For payments only." })
@Directive("@inaccessible")
export class OrderForPaymentType {
  @Field(() => ID, { description: "The order's id." })
  id!: string;

  @Field(() => String, { description: "The number that people use." })
  number!: string;

  @Field(() => OrderStatusEnum, { description: "Only PENDING_PAYMENT may be paid." })
  status!: OrderStatus;

  @Field(() => ID, { nullable: true, description: "Who bought it; null for a guest." })
  customerId!: string | null;

  @Field(() => String, { description: "Where the receipt goes." })
  email!: string;

  @Field(() => MoneyType, { description: "The only amount that pays it." })
  total!: MoneyType;

  @Field(() => DateTimeScalar, { description: "It may be paid until then." })
  expiresAt!: Date;
}

export const toOrderForPaymentType = (order: Order): OrderForPaymentType => ({
  id: order.id,
  number: order.number,
  status: order.status,
  customerId: order.customerId,
  email: order.email,
  total: toMoneyType(order.total),
  expiresAt: order.expiresAt,
});
