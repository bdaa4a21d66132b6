import { Arg, Args, Ctx, FieldResolver, ID, Query, Resolver, Root } from "type-graphql";
import { Access, everyone } from "#platform/graphql/access.ts";
import { AppError } from "#platform/errors/app-error.ts";
import { parseId } from "#platform/ids/id.ts";
import type { ProductsContext } from "../context.ts";
import { type Category, TOP_LEVEL } from "./category.ts";
import { CategoryType } from "./category.type.ts";
import { ProductsOfArgs } from "./listing.type.ts";
import { findProductsOf } from "./product-connection.type.ts";
import { isHandle } from "./product.ts";
import { ProductConnectionType } from "./product.type.ts";

@Resolver(() => CategoryType)
export class CategoryResolver {
  @Access(everyone())
  @Query(() => [CategoryType], { nullable: true, description: "The categories at the top of the tree." })
  async categories(@Ctx() { loaders }: ProductsContext): Promise<readonly Category[]> {
    return (await loaders.childCategories.load(TOP_LEVEL)) ?? [];
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

  @FieldResolver(() => [CategoryType], { description: "The categories right below." })
  async children(@Root() { id }: Category, @Ctx() { loaders }: ProductsContext): Promise<readonly Category[]> {
    return (await loaders.childCategories.load(id)) ?? [];
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
