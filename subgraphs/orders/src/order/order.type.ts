import { Directive, Field, ID, InputType, ObjectType, registerEnumType } from "type-graphql";
import { createConnectionType } from "#platform/graphql/connection.type.ts";
import { DateTimeScalar } from "#platform/graphql/scalars.ts";
import type { CurrencyCode } from "#platform/money/currency.ts";
import { CurrencyCodeEnum, MoneyType, toMoneyType } from "#platform/money/money.type.ts";
import { StockReservationStub, UserStub } from "./neighbour-entities.type.ts";
import { holdIdOf, ORDER_STATUSES, type Order, type OrderStatus, type ShippingAddress } from "./order.ts";

export const OrderStatusEnum = Object.fromEntries(ORDER_STATUSES.map((status) => [status, status])) as {
  [Status in OrderStatus]: Status;
};
registerEnumType(OrderStatusEnum, {
  name: "OrderStatus",
  description: "How far an order has come. It never goes back.",
  valuesConfig: {
    PENDING_PAYMENT: { description: "Placed; waits for its payment and holds its stock until the reservation ends." },
    PAID: { description: "Paid in full; nothing has been sent yet." },
    PARTIALLY_FULFILLED: { description: "A part has been sent." },
    FULFILLED: { description: "All of it has been sent." },
    CANCELLED: { description: "Called off; what was paid goes back." },
    EXPIRED: { description: "Not paid in time; its stock and its cart are free again." },
  },
});

@ObjectType("OrderAddress", { description: "Where an order goes, as the buyer gave it." })
export class OrderAddressType implements ShippingAddress {
  @Field(() => String, { description: "Who receives it." })
  fullName!: string;

  @Field(() => String, { description: "Street and number, or what stands for them." })
  line1!: string;

  @Field(() => String, { nullable: true, description: "Flat, floor, care of." })
  line2!: string | null;

  @Field(() => String, { description: "City, town or village." })
  city!: string;

  @Field(() => String, { nullable: true, description: "State, province or county." })
  region!: string | null;

  @Field(() => String, { nullable: true, description: "Postal code; null in countries that have none." })
  postalCode!: string | null;

  @Field(() => String, { description: "ISO 3166-1 alpha-2 code of the country." })
  countryCode!: string;

  @Field(() => String, { nullable: true, description: "For the carrier." })
  phone!: string | null;
}

@ObjectType("Order", { description: "One purchase. Prices, names and images are frozen when it is placed." })
@Directive('@key(fields: "id")')
export class OrderType {
  @Field(() => ID, { description: "The order's id." })
  id!: string;

  @Field(() => String, { description: 'The number that people use, e.g. "100001".' })
  number!: string;

  @Field(() => OrderStatusEnum, { description: "How far it has come." })
  status!: OrderStatus;

  @Field(() => MoneyType, { description: "The sum of its lines before discounts." })
  subtotal!: MoneyType;

  @Field(() => MoneyType, { description: "What was taken off lines and delivery together; 0 for nothing." })
  discounts!: MoneyType;

  @Field(() => MoneyType, { description: "The delivery before discounts; 0 when none was charged." })
  shipping!: MoneyType;

  @Field(() => MoneyType, { nullable: true, description: "The tax in the total; null when it was not determined." })
  tax!: MoneyType | null;

  @Field(() => Boolean, { description: "Whether the prices contain the tax; else the total has it on top." })
  taxIncluded!: boolean;

  @Field(() => MoneyType, {
    description:
      "What the buyer pays: subtotal - discounts + shipping, and + tax unless the prices contain it. To the minor unit what the cart said.",
  })
  total!: MoneyType;

  @Field(() => CurrencyCodeEnum, { description: "The currency of all its amounts." })
  currencyCode!: CurrencyCode;

  @Field(() => String, {
    nullable: true,
    description: "Where its mail goes. Only for the buyer; null for anyone else.",
  })
  @Directive('@tag(name: "pii")')
  email!: string | null;

  @Field(() => OrderAddressType, { description: "Where it goes." })
  @Directive('@tag(name: "pii")')
  shippingAddress!: OrderAddressType;

  @Field(() => UserStub, { nullable: true, description: "Who bought it; null for a guest." })
  customer!: UserStub | null;

  @Field(() => StockReservationStub, { nullable: true, description: "The stock that is kept for it, and until when." })
  reservation!: StockReservationStub | null;

  @Field(() => DateTimeScalar, { description: "When it was placed." })
  placedAt!: Date;

  @Field(() => DateTimeScalar, { nullable: true, description: "When it was paid in full; null until then." })
  paidAt!: Date | null;

  @Field(() => String, {
    nullable: true,
    description:
      "A secret that lets its holder read this order without signing in. Only in the answer of `checkoutStart`.",
  })
  @Directive('@tag(name: "pii")')
  accessKey!: string | null;
}

export const OrderConnectionType = createConnectionType("Order", OrderType);

@InputType("OrderFilter", { description: "Which orders to list; every given part must hold." })
export class OrderFilterInput {
  @Field(() => [OrderStatusEnum], { nullable: true, description: "Any of these." })
  status?: OrderStatus[] | null;

  @Field(() => DateTimeScalar, { nullable: true, description: "Placed at or after this instant." })
  placedFrom?: Date | null;

  @Field(() => DateTimeScalar, { nullable: true, description: "Placed before this instant." })
  placedBefore?: Date | null;

  @Field(() => ID, { nullable: true, description: "Bought by this user. Adds nothing unless the viewer may see them." })
  customerId?: string | null;
}

/** `isBuyers`: the reader has proven to be who bought it. `accessKey` goes out once, to the buyer who checks out. */
export const toOrderType = (
  order: Order,
  { isBuyers, accessKey }: { isBuyers: boolean; accessKey?: string },
): OrderType => ({
  id: order.id,
  number: order.number,
  status: order.status,
  subtotal: toMoneyType(order.subtotal),
  discounts: toMoneyType(order.discounts),
  shipping: toMoneyType(order.shipping),
  tax: order.tax && toMoneyType(order.tax),
  taxIncluded: order.taxIncluded,
  total: toMoneyType(order.total),
  currencyCode: order.total.currency,
  email: isBuyers ? order.email : null,
  shippingAddress: order.shippingAddress,
  customer: order.customerId === null ? null : { id: order.customerId },
  reservation: { id: holdIdOf(order.id) },
  placedAt: order.placedAt,
  paidAt: order.paidAt,
  accessKey: accessKey ?? null,
});
