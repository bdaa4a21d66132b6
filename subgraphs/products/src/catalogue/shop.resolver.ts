import { Args, ArgsType, Ctx, Field, FieldResolver, Resolver, Root } from "type-graphql";
import { readPageArguments } from "#platform/database/page.ts";
import { AppError } from "#platform/errors/app-error.ts";
import { isShopMember } from "#platform/identity/viewer.ts";
import type { ProductsContext } from "../context.ts";
import type { Category } from "./category.ts";
import { CategoryType } from "./category.type.ts";
import { NESTED_PAGE, ProductsOfArgs } from "./listing.type.ts";
import { EMPTY_PAGE, findProductsOf, toProductConnection, withCount } from "./product-connection.type.ts";
import { ProductStatusEnum } from "./product-details.type.ts";
import { LISTING_CURSOR_LENGTH, type ListingQuery, NO_FILTER } from "./product-listing.ts";
import type { ProductStatus } from "./product.ts";
import { ProductConnectionType } from "./product.type.ts";
import { ShopType } from "./shop.type.ts";
import type { UnlistedStatus } from "./unlisted-product-reads.repository.ts";

/** Arguments of `Shop.products`. */
@ArgsType()
export class ProductsOfShopArgs extends ProductsOfArgs {
  @Field(() => ProductStatusEnum, {
    defaultValue: "ACTIVE",
    description:
      "Which of them. All but ACTIVE are for members who keep the catalogue, empty for others, and sorted by NEWEST.",
  })
  status!: ProductStatus;
}

@Resolver(() => ShopType)
export class ShopResolver {
  @FieldResolver(() => [CategoryType], {
    nullable: true,
    description: "The categories that the shop keeps itself, those above before those below.",
  })
  async categories(@Root() { id }: ShopType, @Ctx() { loaders }: ProductsContext): Promise<readonly Category[]> {
    return (await loaders.categoriesOfShop.load(id)) ?? [];
  }

  @FieldResolver(() => ProductConnectionType, {
    nullable: true,
    description: "What the shop has on sale; to members who keep its catalogue also what it has not.",
  })
  products(
    @Root() { id }: ShopType,
    @Args(() => ProductsOfShopArgs) { status, ...args }: ProductsOfShopArgs,
    @Ctx() context: ProductsContext,
  ) {
    return status === "ACTIVE"
      ? findProductsOf(context.loaders, "shop", id, args)
      : findUnlisted(context, id, status, args);
  }
}

async function findUnlisted(
  { loaders, unlisted, viewer }: ProductsContext,
  shopId: string,
  status: UnlistedStatus,
  args: ProductsOfArgs,
) {
  const page = readPageArguments(args, { ...NESTED_PAGE, cursorLength: LISTING_CURSOR_LENGTH });
  if ((args.sort ?? "NEWEST") !== "NEWEST")
    throw new AppError("BAD_USER_INPUT", "sort: what is not on sale is sorted by NEWEST only.");
  if (!isShopMember(viewer, shopId, ["CATALOG"])) return withCount(EMPTY_PAGE, () => Promise.resolve(0));
  const query: ListingQuery = { filter: NO_FILTER, sort: "NEWEST", reverse: args.reverse ?? false };
  const rows = await loaders.unlistedPage.load({ parentId: shopId, status, query, page });
  return toProductConnection(
    loaders,
    query,
    rows,
    async () => (await unlisted.countOf([shopId], status)).get(shopId) ?? 0,
  );
}
