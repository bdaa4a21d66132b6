import { Arg, Ctx, Mutation, Resolver } from "type-graphql";
import { Access, everyone } from "#platform/graphql/access.ts";
import type { ProductsContext } from "../context.ts";
import {
  CategoryCreateInputType,
  CategoryCreatePayload,
  CategoryDeleteInputType,
  CategoryDeletePayload,
  CategoryUpdateInputType,
  CategoryUpdatePayload,
  categoryUserError,
} from "./category-edit.type.ts";
import type { CreateCategory } from "./create-category.ts";
import type { DeleteCategory } from "./delete-category.ts";
import type { UpdateCategory } from "./update-category.ts";

/** Also the answer for a category that others keep. */
const notFound = () => [categoryUserError({ code: "NOT_FOUND", field: ["categoryId"] })];

const KEEPERS = everyone(
  "members of the shop (OWNER, CATALOG) for its own, scope `catalog:write` for the platform's; not there for others",
);

@Resolver()
export class CategoryEditResolver {
  constructor(
    private readonly useCases: {
      createCategory: CreateCategory;
      updateCategory: UpdateCategory;
      deleteCategory: DeleteCategory;
    },
  ) {}

  @Access(KEEPERS)
  @Mutation(() => CategoryCreatePayload, { description: "Makes a category of a shop, or of the platform." })
  async categoryCreate(
    @Arg("input", () => CategoryCreateInputType, { description: "What it is called and where it hangs." })
    input: CategoryCreateInputType,
    @Ctx() context: ProductsContext,
  ): Promise<CategoryCreatePayload> {
    const outcome = await this.useCases.createCategory(context, input);
    switch (outcome.kind) {
      case "created":
        return { category: outcome.category, userErrors: [] };
      case "refused":
        return { category: null, userErrors: outcome.problems.map(categoryUserError) };
    }
  }

  @Access(KEEPERS)
  @Mutation(() => CategoryUpdatePayload, {
    description: "Changes a category, or moves it with all that is below it. Products are listed anew within seconds.",
  })
  async categoryUpdate(
    @Arg("input", () => CategoryUpdateInputType, { description: "The category, and what changes." })
    input: CategoryUpdateInputType,
    @Ctx() context: ProductsContext,
  ): Promise<CategoryUpdatePayload> {
    const outcome = await this.useCases.updateCategory(context, input);
    switch (outcome.kind) {
      case "updated":
        return { category: outcome.category, userErrors: [] };
      case "notFound":
        return { category: null, userErrors: notFound() };
      case "refused":
        return { category: outcome.current, userErrors: outcome.problems.map(categoryUserError) };
    }
  }

  @Access(KEEPERS)
  @Mutation(() => CategoryDeletePayload, {
    description: "Deletes a category that has none below it. Products in it stay, and lose it within seconds.",
  })
  async categoryDelete(
    @Arg("input", () => CategoryDeleteInputType, { description: "The category." }) input: CategoryDeleteInputType,
    @Ctx() context: ProductsContext,
  ): Promise<CategoryDeletePayload> {
    const outcome = await this.useCases.deleteCategory(context, input);
    switch (outcome.kind) {
      case "deleted":
        return { deletedCategoryId: outcome.category.id, category: null, userErrors: [] };
      case "notFound":
        return { deletedCategoryId: null, category: null, userErrors: notFound() };
      case "refused":
        return {
          deletedCategoryId: null,
          category: outcome.current,
          userErrors: outcome.problems.map(categoryUserError),
        };
    }
  }
}
