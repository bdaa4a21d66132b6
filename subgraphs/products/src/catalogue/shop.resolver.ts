import { Args, Ctx, FieldResolver, Resolver, Root } from "type-graphql";
import type { ProductsContext } from "../context.ts";
import type { Category } from "./category.ts";
import { CategoryType } from "./category.type.ts";
import { ProductsOfArgs } from "./listing.type.ts";
import { findProductsOf } from "./product-connection.type.ts";
import { ProductConnectionType } from "./product.type.ts";
import { ShopType } from "./shop.type.ts";

@Resolver(() => ShopType)
export class ShopResolver {
  @FieldResolver(() => [CategoryType], {
    nullable: true,
    description: "The categories that the shop keeps itself, those above before those below.",
  })
  async categories(@Root() { id }: ShopType, @Ctx() { loaders }: ProductsContext): Promise<readonly Category[]> {
    return (await loaders.categoriesOfShop.load(id)) ?? [];
  }

  @FieldResolver(() => ProductConnectionType, { nullable: true, description: "What the shop has on sale." })
  products(
    @Root() { id }: ShopType,
    @Args(() => ProductsOfArgs) args: ProductsOfArgs,
    @Ctx() { loaders }: ProductsContext,
  ) {
    return findProductsOf(loaders, "shop", id, args);
  }
}
