import { Arg, Args, Ctx, FieldResolver, ID, Int, Query, Resolver, Root } from "type-graphql";
import { readPageArguments, toPage } from "#platform/database/page.ts";
import { Access, member } from "#platform/graphql/access.ts";
import { ConnectionArgs, toConnection } from "#platform/graphql/connection.type.ts";
import { findVariantById } from "../catalogue/find-variant.ts";
import { NESTED_PAGE, TOP_PAGE } from "../catalogue/listing.type.ts";
import { withCount } from "../catalogue/product-connection.type.ts";
import { ProductVariantType, toVariantNode, type VariantNode } from "../catalogue/product.type.ts";
import type { ProductsContext } from "../context.ts";
import { UserType } from "../review/review.type.ts";
import {
  INVENTORY_CURSOR_LENGTH,
  type InventoryFilter,
  type InventoryLevel,
  MOVEMENT_CURSOR_LENGTH,
  type StockMovement,
} from "./inventory.ts";
import {
  InventoryFilterEnum,
  InventoryLevelConnectionType,
  InventoryLevelType,
  StockMovementConnectionType,
  StockMovementType,
} from "./inventory.type.ts";
import { type StockStatus, stockStatusOf } from "./stock.ts";
import { StockStatusEnum } from "./stock.type.ts";

@Resolver(() => InventoryLevelType)
export class InventoryResolver {
  @Access(member<unknown, { shop: string }>(["CATALOG", "FULFILLMENT"], { shopOf: (_, { shop }) => shop }))
  @Query(() => InventoryLevelConnectionType, {
    nullable: true,
    description: "What a shop stocks, drafts and archived products included, in the order in which variants were made.",
  })
  async inventory(
    @Arg("shop", () => ID, { description: "The shop." }) shop: string,
    @Arg("filter", () => InventoryFilterEnum, { nullable: true, description: "Only these; all without it." })
    filter: InventoryFilter | null | undefined,
    @Args(() => ConnectionArgs) args: ConnectionArgs,
    @Ctx() { inventory }: ProductsContext,
  ) {
    const request = readPageArguments(args, { ...TOP_PAGE, cursorLength: INVENTORY_CURSOR_LENGTH });
    const page = toPage(await inventory.findPage(shop, filter ?? null, request), request);
    const connection = toConnection(
      page,
      ({ variantId }) => [variantId],
      (level) => level,
    );
    return withCount(connection, () => inventory.count(shop, filter ?? null));
  }

  @FieldResolver(() => ProductVariantType, {
    nullable: true,
    description: "The variant; null while its product is not on sale.",
  })
  async variant(@Root() { variantId }: InventoryLevel, @Ctx() { loaders }: ProductsContext) {
    const found = await findVariantById(loaders, variantId);
    return found && toVariantNode(found.product, found.variant);
  }

  @FieldResolver(() => Int, { description: "Units in the shop's hands: available and reserved." })
  onHand(@Root() { available, reserved }: InventoryLevel): number {
    return available + reserved;
  }

  @FieldResolver(() => StockStatusEnum, { description: "What shoppers see." })
  stockStatus(@Root() { available, lowStockThreshold }: InventoryLevel): StockStatus {
    return stockStatusOf(available, lowStockThreshold);
  }

  @FieldResolver(() => StockMovementConnectionType, { description: "Every change of it, newest first." })
  async movements(
    @Root() { variantId }: InventoryLevel,
    @Args(() => ConnectionArgs) args: ConnectionArgs,
    @Ctx() { loaders }: ProductsContext,
  ) {
    const request = readPageArguments(args, { ...NESTED_PAGE, cursorLength: MOVEMENT_CURSOR_LENGTH });
    const page = await loaders.movementPage.load({ parentId: variantId, page: request });
    const connection = toConnection(
      page,
      ({ id }) => [id],
      (movement) => movement,
    );
    return withCount(connection, () => loaders.movementCount.load(variantId));
  }
}

@Resolver(() => StockMovementType)
export class StockMovementResolver {
  @FieldResolver(() => UserType, {
    nullable: true,
    description: "Who did it, or whose API key; null when the platform did it by itself.",
  })
  actor(@Root() { actorUserId }: StockMovement): UserType | null {
    return actorUserId === null ? null : { id: actorUserId };
  }
}

@Resolver(() => ProductVariantType)
export class VariantInventoryResolver {
  @Access(member<VariantNode>(["CATALOG", "FULFILLMENT"], { shopOf: ({ product }) => product.shopId }))
  @FieldResolver(() => InventoryLevelType, { nullable: true, description: "Exactly how many units there are." })
  inventory(@Root() { id }: VariantNode, @Ctx() { loaders }: ProductsContext): Promise<InventoryLevel | null> {
    return loaders.inventoryByVariantId.load(id);
  }
}
