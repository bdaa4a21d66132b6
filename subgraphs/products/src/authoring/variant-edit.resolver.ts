import { Arg, Ctx, Mutation, Resolver } from "type-graphql";
import { Access, member } from "#platform/graphql/access.ts";
import { toProductNode, toVariantNode } from "../catalogue/product.type.ts";
import type { ProductsContext } from "../context.ts";
import type { ChangeProductOutcome } from "./change-product.ts";
import type { CreateVariant } from "./create-variant.ts";
import type { DeleteVariant } from "./delete-variant.ts";
import { productUserError } from "./product-user-error.type.ts";
import type { UpdateVariant } from "./update-variant.ts";
import {
  VariantCreateInputType,
  VariantCreatePayload,
  VariantDeleteInputType,
  VariantDeletePayload,
  VariantUpdateInputType,
  VariantUpdatePayload,
} from "./variant-edit.type.ts";

interface UseCases {
  createVariant: CreateVariant;
  updateVariant: UpdateVariant;
  deleteVariant: DeleteVariant;
}

/** Also the answer for what is somebody else's. */
const notFound = (field: string) => ({
  product: null,
  userErrors: [productUserError({ code: "NOT_FOUND", field: [field] })],
});

@Resolver()
export class VariantEditResolver {
  constructor(private readonly useCases: UseCases) {}

  @Access(member(["CATALOG"], { refuse: () => ({ ...notFound("productId"), variant: null }) }))
  @Mutation(() => VariantCreatePayload, {
    description: "Adds a variant to a product, behind the others, without stock.",
  })
  async variantCreate(
    @Arg("input", () => VariantCreateInputType, { description: "The product, and what the variant is." })
    input: VariantCreateInputType,
    @Ctx() context: ProductsContext,
  ): Promise<VariantCreatePayload> {
    const { outcome, variantId } = await this.useCases.createVariant(context, input);
    return { ...toPayload(outcome, "productId"), variant: findVariant(outcome, variantId) };
  }

  @Access(member(["CATALOG"], { refuse: () => ({ ...notFound("variantId"), variant: null }) }))
  @Mutation(() => VariantUpdatePayload, { description: "Changes a variant. One that is on sale keeps a price." })
  async variantUpdate(
    @Arg("input", () => VariantUpdateInputType, { description: "Which variant, and what changes." })
    input: VariantUpdateInputType,
    @Ctx() context: ProductsContext,
  ): Promise<VariantUpdatePayload> {
    const outcome = await this.useCases.updateVariant(context, input);
    return { ...toPayload(outcome, "variantId"), variant: findVariant(outcome, input.variantId) };
  }

  @Access(member(["CATALOG"], { refuse: () => ({ ...notFound("variantId"), deletedVariantId: null }) }))
  @Mutation(() => VariantDeletePayload, {
    description: "Takes a variant away for good: carts find it gone, and its SKU is free. A product on sale keeps one.",
  })
  async variantDelete(
    @Arg("input", () => VariantDeleteInputType, { description: "Which variant." }) input: VariantDeleteInputType,
    @Ctx() context: ProductsContext,
  ): Promise<VariantDeletePayload> {
    const outcome = await this.useCases.deleteVariant(context, input);
    return {
      ...toPayload(outcome, "variantId"),
      deletedVariantId: outcome.kind === "changed" ? input.variantId : null,
    };
  }
}

function toPayload(outcome: ChangeProductOutcome, key: string) {
  switch (outcome.kind) {
    case "changed":
      return { product: toProductNode(outcome.product), userErrors: [] };
    case "notFound":
      return notFound(key);
    case "refused":
      return {
        product: outcome.current && toProductNode(outcome.current),
        userErrors: outcome.problems.map(productUserError),
      };
  }
}

/** The variant as it is after the change, or as it is now when it was changed since the expected version. */
function findVariant(outcome: ChangeProductOutcome, variantId: string) {
  const product = outcome.kind === "changed" ? outcome.product : outcome.kind === "refused" ? outcome.current : null;
  const variant = product?.variants.find(({ id }) => id === variantId);
  return product && variant ? toVariantNode(product, variant) : null;
}
