import { Arg, Ctx, Directive, ID, Mutation, Query, Resolver } from "type-graphql";
import { Access, sibling } from "#platform/graphql/access.ts";
import { AppError } from "#platform/errors/app-error.ts";
import { parseId } from "#platform/ids/id.ts";
import type { CurrencyCode } from "#platform/money/currency.ts";
import { CurrencyCodeEnum, toMoneyType } from "#platform/money/money.type.ts";
import type { ProductsContext } from "../context.ts";
import { findVariantsForSale } from "./find-variants-for-sale.ts";
import type { HoldStock } from "./hold-stock.ts";
import { readStockHoldInput } from "./read-stock-hold-input.ts";
import type { StockReservation } from "./stock.ts";
import {
  StockHoldInput,
  StockHoldPayload,
  StockReleaseInput,
  StockReleasePayload,
  VariantForSaleType,
} from "./stock.type.ts";

const MAX_VARIANTS = 500;

/** What siblings ask of stock. None of it is in the public schema. */
@Resolver()
export class StockResolver {
  constructor(
    private readonly useCases: {
      holdStock: HoldStock;
      releaseStock: (holdId: string) => Promise<StockReservation>;
    },
  ) {}

  @Directive("@inaccessible")
  @Access(sibling("carts"))
  @Query(() => [VariantForSaleType], {
    description: "For carts: the variants among `ids` that are on sale, each once. Others are left out.",
  })
  async variantsForSale(
    @Arg("ids", () => [ID], { description: "At most 500." }) ids: string[],
    @Arg("currencyCode", () => CurrencyCodeEnum, { description: "The currency of the prices." })
    currencyCode: CurrencyCode,
    @Ctx() context: ProductsContext,
  ): Promise<VariantForSaleType[]> {
    if (ids.length > MAX_VARIANTS) throw new AppError("BAD_USER_INPUT", `ids: at most ${MAX_VARIANTS}.`);
    const variants = await findVariantsForSale(context.loaders, ids, currencyCode);
    return variants.map((variant) => ({
      ...variant,
      price: variant.price && toMoneyType(variant.price),
      categoryIds: [...variant.categoryIds],
    }));
  }

  @Directive("@inaccessible")
  @Access(sibling("orders"))
  @Mutation(() => StockHoldPayload, {
    description: "For orders: sets units aside, all lines or none. Safe to repeat with the same id.",
  })
  async stockHold(
    @Arg("input", () => StockHoldInput, { description: "What to hold." }) input: StockHoldInput,
  ): Promise<StockHoldPayload> {
    const outcome = await this.useCases.holdStock(readStockHoldInput(input));
    switch (outcome.kind) {
      case "known":
        return { reservation: outcome.reservation, missing: [] };
      case "missing":
        return { reservation: null, missing: outcome.missing };
    }
  }

  @Directive("@inaccessible")
  @Access(sibling("orders"))
  @Mutation(() => StockReleasePayload, {
    description: "For orders: gives a hold back. Safe to repeat; a committed hold stays committed.",
  })
  async stockRelease(
    @Arg("input", () => StockReleaseInput, { description: "Which hold." }) input: StockReleaseInput,
  ): Promise<StockReleasePayload> {
    const holdId = parseId("hold", input.holdId);
    if (holdId === null) throw new AppError("BAD_USER_INPUT", "holdId: not the id of a hold.");
    return { reservation: await this.useCases.releaseStock(holdId) };
  }
}
