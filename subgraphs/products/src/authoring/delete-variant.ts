import type { Actor } from "#platform/identity/viewer.ts";
import type { ChangeProduct, ChangeProductOutcome } from "./change-product.ts";
import type { FindProductOfVariant } from "./find-product-of-variant.ts";

export interface DeleteVariantInput {
  variantId: string;
  expectedVersion?: number | null;
}

export type DeleteVariant = ReturnType<typeof createDeleteVariant>;

/**
 * Takes a variant out of its product for good: carts find it gone, its SKU is free again, and its stock row stays, because holds and
 * orders refer to it. A product on sale keeps one. Concurrency: `createChangeProduct`.
 */
export function createDeleteVariant(deps: {
  changeProduct: ChangeProduct;
  findProductOfVariant: FindProductOfVariant;
}) {
  const { changeProduct, findProductOfVariant } = deps;
  return async (actor: Actor, input: DeleteVariantInput): Promise<ChangeProductOutcome> => {
    const productId = await findProductOfVariant(input.variantId);
    if (productId === null) return { kind: "notFound" };
    return changeProduct(actor, {
      productId,
      expectedVersion: input.expectedVersion,
      action: "variant.delete",
      subject: { type: "ProductVariant", id: input.variantId },
      plan(product) {
        const variants = product.variants.filter(({ id }) => id !== input.variantId);
        return variants.length === product.variants.length ? null : { ...product, variants };
      },
    });
  };
}
