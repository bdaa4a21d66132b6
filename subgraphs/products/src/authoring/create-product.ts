import { toAuditActor } from "#platform/audit/audit-record.ts";
import { type Actor, isShopMember } from "#platform/identity/viewer.ts";
import { newId, parseId, type ShopId } from "#platform/ids/id.ts";
import type { Now } from "#platform/time/clock.ts";
import { violatedUniqueIndex } from "../catalogue/mongo-faults.ts";
import type { ProductRepository } from "../catalogue/product.repository.ts";
import type { Product } from "../catalogue/product.ts";
import type { ProjectProducts } from "../catalogue/project-products.ts";
import type { ProductsDatabase } from "../database.ts";
import { assembleProduct, newFilesOf } from "./assemble-product.ts";
import { assembleVariant, checkVariants } from "./assemble-variants.ts";
import { checkHandle, checkSkus, type WrittenSku } from "./check-uniqueness.ts";
import { describeChange } from "./describe-change.ts";
import type { FindReferences } from "./find-references.ts";
import { handlesFor } from "./product-handle.ts";
import { PRODUCT_LIMITS } from "./product-limits.ts";
import { createProblemList, type ProblemList, type ProductProblem } from "./product-problem.ts";
import { FILE_PROBLEMS, requireUser } from "./product-writer.ts";
import { checkAttributes } from "./read-attributes.ts";
import { type ProductFieldsInput, readProductFields } from "./read-product-input.ts";
import { readVariantFields, type VariantFieldsInput } from "./read-variant-input.ts";
import type { UseFiles } from "./use-files.ts";

export interface CreateProductInput extends ProductFieldsInput {
  shopId: string;
  title: string;
  variants?: readonly VariantFieldsInput[] | null;
}

export type CreateProductOutcome =
  | { kind: "created"; product: Product }
  /** The viewer writes for no such open shop. */
  | { kind: "notFound" }
  | { kind: "refused"; problems: readonly ProductProblem[] };

export type CreateProduct = ReturnType<typeof createCreateProduct>;

interface Deps {
  db: Pick<ProductsDatabase, "closedShops">;
  documents: Pick<ProductRepository, "insert" | "findIdsByHandles" | "findSkuHolders">;
  findReferences: FindReferences;
  projectProducts: ProjectProducts;
  useFiles: UseFiles;
  now: Now;
}

/**
 * Adds a draft with everything that is given, or nothing and everything that is wrong. Without a handle it gets one from its title.
 *
 * Unique indexes decide: of any number of calls at once that want one handle or one SKU one gets it, and the others learn that
 * it is taken. Audit trail, event and stock levels follow the document at once, at the latest by a job.
 * @throws AppError UNAUTHENTICATED for a guest, UNAVAILABLE when a database is away.
 */
export function createCreateProduct(deps: Deps) {
  const { db, projectProducts, now } = deps;
  return async (actor: Actor, input: CreateProductInput): Promise<CreateProductOutcome> => {
    requireUser(actor.viewer);
    const shopId = parseId("shop", input.shopId);
    if (shopId === null || !isShopMember(actor.viewer, shopId, ["CATALOG"])) return { kind: "notFound" };
    if ((await db.closedShops.findAmong([shopId])).size > 0) return { kind: "notFound" };

    const problems = createProblemList();
    const product = await assemble(deps, actor, shopId, input, problems);
    const stored = problems.all.length === 0 ? await store(deps, actor, product, problems) : null;
    if (stored === null) return { kind: "refused", problems: problems.all };
    await projectProducts([stored.id], actor.requestId);
    return { kind: "created", product: stored };
  };

  async function assemble(
    { findReferences, documents }: Deps,
    actor: Actor,
    shopId: ShopId,
    input: CreateProductInput,
    problems: ProblemList,
  ): Promise<Product> {
    const at = now();
    const written = readProductFields(input, problems);
    const blank: Product = { ...BLANK_PRODUCT, id: newId("prod", at), shopId, createdAt: at, updatedAt: at };
    const references = await findReferences(actor.viewer, blank, written);
    await checkHandle(documents, blank, written.handle, problems);
    const product = assembleProduct(blank, written, references, problems);

    const given = input.variants ?? [];
    if (given.length > PRODUCT_LIMITS.variants) {
      problems.add("TOO_MANY", ["variants"]);
      return product;
    }
    const writtenVariants = given.map((variant, index) => readVariantFields(variant, ["variants", index], problems));
    const variants = writtenVariants.map((variant) => {
      checkAttributes(variant.attributes ?? [], references.definitions, problems);
      return assembleVariant(product, { id: newId("var", at) }, variant, problems);
    });
    checkVariants(variants, (_, index) => ["variants", index], problems);
    await checkSkus(
      documents,
      writtenVariants.flatMap(({ sku, path }): WrittenSku[] => (sku === undefined ? [] : [{ sku, path }])),
      problems,
    );
    return { ...product, variants };
  }
}

/** The product as stored; null, with the problem, when somebody was faster. */
async function store(
  { documents, useFiles }: Deps,
  actor: Actor,
  product: Product,
  problems: ProblemList,
): Promise<Product | null> {
  const files = newFilesOf(null, product);
  for (const { fileId, reason } of await useFiles.attach(requireUser(actor.viewer), product.id, files)) {
    const index = product.media.findIndex((medium) => medium.fileId === fileId);
    problems.add(FILE_PROBLEMS[reason], ["media", index, "fileId"]);
  }
  const stored = problems.all.length === 0 ? await insert(documents, actor, product, problems) : null;
  if (stored === null) await useFiles.release(product.id, files);
  return stored;
}

/** Stores it under the handle that was asked for, else the first free one of its title. */
async function insert(
  documents: Deps["documents"],
  actor: Actor,
  product: Product,
  problems: ProblemList,
): Promise<Product | null> {
  const candidates = product.handle === "" ? handlesFor(product.title) : [product.handle];
  const taken = await documents.findIdsByHandles(candidates);
  for (const handle of candidates.filter((candidate) => !taken.has(candidate))) {
    const named: Product = { ...product, handle };
    try {
      await documents.insert(named, named.createdAt, {
        eventId: newId("evt", named.createdAt),
        audit: {
          action: "product.create",
          actor: toAuditActor(actor.viewer),
          subject: { type: "Product", id: named.id },
          ...describeChange(null, named),
        },
        releasedFileIds: [],
      });
      return named;
    } catch (error) {
      const index = violatedUniqueIndex(error);
      if (index === null) throw error;
      if (index !== "products_one_per_sku") continue;
      const skus = named.variants.map(({ sku }, place): WrittenSku => ({ sku, path: ["variants", place] }));
      await checkSkus(documents, skus, problems);
      return null;
    }
  }
  problems.add("HANDLE_TAKEN", ["handle"]);
  return null;
}

/** What a product is before anything is said about it. */
export const BLANK_PRODUCT: Omit<Product, "id" | "shopId" | "createdAt" | "updatedAt"> = {
  handle: "",
  formerHandles: [],
  status: "DRAFT",
  title: "",
  description: "",
  options: [],
  tags: [],
  attributes: [],
  seo: { title: null, description: null },
  categoryIds: [],
  media: [],
  variants: [],
  version: 1,
  publishedAt: null,
};
