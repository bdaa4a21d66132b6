import { Arg, Args, Ctx, FieldResolver, ID, Query, Resolver, Root } from "type-graphql";
import { Access, everyone } from "#platform/graphql/access.ts";
import { readPageArguments, toPage } from "#platform/database/page.ts";
import { AppError } from "#platform/errors/app-error.ts";
import { ConnectionArgs, toConnection } from "#platform/graphql/connection.type.ts";
import { parseId } from "#platform/ids/id.ts";
import type { CurrencyCode } from "#platform/money/currency.ts";
import { CurrencyCodeEnum, toMoneyType } from "#platform/money/money.type.ts";
import type { ProductsContext } from "../context.ts";
import type { Category } from "./category.ts";
import { CategoryType } from "./category.type.ts";
import { NESTED_PAGE, ProductsArgs, TOP_PAGE } from "./listing.type.ts";
import { EMPTY_PAGE, toProductConnection, withCount } from "./product-connection.type.ts";
import { LISTING_CURSOR_LENGTH, type ListingRow } from "./product-listing.ts";
import { isHandle, priceRangeIn, type Product } from "./product.ts";
import {
  PriceRangeType,
  ProductConnectionType,
  ProductType,
  ProductVariantConnectionType,
  toVariantNode,
} from "./product.type.ts";
import { readListingQuery } from "./read-listing-query.ts";
import { ShopType } from "./shop.type.ts";
import { pageOfVariants, VARIANT_CURSOR_LENGTH } from "./variant-page.ts";

@Resolver(() => ProductType)
export class ProductResolver {
  @Access(everyone())
  @Query(() => ProductType, {
    nullable: true,
    description: "One product by exactly one of its keys; null when it is not there.",
  })
  async product(
    @Arg("id", () => ID, { nullable: true, description: "Its id." }) id: string | null | undefined,
    @Arg("handle", () => String, { nullable: true, description: "Its handle." }) handle: string | null | undefined,
    @Ctx() { loaders }: ProductsContext,
  ): Promise<Product | null> {
    if ((id == null) === (handle == null))
      throw new AppError("BAD_USER_INPUT", "Give exactly one of `id` and `handle`.");
    const productId = id == null ? await findByHandle(loaders.productIdByHandle, handle!) : parseId("prod", id);
    return productId === null ? null : loaders.productById.load(productId);
  }

  @Access(everyone())
  @Query(() => ProductConnectionType, {
    nullable: true,
    description: "Products that are on sale, filtered and ordered.",
  })
  async products(@Args(() => ProductsArgs) args: ProductsArgs, @Ctx() { loaders, listings }: ProductsContext) {
    const request = readPageArguments(args, { ...TOP_PAGE, cursorLength: LISTING_CURSOR_LENGTH });
    const query = readListingQuery(args);
    if (query === null) return withCount(EMPTY_PAGE, () => Promise.resolve(0));
    const page = toPage<ListingRow>(await listings.findPage(query, request), request);
    return toProductConnection(loaders, query, page, () => listings.count(query.filter));
  }

  @FieldResolver(() => ProductVariantConnectionType, {
    description: "What can be bought of it, in the order in which it is shown.",
  })
  variants(@Root() product: Product, @Args(() => ConnectionArgs) args: ConnectionArgs) {
    const request = readPageArguments(args, { ...NESTED_PAGE, cursorLength: VARIANT_CURSOR_LENGTH });
    const connection = toConnection(
      pageOfVariants(product, request),
      ({ id }) => [id],
      (variant) => toVariantNode(product, variant),
    );
    return { ...connection, totalCount: product.variants.length };
  }

  @FieldResolver(() => [CategoryType], { description: "The categories that it is put in." })
  async categories(@Root() product: Product, @Ctx() { loaders }: ProductsContext): Promise<Category[]> {
    const found = await Promise.all(product.categoryIds.map((id) => loaders.categoryById.load(id)));
    return found.filter((category) => category !== null);
  }

  @FieldResolver(() => ShopType, { nullable: true, description: "Who sells it." })
  shop(@Root() product: Product): ShopType {
    return { id: product.shopId };
  }

  @FieldResolver(() => PriceRangeType, {
    nullable: true,
    description: "What its variants cost; null when it is not sold in that currency.",
  })
  priceRange(
    @Root() product: Product,
    @Arg("currencyCode", () => CurrencyCodeEnum, { defaultValue: "EUR", description: "The currency of the prices." })
    currencyCode: CurrencyCode,
  ): PriceRangeType | null {
    const range = priceRangeIn(product, currencyCode);
    return range && { min: toMoneyType(range.min), max: toMoneyType(range.max) };
  }
}

const findByHandle = async (loader: ProductsContext["loaders"]["productIdByHandle"], handle: string) =>
  isHandle(handle) ? loader.load(handle) : null;
