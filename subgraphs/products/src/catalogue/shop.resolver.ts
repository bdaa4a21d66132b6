import { Args, Ctx, FieldResolver, Resolver, Root } from "type-graphql";
import type { ProductsContext } from "../context.ts";
import { ProductsOfArgs } from "./listing.type.ts";
import { findProductsOf } from "./product-connection.type.ts";
import { ProductConnectionType } from "./product.type.ts";
import { ShopType } from "./shop.type.ts";

@Resolver(() => ShopType)
export class ShopResolver {
  @FieldResolver(() => ProductConnectionType, { nullable: true, description: "What the shop has on sale." })
  products(
    @Root() { id }: ShopType,
    @Args(() => ProductsOfArgs) args: ProductsOfArgs,
    @Ctx() { loaders }: ProductsContext,
  ) {
    return findProductsOf(loaders, "shop", id, args);
  }
}
