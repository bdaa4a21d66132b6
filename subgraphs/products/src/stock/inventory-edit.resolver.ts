import { Arg, Ctx, Mutation, Resolver } from "type-graphql";
import { Access, member } from "#platform/graphql/access.ts";
import type { ProductsContext } from "../context.ts";
import type { AdjustInventory } from "./adjust-inventory.ts";
import {
  InventoryAdjustInputType,
  InventoryAdjustPayload,
  InventoryThresholdSetInputType,
  InventoryThresholdSetPayload,
  inventoryUserError,
  toAdjustmentType,
} from "./inventory-edit.type.ts";
import type { SetLowStockThreshold } from "./set-low-stock-threshold.ts";

/** Also the answer about variants of other shops, which the statement leaves out. */
const NO_VARIANTS = (): InventoryAdjustPayload => ({
  adjustment: null,
  userErrors: [inventoryUserError({ code: "NOT_FOUND", field: ["changes"] })],
});
const NO_VARIANT = (): InventoryThresholdSetPayload => ({
  inventory: null,
  userErrors: [inventoryUserError({ code: "NOT_FOUND", field: ["variantId"] })],
});

/** Changes of stock by a shop's people and their programs. */
@Resolver()
export class InventoryEditResolver {
  constructor(
    private readonly useCases: { adjustInventory: AdjustInventory; setLowStockThreshold: SetLowStockThreshold },
  ) {}

  @Access(member(["CATALOG"], { refuse: NO_VARIANTS }))
  @Mutation(() => InventoryAdjustPayload, {
    description: "Changes how many units of variants can be sold: all of the changes or none. Safe to repeat.",
  })
  async inventoryAdjust(
    @Arg("input", () => InventoryAdjustInputType, { description: "What changes, and why." })
    input: InventoryAdjustInputType,
    @Ctx() context: ProductsContext,
  ): Promise<InventoryAdjustPayload> {
    const outcome = await this.useCases.adjustInventory(context, input);
    switch (outcome.kind) {
      case "adjusted":
        return { adjustment: toAdjustmentType(outcome.adjustment), userErrors: [] };
      case "refused":
        return { adjustment: null, userErrors: outcome.problems.map(inventoryUserError) };
    }
  }

  @Access(member(["CATALOG"], { refuse: NO_VARIANT }))
  @Mutation(() => InventoryThresholdSetPayload, {
    description: "Sets at how many units a variant is low: then its shop gets a mail, and shoppers see it.",
  })
  async inventoryThresholdSet(
    @Arg("input", () => InventoryThresholdSetInputType, { description: "Which variant, and how many." })
    input: InventoryThresholdSetInputType,
    @Ctx() context: ProductsContext,
  ): Promise<InventoryThresholdSetPayload> {
    const { variantId, lowStockThreshold: threshold = null } = input;
    const outcome = await this.useCases.setLowStockThreshold(context, { variantId, threshold });
    switch (outcome.kind) {
      case "set":
        return { inventory: await context.loaders.inventoryByVariantId.load(outcome.variantId), userErrors: [] };
      case "refused":
        return { inventory: null, userErrors: outcome.problems.map(inventoryUserError) };
    }
  }
}
