import { Directive, Field, ID, InputType, Int, ObjectType, registerEnumType } from "type-graphql";
import { DateTimeScalar } from "#platform/graphql/scalars.ts";
import { MoneyType } from "#platform/money/money.type.ts";
import type { HoldStatus, StockStatus } from "./stock.ts";

export const StockStatusEnum: { [Status in StockStatus]: Status } = {
  IN_STOCK: "IN_STOCK",
  LOW_STOCK: "LOW_STOCK",
  OUT_OF_STOCK: "OUT_OF_STOCK",
};
registerEnumType(StockStatusEnum, {
  name: "StockStatus",
  description: "How much of a variant is left, roughly.",
  valuesConfig: {
    IN_STOCK: { description: "Enough." },
    LOW_STOCK: { description: "Only a few are left." },
    OUT_OF_STOCK: { description: "None can be bought now." },
  },
});

export const StockReservationStatusEnum: { [Status in HoldStatus]: Status } = {
  HELD: "HELD",
  COMMITTED: "COMMITTED",
  RELEASED: "RELEASED",
  EXPIRED: "EXPIRED",
};
registerEnumType(StockReservationStatusEnum, {
  name: "StockReservationStatus",
  description: "What has become of the units set aside for an order.",
  valuesConfig: {
    HELD: { description: "Set aside until `expiresAt`." },
    COMMITTED: { description: "The order is paid: the units are the buyer's." },
    RELEASED: { description: "Given back before their time was up." },
    EXPIRED: { description: "Not paid in time: given back." },
  },
});

@ObjectType("StockReservation", { description: "Units set aside for one order while it waits for its payment." })
@Directive('@key(fields: "id")')
export class StockReservationType {
  @Field(() => ID, { description: "The order's id with the prefix `hold_`." })
  id!: string;

  @Field(() => StockReservationStatusEnum, { description: "What has become of them." })
  status!: HoldStatus;

  @Field(() => DateTimeScalar, { description: "When the units go back on sale unless the order is paid." })
  expiresAt!: Date;
}

@ObjectType("MissingStock", { description: "A line that cannot be held." })
@Directive("@inaccessible")
export class MissingStockType {
  @Field(() => ID, { description: "The variant." })
  variantId!: string;

  @Field(() => Int, { description: "How many there are: fewer than asked for, and 0 for an unknown variant." })
  availableQuantity!: number;
}

@InputType("StockHoldLineInput", { description: "Units of one variant." })
@Directive("@inaccessible")
export class StockHoldLineInput {
  @Field(() => ID, { description: "The variant." })
  variantId!: string;

  @Field(() => Int, { description: "How many, at least 1." })
  quantity!: number;
}

@InputType("StockHoldInput", { description: "What to set aside, for which order, for how long." })
@Directive("@inaccessible")
export class StockHoldInput {
  @Field(() => ID, {
    description: "The order's id with the prefix `hold_`; a repeat with the same id is the same hold.",
  })
  holdId!: string;

  @Field(() => [StockHoldLineInput], { description: "All of these or none." })
  lines!: StockHoldLineInput[];

  @Field(() => Int, { description: "For how many seconds by the database's clock, from 1 to 86400." })
  expiresInSeconds!: number;
}

@ObjectType("StockHoldPayload", { description: "The hold, or what is missing for it." })
@Directive("@inaccessible")
export class StockHoldPayload {
  @Field(() => StockReservationType, {
    nullable: true,
    description:
      "The hold. One that has ended before is returned as it is: take another status than HELD as a refusal.",
  })
  reservation!: StockReservationType | null;

  @Field(() => [MissingStockType], { description: "The lines that cannot be held; nothing is held then." })
  missing!: MissingStockType[];
}

@InputType("StockReleaseInput", { description: "Which hold to give back." })
@Directive("@inaccessible")
export class StockReleaseInput {
  @Field(() => ID, { description: "The order's id with the prefix `hold_`." })
  holdId!: string;
}

@ObjectType("StockReleasePayload", { description: "The hold as it is now." })
@Directive("@inaccessible")
export class StockReleasePayload {
  @Field(() => StockReservationType, { nullable: true, description: "The hold; COMMITTED when it was too late." })
  reservation!: StockReservationType | null;
}

@ObjectType("VariantForSale", { description: "What a cart needs to know of a variant, at this moment." })
@Directive("@inaccessible")
export class VariantForSaleType {
  @Field(() => ID, { description: "The variant." })
  id!: string;

  @Field(() => ID, { description: "Its product." })
  productId!: string;

  @Field(() => ID, { description: "Who sells it." })
  shopId!: string;

  @Field(() => String, { description: "The product's name." })
  title!: string;

  @Field(() => String, { description: "The choices in words." })
  variantTitle!: string;

  @Field(() => String, { description: "Stock keeping unit." })
  sku!: string;

  @Field(() => String, { nullable: true, description: "A picture of it." })
  imageUrl!: string | null;

  @Field(() => MoneyType, { nullable: true, description: "Its price; null when it is not sold in that currency." })
  price!: MoneyType | null;

  @Field(() => Int, { description: "How many can be bought now." })
  availableQuantity!: number;

  @Field(() => String, { description: "How it is taxed: STANDARD, REDUCED or ZERO." })
  taxClass!: string;

  @Field(() => Int, { nullable: true, description: "What one weighs; null when it is not known." })
  weightGrams!: number | null;

  @Field(() => [ID], { description: "The product's categories." })
  categoryIds!: string[];
}
