import { Arg, Args, Ctx, FieldResolver, ID, Query, Resolver, Root } from "type-graphql";
import { Access, everyone } from "#platform/graphql/access.ts";
import { type Connection, ConnectionArgs, toConnection } from "#platform/graphql/connection.type.ts";
import type { CartsContext } from "../context.ts";
import {
  CartCostType,
  CartLineConnection,
  CartLineCostType,
  CartLineType,
  CartType,
  toCartCost,
  toCartLineType,
  toCartType,
  toLineCost,
} from "./cart.type.ts";
import { pageLines } from "./page-lines.ts";
import { VariantStub } from "./variant.type.ts";

@Resolver(() => CartType)
export class CartResolver {
  @Access(everyone("who has the id of a guest's cart, or owns the cart"))
  @Query(() => CartType, {
    nullable: true,
    description:
      "A cart by its id. A cart that has no owner is found by anyone who knows the id, one that has by its owner; anything else is null.",
  })
  async cart(
    @Arg("id", () => ID, { description: "The cart's id." }) id: string,
    @Ctx() { loaders }: CartsContext,
  ): Promise<CartType | null> {
    const cart = await loaders.cartById.load(id);
    return cart && toCartType(cart);
  }

  @FieldResolver(() => CartLineConnection, {
    description:
      "The lines in the order they were added, 50 when neither `first` nor `last` is given. A cart has at most 100.",
  })
  lines(@Root() { cart }: CartType, @Args(() => ConnectionArgs) page: ConnectionArgs): Connection<CartLineType> {
    const connection = toConnection(
      pageLines(cart.lines, page),
      ({ position }) => [position],
      (line) => toCartLineType(cart, line),
    );
    return { ...connection, totalCount: cart.lines.length };
  }

  @FieldResolver(() => CartCostType, {
    description:
      "At current prices, or at the frozen ones once a checkout has locked the cart. While the catalogue is away, and for a line that is not for sale any more, the price last seen counts.",
  })
  async cost(@Root() { cart }: CartType, @Ctx() { quoteOf }: CartsContext): Promise<CartCostType> {
    return toCartCost(await quoteOf(cart));
  }

  @FieldResolver(() => Boolean, { description: "Whether the prices contain the tax; else it is added to the total." })
  async taxIncluded(@Root() { cart }: CartType, @Ctx() { quoteOf }: CartsContext): Promise<boolean> {
    return (await quoteOf(cart)).taxIncluded;
  }
}

@Resolver(() => CartLineType)
export class CartLineResolver {
  @FieldResolver(() => VariantStub, {
    nullable: true,
    description: "What is in the line; its own fields are null when it is not visible any more.",
  })
  variant(@Root() { line }: CartLineType): VariantStub {
    return { id: line.variantId };
  }

  @FieldResolver(() => CartLineCostType, {
    description:
      "At the current price, or at the frozen one once a checkout has locked the cart. While the catalogue is away, and when the variant is not for sale any more, the price last seen counts.",
  })
  async cost(@Root() { cart, line }: CartLineType, @Ctx() { quoteOf }: CartsContext): Promise<CartLineCostType> {
    return toLineCost(await quoteOf(cart), line.id);
  }
}
