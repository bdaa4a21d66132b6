import { Arg, Ctx, Mutation, Resolver } from "type-graphql";
import { Access, member, signedIn } from "#platform/graphql/access.ts";
import type { AccountsContext } from "../context.ts";
import type { CloseShop } from "./close-shop.ts";
import type { CreateShop } from "./create-shop.ts";
import {
  ShopCloseInputType,
  ShopClosePayload,
  ShopCreateInputType,
  ShopCreatePayload,
  ShopUpdateInputType,
  ShopUpdatePayload,
  shopUserError,
} from "./shop-edit.type.ts";
import { toShopType } from "./shop.type.ts";
import type { UpdateShop } from "./update-shop.ts";

interface UseCases {
  createShop: CreateShop;
  updateShop: UpdateShop;
  closeShop: CloseShop;
}

/** Also the answer for a shop of someone else. */
const notFound = () => ({ shop: null, userErrors: [shopUserError({ code: "NOT_FOUND", field: ["shopId"] })] });
const conflict = () => shopUserError({ code: "CONFLICT", field: ["expectedVersion"] });

const OWNER = member<unknown, { input: { shopId: string } }>(["OWNER"], {
  shopOf: (_, { input }) => input.shopId,
  refuse: notFound,
});

@Resolver()
export class ShopEditResolver {
  constructor(private readonly useCases: UseCases) {}

  @Access(signedIn({ note: "with a confirmed e-mail address" }))
  @Mutation(() => ShopCreatePayload, { description: "Opens a shop. A person has one open shop at a time." })
  async shopCreate(
    @Arg("input", () => ShopCreateInputType, { description: "What the shop is called." }) input: ShopCreateInputType,
    @Ctx() context: AccountsContext,
  ): Promise<ShopCreatePayload> {
    const outcome = await this.useCases.createShop(context, input);
    switch (outcome.kind) {
      case "created":
        return { shop: toShopType(outcome.shop), userErrors: [] };
      case "refused":
        return { shop: null, userErrors: outcome.problems.map(shopUserError) };
    }
  }

  @Access(OWNER)
  @Mutation(() => ShopUpdatePayload, { description: "Changes what an open shop says of itself." })
  async shopUpdate(
    @Arg("input", () => ShopUpdateInputType, { description: "The shop, and what changes." }) input: ShopUpdateInputType,
    @Ctx() context: AccountsContext,
  ): Promise<ShopUpdatePayload> {
    const outcome = await this.useCases.updateShop(context, input);
    switch (outcome.kind) {
      case "updated":
        return { shop: toShopType(outcome.shop), userErrors: [] };
      case "notFound":
        return notFound();
      case "refused":
        return {
          shop: outcome.current && toShopType(outcome.current),
          userErrors: outcome.problems.map(shopUserError),
        };
    }
  }

  @Access(OWNER)
  @Mutation(() => ShopClosePayload, {
    description:
      "Closes a shop for good, once no order of it is open. It stays to be looked at; its members have nothing to do with it any more. Not for API keys.",
  })
  async shopClose(
    @Arg("input", () => ShopCloseInputType, { description: "The shop." }) input: ShopCloseInputType,
    @Ctx() context: AccountsContext,
  ): Promise<ShopClosePayload> {
    const outcome = await this.useCases.closeShop(context, input);
    switch (outcome.kind) {
      case "closed":
        return { shop: toShopType(outcome.shop), userErrors: [] };
      case "notFound":
        return notFound();
      case "conflict":
        return { shop: toShopType(outcome.current), userErrors: [conflict()] };
      case "blocked":
        return {
          shop: null,
          userErrors: [shopUserError({ code: "BLOCKED_BY_OPEN_ORDERS", field: ["shopId"], count: outcome.openOrders })],
        };
    }
  }
}
