import { Ctx, FieldResolver, Int, Resolver, Root } from "type-graphql";
import type { CartsContext } from "../context.ts";
import { VariantStub } from "./variant.type.ts";

@Resolver(() => VariantStub)
export class VariantResolver {
  @FieldResolver(() => Int, {
    nullable: true,
    description:
      "How many of it stand in the caller's active cart: 0 for none, null for a guest. Answered for the signed-in caller only.",
  })
  quantityInMyCart(@Root() variant: VariantStub, @Ctx() { loaders }: CartsContext): Promise<number | null> {
    return loaders.quantityByVariant.load(variant.id);
  }
}
