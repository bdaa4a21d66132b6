import { Arg, Ctx, Mutation, Resolver } from "type-graphql";
import { Access, everyone } from "#platform/graphql/access.ts";
import type { CartsContext } from "../context.ts";
import type { AddLines } from "./add-lines.ts";
import type { CreateCart } from "./create-cart.ts";
import type { EditOutcome } from "./edit-cart.ts";
import {
  CartCreateInput,
  CartCreatePayload,
  CartLinesAddInput,
  CartLinesAddPayload,
  CartLinesRemoveInput,
  CartLinesRemovePayload,
  CartLinesUpdateInput,
  CartLinesUpdatePayload,
  toCartPayload,
} from "./edit-cart.type.ts";
import type { RemoveLines } from "./remove-lines.ts";
import type { UpdateLines } from "./update-lines.ts";

export interface CartUseCases {
  createCart: CreateCart;
  addLines: AddLines;
  updateLines: UpdateLines;
  removeLines: RemoveLines;
}

@Resolver()
export class EditCartResolver {
  private readonly useCases: CartUseCases;

  constructor(useCases: CartUseCases) {
    this.useCases = useCases;
  }

  @Access(everyone())
  @Mutation(() => CartCreatePayload, {
    description:
      "Starts a cart. A guest gets a new one, whose id is its secret. A signed-in user has one active cart: the lines are added to it when there is one. All lines, or none when there is any user error.",
  })
  async cartCreate(
    @Arg("input", () => CartCreateInput, { description: "The cart to start." }) input: CartCreateInput,
    @Ctx() context: CartsContext,
  ): Promise<CartCreatePayload> {
    return answer(context, this.useCases.createCart(context, { lines: input.lines, currency: input.currencyCode }));
  }

  @Access(everyone("who has the id of a guest's cart, or owns the cart"))
  @Mutation(() => CartLinesAddPayload, {
    description:
      "Adds product variants to a cart; a variant that it has already sums up. All lines, or none when there is any user error.",
  })
  async cartLinesAdd(
    @Arg("input", () => CartLinesAddInput, { description: "What to add, and where." }) input: CartLinesAddInput,
    @Ctx() context: CartsContext,
  ): Promise<CartLinesAddPayload> {
    return answer(
      context,
      this.useCases.addLines(context, { ...input, expectedVersion: input.expectedVersion ?? null }),
    );
  }

  @Access(everyone("who has the id of a guest's cart, or owns the cart"))
  @Mutation(() => CartLinesUpdatePayload, {
    description: "Sets the quantities of lines. All of them, or none when there is any user error.",
  })
  async cartLinesUpdate(
    @Arg("input", () => CartLinesUpdateInput, { description: "Which lines, and how many." })
    input: CartLinesUpdateInput,
    @Ctx() context: CartsContext,
  ): Promise<CartLinesUpdatePayload> {
    return answer(
      context,
      this.useCases.updateLines(context, { ...input, expectedVersion: input.expectedVersion ?? null }),
    );
  }

  @Access(everyone("who has the id of a guest's cart, or owns the cart"))
  @Mutation(() => CartLinesRemovePayload, {
    description: "Takes lines out of a cart. All of them, or none when there is any user error.",
  })
  async cartLinesRemove(
    @Arg("input", () => CartLinesRemoveInput, { description: "Which lines." }) input: CartLinesRemoveInput,
    @Ctx() context: CartsContext,
  ): Promise<CartLinesRemovePayload> {
    return answer(
      context,
      this.useCases.removeLines(context, { ...input, expectedVersion: input.expectedVersion ?? null }),
    );
  }
}

async function answer({ loaders }: CartsContext, edit: Promise<EditOutcome>) {
  const outcome = await edit;
  loaders.forget();
  return toCartPayload(outcome);
}
