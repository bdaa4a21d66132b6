import type { Actor } from "#platform/identity/viewer.ts";
import { newId, type VariantId } from "#platform/ids/id.ts";
import type { Now } from "#platform/time/clock.ts";
import type { ProductRepository } from "../catalogue/product.repository.ts";
import { assembleVariant, checkVariants } from "./assemble-variants.ts";
import type { ChangeProduct, ChangeProductOutcome } from "./change-product.ts";
import { checkSkus } from "./check-uniqueness.ts";
import type { FindReferences } from "./find-references.ts";
import { checkAttributes } from "./read-attributes.ts";
import { readVariantFields, type VariantFieldsInput } from "./read-variant-input.ts";

export interface CreateVariantInput extends VariantFieldsInput {
  productId: string;
  sku: string;
  expectedVersion?: number | null;
}

export type CreateVariant = ReturnType<typeof createCreateVariant>;

/** Adds a variant behind the others. It has no stock at first. Concurrency: `createChangeProduct`. */
export function createCreateVariant(deps: {
  changeProduct: ChangeProduct;
  findReferences: FindReferences;
  documents: Pick<ProductRepository, "findSkuHolders">;
  now: Now;
}) {
  const { changeProduct, findReferences, documents, now } = deps;
  return async (
    actor: Actor,
    input: CreateVariantInput,
  ): Promise<{ outcome: ChangeProductOutcome; variantId: VariantId }> => {
    const variantId = newId("var", now());
    const outcome = await changeProduct(actor, {
      productId: input.productId,
      expectedVersion: input.expectedVersion,
      action: "variant.create",
      subject: { type: "ProductVariant", id: variantId },
      async plan(product, problems) {
        const written = readVariantFields(input, [], problems);
        const { definitions } = await findReferences(actor.viewer, product, {});
        checkAttributes(written.attributes ?? [], definitions, problems);
        const variants = [...product.variants, assembleVariant(product, { id: variantId }, written, problems)];
        checkVariants(variants, (_, index) => (index === variants.length - 1 ? ["selectedOptions"] : null), problems);
        if (written.sku !== undefined) await checkSkus(documents, [{ sku: written.sku, path: [] }], problems);
        return { ...product, variants };
      },
    });
    return { outcome, variantId };
  };
}
