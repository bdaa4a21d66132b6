import type { Actor } from "#platform/identity/viewer.ts";
import type { ProductRepository } from "../catalogue/product.repository.ts";
import { assembleVariant, checkVariants } from "./assemble-variants.ts";
import type { ChangeProduct, ChangeProductOutcome } from "./change-product.ts";
import { checkSkus } from "./check-uniqueness.ts";
import type { FindProductOfVariant } from "./find-product-of-variant.ts";
import type { FindReferences } from "./find-references.ts";
import { checkAttributes } from "./read-attributes.ts";
import { readVariantFields, type VariantFieldsInput } from "./read-variant-input.ts";

export interface UpdateVariantInput extends VariantFieldsInput {
  variantId: string;
  expectedVersion?: number | null;
}

export type UpdateVariant = ReturnType<typeof createUpdateVariant>;

/** Changes what is given of a variant; what is absent stays. Its former SKU is free again. Concurrency: `createChangeProduct`. */
export function createUpdateVariant(deps: {
  changeProduct: ChangeProduct;
  findReferences: FindReferences;
  findProductOfVariant: FindProductOfVariant;
  documents: Pick<ProductRepository, "findSkuHolders">;
}) {
  const { changeProduct, findReferences, findProductOfVariant, documents } = deps;
  return async (actor: Actor, input: UpdateVariantInput): Promise<ChangeProductOutcome> => {
    const productId = await findProductOfVariant(input.variantId);
    if (productId === null) return { kind: "notFound" };
    return changeProduct(actor, {
      productId,
      expectedVersion: input.expectedVersion,
      action: "variant.update",
      subject: { type: "ProductVariant", id: input.variantId },
      async plan(product, problems) {
        const place = product.variants.findIndex(({ id }) => id === input.variantId);
        const former = product.variants[place];
        if (!former) return null;
        const written = readVariantFields(input, [], problems);
        if (written.attributes) {
          const { definitions } = await findReferences(actor.viewer, product, {});
          checkAttributes(written.attributes, definitions, problems);
        }
        const variants = product.variants.with(place, assembleVariant(product, former, written, problems));
        if (written.selectedOptions)
          checkVariants([variants[place]!, ...variants.toSpliced(place, 1)], repeated, problems);
        if (written.sku !== undefined && written.sku !== former.sku)
          await checkSkus(documents, [{ sku: written.sku, path: [] }], problems);
        return { ...product, variants };
      },
    });
  };
}

/** Whichever of the others it is that has the same choices: the ones that were written are what is wrong. */
const repeated = () => ["selectedOptions"];
