import { Ctx, FieldResolver, Resolver, Root } from "type-graphql";
import type { CartsContext } from "../context.ts";
import { CartType, toCartType } from "./cart.type.ts";
import { UserStub } from "./user.type.ts";

@Resolver(() => UserStub)
export class UserResolver {
  @FieldResolver(() => CartType, {
    nullable: true,
    description:
      "The user's active cart; null when there is none, while a checkout holds it, and for everyone but the user.",
  })
  async cart(@Root() user: UserStub, @Ctx() { loaders }: CartsContext): Promise<CartType | null> {
    const cart = await loaders.activeCart.load(user.id);
    return cart && toCartType(cart);
  }
}
