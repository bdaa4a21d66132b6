import { Field, ID, InputType, Int, ObjectType, registerEnumType } from "type-graphql";
import { DateTimeScalar } from "#platform/graphql/scalars.ts";
import { UserErrorType } from "#platform/graphql/user-error.type.ts";
import type { InventoryAdjustment } from "./inventory.ts";
import type { InventoryErrorCode, InventoryProblem } from "./inventory-problem.ts";
import { InventoryLevelType } from "./inventory.type.ts";
import type { AdjustmentReason } from "./stock.ts";

export const InventoryAdjustReasonEnum: { [Reason in AdjustmentReason]: Reason } = {
  RECEIVED: "RECEIVED",
  CORRECTION: "CORRECTION",
  DAMAGED: "DAMAGED",
  LOST: "LOST",
  RETURNED: "RETURNED",
  OTHER: "OTHER",
};
registerEnumType(InventoryAdjustReasonEnum, {
  name: "InventoryAdjustReason",
  description: "Why somebody changes how many units there are.",
  valuesConfig: {
    RECEIVED: { description: "Goods have come in." },
    CORRECTION: { description: "Somebody has counted." },
    DAMAGED: { description: "They cannot be sold any more." },
    LOST: { description: "They cannot be found." },
    RETURNED: { description: "A buyer has sent them back." },
    OTHER: { description: "Something else; say it in the note." },
  },
});

export const InventoryErrorCodeEnum: { [Code in InventoryErrorCode]: Code } = {
  INVALID_IDEMPOTENCY_KEY: "INVALID_IDEMPOTENCY_KEY",
  IDEMPOTENCY_KEY_REUSED: "IDEMPOTENCY_KEY_REUSED",
  IDEMPOTENCY_IN_PROGRESS: "IDEMPOTENCY_IN_PROGRESS",
  NOTE_TOO_LONG: "NOTE_TOO_LONG",
  NOTE_UNPRINTABLE: "NOTE_UNPRINTABLE",
  NO_CHANGES: "NO_CHANGES",
  TOO_MANY_CHANGES: "TOO_MANY_CHANGES",
  DUPLICATE_VARIANT: "DUPLICATE_VARIANT",
  DELTA_OR_SET_TO: "DELTA_OR_SET_TO",
  QUANTITY_OUT_OF_RANGE: "QUANTITY_OUT_OF_RANGE",
  NOT_FOUND: "NOT_FOUND",
  CONFLICT: "CONFLICT",
  INSUFFICIENT_STOCK: "INSUFFICIENT_STOCK",
};
registerEnumType(InventoryErrorCodeEnum, {
  name: "InventoryErrorCode",
  description: "Why stock was not changed.",
  valuesConfig: {
    INVALID_IDEMPOTENCY_KEY: {
      description: "A key has 8 to 64 letters, digits, dots, colons, dashes and underscores.",
    },
    IDEMPOTENCY_KEY_REUSED: { description: "The key belongs to an adjustment with other input." },
    IDEMPOTENCY_IN_PROGRESS: { description: "An adjustment with this key is on its way. Repeat it in a moment." },
    NOTE_TOO_LONG: { description: "A note has at most 500 characters." },
    NOTE_UNPRINTABLE: { description: "The note holds a control character or an invisible mark." },
    NO_CHANGES: { description: "There is nothing to change." },
    TOO_MANY_CHANGES: { description: "At most 100 variants are changed at once." },
    DUPLICATE_VARIANT: { description: "The variant is there twice." },
    DELTA_OR_SET_TO: { description: "Exactly one of `delta` and `setTo` is given." },
    QUANTITY_OUT_OF_RANGE: {
      description:
        "`delta` is -1000000 to 1000000 but not 0, other numbers 0 to 1000000; a variant never comes to more than a billion.",
    },
    NOT_FOUND: { description: "There is no such variant in a shop that the viewer may change stock of." },
    CONFLICT: { description: "Not as many are available as were expected; the message says how many." },
    INSUFFICIENT_STOCK: { description: "More would go than are available; the message says how many there are." },
  },
});

const MESSAGES: Record<InventoryErrorCode, string> = {
  INVALID_IDEMPOTENCY_KEY: "Takes 8 to 64 letters, digits, dots, colons, dashes and underscores.",
  IDEMPOTENCY_KEY_REUSED: "This key was used for another adjustment. Take a new one.",
  IDEMPOTENCY_IN_PROGRESS: "This adjustment is on its way. Try again in a moment.",
  NOTE_TOO_LONG: "Use at most 500 characters.",
  NOTE_UNPRINTABLE: "The note holds characters that cannot be shown.",
  NO_CHANGES: "Name at least one variant.",
  TOO_MANY_CHANGES: "Change at most 100 variants at once.",
  DUPLICATE_VARIANT: "Name each variant once.",
  DELTA_OR_SET_TO: "Give exactly one of delta and setTo.",
  QUANTITY_OUT_OF_RANGE: "This number is out of range.",
  NOT_FOUND: "There is no such variant.",
  CONFLICT: "The stock has changed in the meantime.",
  INSUFFICIENT_STOCK: "There are not so many.",
};

@ObjectType("InventoryUserError", {
  implements: UserErrorType,
  description: "Something about a change of stock that a member of the shop can mend.",
})
export class InventoryUserErrorType extends UserErrorType {
  @Field(() => InventoryErrorCodeEnum, { description: "What is wrong, for a program to branch on." })
  code!: InventoryErrorCode;
}

export const inventoryUserError = ({ code, field, available }: InventoryProblem): InventoryUserErrorType => ({
  code,
  message: available === undefined ? MESSAGES[code] : `${MESSAGES[code]} ${available} can be sold now.`,
  field: [...field],
});

@InputType("InventoryChangeInput", {
  description: "What changes for one variant. Give exactly one of `delta` and `setTo`.",
})
export class InventoryChangeInputType {
  @Field(() => ID, { description: "The variant." })
  variantId!: string;

  @Field(() => Int, { nullable: true, description: "How many more can be sold; negative for fewer. Not 0." })
  delta?: number | null;

  @Field(() => Int, {
    nullable: true,
    description: "How many can be sold from now on. What is held is not among them.",
  })
  setTo?: number | null;

  @Field(() => Int, {
    nullable: true,
    description: "How many you believe can be sold now; when it is not so, nothing changes and the error is CONFLICT.",
  })
  expectedAvailable?: number | null;
}

@InputType("InventoryAdjustInput", { description: "All of these changes or none." })
export class InventoryAdjustInputType {
  @Field(() => String, {
    description:
      "8 to 64 characters, your own for each adjustment. A repeat with the same key is the same adjustment, for a day at least.",
  })
  idempotencyKey!: string;

  @Field(() => InventoryAdjustReasonEnum, { description: "Why." })
  reason!: AdjustmentReason;

  @Field(() => String, { nullable: true, description: "Whatever may help later, at most 500 characters." })
  note?: string | null;

  @Field(() => [InventoryChangeInputType], { description: "1 to 100, each variant once." })
  changes!: InventoryChangeInputType[];
}

@ObjectType("InventoryAdjustedLevel", { description: "What an adjustment has done to one variant." })
export class InventoryAdjustedLevelType {
  @Field(() => ID, { description: "The variant's id." })
  variantId!: string;

  @Field(() => Int, { description: "How many could be sold before." })
  before!: number;

  @Field(() => Int, { description: "How many could be sold right after." })
  after!: number;
}

@ObjectType("InventoryAdjustment", { description: "An adjustment of stock that was made." })
export class InventoryAdjustmentType {
  @Field(() => ID, { description: "Begins with `adj_`; its movements refer to it." })
  id!: string;

  @Field(() => InventoryAdjustReasonEnum, { description: "Why." })
  reason!: AdjustmentReason;

  @Field(() => String, { nullable: true, description: "What the person wrote." })
  note!: string | null;

  @Field(() => DateTimeScalar, { description: "When." })
  adjustedAt!: Date;

  @Field(() => [InventoryAdjustedLevelType], { description: "What it did, in the order of the input." })
  changes!: InventoryAdjustedLevelType[];
}

export const toAdjustmentType = (adjustment: InventoryAdjustment): InventoryAdjustmentType => ({
  ...adjustment,
  adjustedAt: new Date(adjustment.adjustedAt),
  changes: [...adjustment.changes],
});

@ObjectType("InventoryAdjustPayload", { description: "The adjustment, or what is wrong." })
export class InventoryAdjustPayload {
  @Field(() => InventoryAdjustmentType, { nullable: true, description: "The adjustment; null when nothing changed." })
  adjustment!: InventoryAdjustmentType | null;

  @Field(() => [InventoryUserErrorType], { description: "Everything that has to be corrected." })
  userErrors!: InventoryUserErrorType[];
}

@InputType("InventoryThresholdSetInput", { description: "When a variant is low." })
export class InventoryThresholdSetInputType {
  @Field(() => ID, { description: "The variant." })
  variantId!: string;

  @Field(() => Int, { nullable: true, description: "Low at so many or fewer, 0 to 1000000; null for the platform's." })
  lowStockThreshold?: number | null;
}

@ObjectType("InventoryThresholdSetPayload", { description: "The variant's stock, or what is wrong." })
export class InventoryThresholdSetPayload {
  @Field(() => InventoryLevelType, { nullable: true, description: "The stock; null when something is wrong." })
  inventory!: InventoryLevelType | null;

  @Field(() => [InventoryUserErrorType], { description: "Everything that has to be corrected." })
  userErrors!: InventoryUserErrorType[];
}
