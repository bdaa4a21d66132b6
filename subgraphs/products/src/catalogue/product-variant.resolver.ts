import { Arg, Ctx, FieldResolver, ID, Query, Resolver, Root } from "type-graphql";
import { Access, everyone } from "#platform/graphql/access.ts";
import { AppError } from "#platform/errors/app-error.ts";
import type { CurrencyCode } from "#platform/money/currency.ts";
import { CurrencyCodeEnum, MoneyType, toMoneyType } from "#platform/money/money.type.ts";
import type { ProductsContext } from "../context.ts";
import { type StockStatus, stockStatusOf } from "../stock/stock.ts";
import { StockStatusEnum } from "../stock/stock.type.ts";
import { findVariantById, findVariantBySku } from "./find-variant.ts";
import { compareAtPriceIn, priceIn, type Product } from "./product.ts";
import { ProductType, ProductVariantType, toVariantNode, type VariantNode } from "./product.type.ts";

@Resolver(() => ProductVariantType)
export class ProductVariantResolver {
  @Access(everyone())
  @Query(() => ProductVariantType, {
    nullable: true,
    description: "One variant by exactly one of its keys; null when it is not there.",
  })
  async productVariant(
    @Arg("id", () => ID, { nullable: true, description: "Its id." }) id: string | null | undefined,
    @Arg("sku", () => String, { nullable: true, description: "Its stock keeping unit." })
    sku: string | null | undefined,
    @Ctx() { loaders }: ProductsContext,
  ): Promise<VariantNode | null> {
    if ((id == null) === (sku == null)) throw new AppError("BAD_USER_INPUT", "Give exactly one of `id` and `sku`.");
    const found = id == null ? await findVariantBySku(loaders, sku!) : await findVariantById(loaders, id);
    return found && toVariantNode(found.product, found.variant);
  }

  @FieldResolver(() => MoneyType, {
    nullable: true,
    description: "Its price; null when it is not sold in that currency.",
  })
  price(
    @Root() { variant }: VariantNode,
    @Arg("currencyCode", () => CurrencyCodeEnum, { defaultValue: "EUR", description: "The currency of the price." })
    currencyCode: CurrencyCode,
  ): MoneyType | null {
    const price = priceIn(variant, currencyCode);
    return price && toMoneyType(price);
  }

  @FieldResolver(() => MoneyType, { nullable: true, description: "What it cost before; null when it is not on offer." })
  compareAtPrice(
    @Root() { variant }: VariantNode,
    @Arg("currencyCode", () => CurrencyCodeEnum, { defaultValue: "EUR", description: "The currency of the price." })
    currencyCode: CurrencyCode,
  ): MoneyType | null {
    const price = compareAtPriceIn(variant, currencyCode);
    return price && toMoneyType(price);
  }

  @FieldResolver(() => Boolean, { description: "Whether it can be bought now." })
  async available(@Root() { id }: VariantNode, @Ctx() { loaders }: ProductsContext): Promise<boolean> {
    return ((await loaders.stockByVariantId.load(id))?.available ?? 0) > 0;
  }

  @FieldResolver(() => StockStatusEnum, { description: "How much of it is left, roughly." })
  async stockStatus(@Root() { id }: VariantNode, @Ctx() { loaders }: ProductsContext): Promise<StockStatus> {
    const level = await loaders.stockByVariantId.load(id);
    return level ? stockStatusOf(level.available, level.lowStockThreshold) : "OUT_OF_STOCK";
  }

  @FieldResolver(() => ProductType, { description: "The product that it is a variant of." })
  product(@Root() { product }: VariantNode): Product {
    return product;
  }
}
