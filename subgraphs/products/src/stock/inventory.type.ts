import { Field, ID, Int, ObjectType, registerEnumType } from "type-graphql";
import { createConnectionType } from "#platform/graphql/connection.type.ts";
import { DateTimeScalar } from "#platform/graphql/scalars.ts";
import type { InventoryFilter } from "./inventory.ts";
import type { MovementReason } from "./stock.ts";

export const InventoryFilterEnum: { [Filter in InventoryFilter]: Filter } = { LOW: "LOW", OUT: "OUT" };
registerEnumType(InventoryFilterEnum, {
  name: "InventoryFilter",
  description: "What a list of stock is narrowed to.",
  valuesConfig: {
    LOW: { description: "Some are left, at or below the variant's threshold." },
    OUT: { description: "None can be sold." },
  },
});

export const StockMovementReasonEnum: { [Reason in MovementReason]: Reason } = {
  INITIAL: "INITIAL",
  HELD: "HELD",
  RELEASED: "RELEASED",
  EXPIRED: "EXPIRED",
  SOLD: "SOLD",
  SOLD_LATE: "SOLD_LATE",
  RECEIVED: "RECEIVED",
  CORRECTION: "CORRECTION",
  DAMAGED: "DAMAGED",
  LOST: "LOST",
  RETURNED: "RETURNED",
  OTHER: "OTHER",
};
registerEnumType(StockMovementReasonEnum, {
  name: "StockMovementReason",
  description: "Why units moved.",
  valuesConfig: {
    INITIAL: { description: "What there was when counting began." },
    HELD: { description: "Set aside for an order that waits for its payment." },
    RELEASED: { description: "The order was given up: they are back on sale." },
    EXPIRED: { description: "The order was not paid in time: they are back on sale." },
    SOLD: { description: "The order that held them is paid." },
    SOLD_LATE: { description: "The order was paid after its hold had ended, and they were still there." },
    RECEIVED: { description: "Goods have come in." },
    CORRECTION: { description: "Somebody has counted." },
    DAMAGED: { description: "They cannot be sold any more." },
    LOST: { description: "They cannot be found." },
    RETURNED: { description: "A buyer has sent them back." },
    OTHER: { description: "Something else; the note may tell." },
  },
});

@ObjectType("StockMovement", {
  description:
    "One change of a variant's stock, never changed afterwards. Summed up, the movements of a variant are what it has now.",
})
export class StockMovementType {
  @Field(() => StockMovementReasonEnum, { description: "Why." })
  reason!: MovementReason;

  @Field(() => Int, { description: "How many more units can be sold; negative for fewer." })
  availableDelta!: number;

  @Field(() => Int, { description: "How many more are held for unpaid orders." })
  reservedDelta!: number;

  @Field(() => Int, { description: "How many more have been sold." })
  soldDelta!: number;

  @Field(() => ID, {
    nullable: true,
    description: "What it belongs to: an order's hold (`hold_`) or an adjustment (`adj_`). Null for INITIAL.",
  })
  reference!: string | null;

  @Field(() => String, { nullable: true, description: "What the person who did it wrote." })
  note!: string | null;

  @Field(() => DateTimeScalar, { description: "When." })
  movedAt!: Date;
}

@ObjectType("InventoryLevel", {
  description: "How many units of a variant there are, for its shop. Exact, as of this moment.",
})
export class InventoryLevelType {
  @Field(() => ID, { description: "The variant's id." })
  variantId!: string;

  @Field(() => String, { description: "The product's name." })
  title!: string;

  @Field(() => String, { description: "The choices in words." })
  variantTitle!: string;

  @Field(() => String, { description: "Stock keeping unit." })
  sku!: string;

  @Field(() => Int, { description: "Units that can be sold now." })
  available!: number;

  @Field(() => Int, { description: "Units held for orders that wait for their payment." })
  reserved!: number;

  @Field(() => Int, { description: "Units that have been sold." })
  sold!: number;

  @Field(() => Int, {
    description: "The variant is low at this many available units or fewer: its own threshold, or the platform's.",
  })
  lowStockThreshold!: number;
}

export const StockMovementConnectionType = createConnectionType("StockMovement", StockMovementType);
export const InventoryLevelConnectionType = createConnectionType("InventoryLevel", InventoryLevelType);
