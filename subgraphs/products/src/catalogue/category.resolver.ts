import { Arg, Args, Ctx, FieldResolver, ID, Query, Resolver, Root } from "type-graphql";
import { Access, everyone } from "#platform/graphql/access.ts";
import { AppError } from "#platform/errors/app-error.ts";
import { parseId } from "#platform/ids/id.ts";
import type { ProductsContext } from "../context.ts";
import type { AttributeDefinition } from "./attribute.ts";
import { type Category, childrenKey } from "./category.ts";
import { AttributeDefinitionType, CategoryType } from "./category.type.ts";
import { ProductsOfArgs } from "./listing.type.ts";
import { findProductsOf } from "./product-connection.type.ts";
import { isHandle } from "./product.ts";
import { ProductConnectionType } from "./product.type.ts";
import { ShopType } from "./shop.type.ts";

@Resolver(() => CategoryType)
export class CategoryResolver {
  @Access(everyone())
  @Query(() => [CategoryType], {
    nullable: true,
    description: "The categories at the top of the tree: the platform's, and behind them a shop's own.",
  })
  categories(
    @Arg("shop", () => ID, { nullable: true, description: "The shop whose own ones are wanted as well." })
    shop: string | null | undefined,
    @Ctx() { loaders }: ProductsContext,
  ): Promise<readonly Category[]> {
    return findChildren(loaders, null, shop);
  }

  @Access(everyone())
  @Query(() => CategoryType, {
    nullable: true,
    description: "One category by exactly one of its keys; null when it is not there.",
  })
  async category(
    @Arg("id", () => ID, { nullable: true, description: "Its id." }) id: string | null | undefined,
    @Arg("handle", () => String, { nullable: true, description: "Its handle." }) handle: string | null | undefined,
    @Ctx() { loaders }: ProductsContext,
  ): Promise<Category | null> {
    if ((id == null) === (handle == null))
      throw new AppError("BAD_USER_INPUT", "Give exactly one of `id` and `handle`.");
    if (id == null) return isHandle(handle!) ? loaders.categoryByHandle.load(handle!) : null;
    const categoryId = parseId("cat", id);
    return categoryId === null ? null : loaders.categoryById.load(categoryId);
  }

  @FieldResolver(() => CategoryType, { nullable: true, description: "The category above; null at the top." })
  async parent(@Root() { parentId }: Category, @Ctx() { loaders }: ProductsContext): Promise<Category | null> {
    return parentId === null ? null : loaders.categoryById.load(parentId);
  }

  @FieldResolver(() => [CategoryType], {
    description: "The categories right below: the platform's, and behind them a shop's own.",
  })
  children(
    @Root() { id, shopId }: Category,
    @Arg("shop", () => ID, {
      nullable: true,
      description: "The shop whose own ones are wanted as well; below a shop's category that shop's always are.",
    })
    shop: string | null | undefined,
    @Ctx() { loaders }: ProductsContext,
  ): Promise<readonly Category[]> {
    return findChildren(loaders, id, shopId ?? shop);
  }

  @FieldResolver(() => [CategoryType], { description: "The way to it: from the top of the tree down to its parent." })
  async ancestors(@Root() { ancestorIds }: Category, @Ctx() { loaders }: ProductsContext): Promise<Category[]> {
    const found = await Promise.all(ancestorIds.map((id) => loaders.categoryById.load(id)));
    return found.filter((category) => category !== null);
  }

  @FieldResolver(() => [AttributeDefinitionType], {
    description: "Properties that its products have: those of the categories above, and then its own.",
  })
  async attributes(
    @Root() { ancestorIds, attributes }: Category,
    @Ctx() { loaders }: ProductsContext,
  ): Promise<readonly AttributeDefinition[]> {
    const above = await Promise.all(ancestorIds.map((id) => loaders.categoryById.load(id)));
    return [...above.flatMap((category) => category?.attributes ?? []), ...attributes];
  }

  @FieldResolver(() => ShopType, { nullable: true, description: "Whose it is; null for the platform's." })
  shop(@Root() { shopId }: Category): ShopType | null {
    return shopId && { id: shopId };
  }

  @FieldResolver(() => ProductConnectionType, { description: "What is on sale in it and in the categories below." })
  products(
    @Root() { id }: Category,
    @Args(() => ProductsOfArgs) args: ProductsOfArgs,
    @Ctx() { loaders }: ProductsContext,
  ) {
    return findProductsOf(loaders, "category", id, args);
  }
}

/** The platform's categories right below `parentId` and, behind them, those of `shop`. */
async function findChildren(
  { childCategories }: ProductsContext["loaders"],
  parentId: string | null,
  shop: string | null | undefined,
): Promise<readonly Category[]> {
  const shopId = shop == null ? null : parseId("shop", shop);
  const keys = [childrenKey(parentId, null), ...(shopId === null ? [] : [childrenKey(parentId, shopId)])];
  const lists = await Promise.all(keys.map((key) => childCategories.load(key)));
  return lists.flatMap((list) => list ?? []);
}
