import { Directive, Field, ID, Int, ObjectType } from "type-graphql";
import { createConnectionType } from "#platform/graphql/connection.type.ts";
import { MoneyType, toMoneyType } from "#platform/money/money.type.ts";
import { ProductVariantStub } from "./neighbour-entities.type.ts";
import type { OrderLine } from "./order.ts";

@ObjectType("OrderLine", {
  description: "One variant in an order, with what it was called and cost when it was bought.",
})
@Directive('@key(fields: "id")')
export class OrderLineType {
  @Field(() => ID, { description: "The line's id." })
  id!: string;

  @Field(() => String, { description: "The product's title when it was bought." })
  title!: string;

  @Field(() => String, { description: "The variant's title when it was bought." })
  variantTitle!: string;

  @Field(() => String, { description: "The merchant's article number when it was bought." })
  sku!: string;

  @Field(() => String, { nullable: true, description: "The image that it was bought by; null when it had none." })
  imageUrl!: string | null;

  @Field(() => Int, { description: "How many were bought." })
  quantity!: number;

  @Field(() => MoneyType, { description: "The price of one when it was bought." })
  unitPrice!: MoneyType;

  @Field(() => MoneyType, { description: "What was taken off all of them; 0 for nothing." })
  discounts!: MoneyType;

  @Field(() => MoneyType, { nullable: true, description: "The tax on the total; null when it was not determined." })
  tax!: MoneyType | null;

  @Field(() => MoneyType, { description: "The price of all of them, less the discounts." })
  total!: MoneyType;

  @Field(() => ProductVariantStub, { nullable: true, description: "The variant as it is today; null when it is gone." })
  variant!: ProductVariantStub | null;
}

export const OrderLineConnectionType = createConnectionType("OrderLine", OrderLineType);

export const toOrderLineType = (line: OrderLine): OrderLineType => ({
  id: line.id,
  title: line.title,
  variantTitle: line.variantTitle,
  sku: line.sku,
  imageUrl: line.imageUrl,
  quantity: line.quantity,
  unitPrice: toMoneyType(line.unitPrice),
  discounts: toMoneyType(line.discounts),
  tax: line.tax && toMoneyType(line.tax),
  total: toMoneyType(line.total),
  variant: { id: line.variantId },
});
