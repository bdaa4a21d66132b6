import type { Actor } from "#platform/identity/viewer.ts";
import type { ProductRepository } from "../catalogue/product.repository.ts";
import { assembleProduct } from "./assemble-product.ts";
import type { ChangeProduct, ChangeProductOutcome } from "./change-product.ts";
import { checkHandle } from "./check-uniqueness.ts";
import type { FindReferences } from "./find-references.ts";
import { type ProductFieldsInput, readProductFields } from "./read-product-input.ts";

export interface UpdateProductInput extends ProductFieldsInput {
  productId: string;
  expectedVersion?: number | null;
}

export type UpdateProduct = ReturnType<typeof createUpdateProduct>;

/** Changes what is given of a product; what is absent stays. Lists replace what was there. Concurrency: `createChangeProduct`. */
export function createUpdateProduct(deps: {
  changeProduct: ChangeProduct;
  findReferences: FindReferences;
  documents: Pick<ProductRepository, "findIdsByHandles">;
}) {
  const { changeProduct, findReferences, documents } = deps;
  return (actor: Actor, input: UpdateProductInput): Promise<ChangeProductOutcome> =>
    changeProduct(actor, {
      productId: input.productId,
      expectedVersion: input.expectedVersion,
      action: "product.update",
      async plan(product, problems) {
        const written = readProductFields(input, problems);
        const references = await findReferences(actor.viewer, product, written);
        await checkHandle(documents, product, written.handle, problems);
        return assembleProduct(product, written, references, problems);
      },
    });
}
