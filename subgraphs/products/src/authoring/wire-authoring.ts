import type { Now } from "#platform/time/clock.ts";
import type { CategoryRepository } from "../catalogue/category.repository.ts";
import type { ProductRepository } from "../catalogue/product.repository.ts";
import type { ProjectProducts } from "../catalogue/project-products.ts";
import type { ProductsDatabase } from "../database.ts";
import { createSettleProductFilesJob } from "../jobs/settle-product-files.ts";
import { createChangeProduct } from "./change-product.ts";
import { createCreateProduct } from "./create-product.ts";
import { createCreateVariant } from "./create-variant.ts";
import { createDeleteVariant } from "./delete-variant.ts";
import { createFindProductOfVariant } from "./find-product-of-variant.ts";
import { createFindReferences } from "./find-references.ts";
import { createMoveProduct } from "./move-product.ts";
import { createUpdateProduct } from "./update-product.ts";
import { createUpdateVariant } from "./update-variant.ts";
import { createUseFiles } from "./use-files.ts";

/** Writes of products and variants: use cases and their jobs. */
export function wireAuthoring(deps: {
  db: ProductsDatabase;
  documents: ProductRepository;
  categories: CategoryRepository;
  projectProducts: ProjectProducts;
  publicBaseUrl: string;
  now: Now;
}) {
  const { db, documents, categories, projectProducts, publicBaseUrl, now } = deps;
  const useFiles = createUseFiles({ db, now });
  const findReferences = createFindReferences({ categories, files: db.files, publicBaseUrl });
  const findProductOfVariant = createFindProductOfVariant(db.stock);
  const changeProduct = createChangeProduct({ db, documents, projectProducts, useFiles, now });
  const common = { changeProduct, findReferences, findProductOfVariant, documents, now };
  return {
    useCases: {
      createProduct: createCreateProduct({ db, documents, findReferences, projectProducts, useFiles, now }),
      updateProduct: createUpdateProduct(common),
      moveProduct: createMoveProduct(common),
      createVariant: createCreateVariant(common),
      updateVariant: createUpdateVariant(common),
      deleteVariant: createDeleteVariant(common),
    },
    jobs: [createSettleProductFilesJob({ documents, useFiles })],
  };
}
