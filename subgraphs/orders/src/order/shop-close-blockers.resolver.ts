import { Arg, Ctx, Directive, ID, Query, Resolver } from "type-graphql";
import { Access, sibling } from "#platform/graphql/access.ts";
import { parseId } from "#platform/ids/id.ts";
import type { OrdersContext } from "../context.ts";
import { ShopCloseBlockersType } from "./shop-close-blockers.type.ts";

@Resolver()
export class ShopCloseBlockersResolver {
  @Access(sibling("accounts"))
  @Query(() => ShopCloseBlockersType, {
    description: "What keeps a shop from closing; nothing for a shop that no order knows. For accounts only.",
  })
  @Directive("@inaccessible")
  async shopCloseBlockers(
    @Arg("shopId", () => ID, { description: "The shop's id." }) text: string,
    @Ctx() context: OrdersContext,
  ): Promise<ShopCloseBlockersType> {
    const shopId = parseId("shop", text);
    return { openOrders: shopId ? await context.orders.countOpenOfShop(shopId) : 0 };
  }
}
