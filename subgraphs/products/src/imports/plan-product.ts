import { isDeepStrictEqual } from "node:util";
import { newId, type ShopId, type VariantId } from "#platform/ids/id.ts";
import { type AttributeDefinition, definitionsOf } from "../catalogue/attribute.ts";
import type { Category } from "../catalogue/category.ts";
import type { Product, ProductStatus, Variant } from "../catalogue/product.ts";
import type { StoredFile } from "../files/file.ts";
import { assembleProduct } from "../authoring/assemble-product.ts";
import { assembleVariant, checkVariants } from "../authoring/assemble-variants.ts";
import { BLANK_PRODUCT } from "../authoring/create-product.ts";
import { isProductHandle } from "../authoring/product-handle.ts";
import { PRODUCT_LIMITS } from "../authoring/product-limits.ts";
import { checkOnSale, moveProduct, type ProductMove } from "../authoring/product-moves.ts";
import { createProblemList, type Path, type ProblemList } from "../authoring/product-problem.ts";
import { checkAttributes } from "../authoring/read-attributes.ts";
import { type ProductFieldsInput, readProductFields } from "../authoring/read-product-input.ts";
import { readVariantFields } from "../authoring/read-variant-input.ts";
import type { RowError } from "./catalogue-job.ts";
import { type RowGroup, textOf } from "./group-rows.ts";
import { addProblems, createRowErrors, type RowErrors } from "./locate-problems.ts";
import {
  isTaxClassCell,
  readOptionCells,
  readProductAttributes,
  readProductCells,
  readVariantCells,
  readWholeNumber,
} from "./read-group.ts";

/** What the catalogue has of what some groups of rows speak about. */
export interface KnownCatalogue {
  /** By each of their handles, former ones too, and whatever shop they are of. */
  readonly productsByHandle: ReadonlyMap<string, Product>;
  readonly productsBySku: ReadonlyMap<string, Product>;
  /** Those that the shop can use. */
  readonly categoriesByHandle: ReadonlyMap<string, Category>;
  /** Those, those that the products are in, and all above them. */
  readonly categories: ReadonlyMap<string, Category>;
  /** Of whoever started the import. */
  readonly files: ReadonlyMap<string, StoredFile>;
  readonly urlOf: (file: StoredFile) => string;
}

/** How many units of a variant can be sold from now on. */
export interface WantedStock {
  readonly productId: string;
  readonly variantId: VariantId;
  readonly sku: string;
  readonly available: number;
}

/** What the rows of one product make of it. */
export interface ProductPlan {
  readonly group: RowGroup;
  /** Null when it is new. */
  readonly before: Product | null;
  /** `before` itself when the rows change nothing of it. */
  readonly after: Product;
  readonly stock: readonly WantedStock[];
}

export type PlanOutcome =
  | { readonly kind: "good"; readonly plan: ProductPlan }
  | { readonly kind: "bad"; readonly errors: readonly RowError[] };

const MAX_STOCK = 1_000_000_000;
const STATUSES: readonly ProductStatus[] = ["DRAFT", "ACTIVE", "ARCHIVED"];

/**
 * Works out what the rows of one product make of it, by the rules of edits by hand; or everything that is wrong with them. Changes
 * nothing, so it serves the check and the write alike.
 */
export function planProduct(group: RowGroup, shopId: ShopId, known: KnownCatalogue, at: Date): PlanOutcome {
  const errors = createRowErrors(group);
  const former = findProduct(group, shopId, known, errors);
  if (former === "refused") return { kind: "bad", errors: errors.all };

  const problems = createProblemList();
  const base = former ?? begin(group, shopId, at, problems);
  const laid = layOver(group, base, known, problems);
  const { variants, inputs } = planVariants(group, laid, { known, at, problems });
  checkVariants(variants, (variant) => pathOfSku(group, variant.sku), problems);
  const moved = changeStatus(group, { ...laid.product, variants }, { at, problems, errors });
  if (problems.all.length === 0) checkOnSale(moved, problems);
  const stock = readStock(group, moved, errors);
  checkRest(group, errors);

  addProblems(group, problems.all, { product: laid.input, variants: inputs }, errors);
  if (errors.all.length > 0) return { kind: "bad", errors: errors.all };
  if (!former) return { kind: "good", plan: { group, before: null, after: moved, stock } };
  const isSame = isDeepStrictEqual(moved, former);
  const after = isSame ? former : { ...moved, version: former.version + 1, updatedAt: at };
  return { kind: "good", plan: { group, before: former, after, stock } };
}

/** The product that the rows are about; null when it is to be made. */
function findProduct(
  group: RowGroup,
  shopId: ShopId,
  known: KnownCatalogue,
  errors: RowErrors,
): Product | null | "refused" {
  const sku = textOf(group.rows[0]!, "sku").trim();
  const isNamed = group.handle !== "";
  const found = isNamed ? known.productsByHandle.get(group.handle) : known.productsBySku.get(sku);
  if (found?.shopId === shopId) return found;
  if (!found && isNamed) return null;
  if (isNamed) errors.add(0, "HANDLE_TAKEN", ["handle"]);
  else if (found) errors.add(0, "SKU_TAKEN", ["sku"]);
  else errors.add(0, sku === "" ? "REQUIRED" : "SKU_UNKNOWN", ["sku"]);
  return "refused";
}

function begin(group: RowGroup, shopId: ShopId, at: Date, problems: ProblemList): Product {
  if (textOf(group.rows[0]!, "title").trim() === "") problems.add("REQUIRED", ["title"]);
  if (!isProductHandle(group.handle)) problems.add("INVALID_HANDLE", ["handle"]);
  return { ...BLANK_PRODUCT, id: newId("prod", at), handle: group.handle, shopId, createdAt: at, updatedAt: at };
}

interface LaidProduct {
  readonly product: Product;
  readonly input: ProductFieldsInput;
  readonly definitions: ReadonlyMap<string, AttributeDefinition>;
}

/** The product with what its rows say of it, but for the variants. */
function layOver(group: RowGroup, base: Product, known: KnownCatalogue, problems: ProblemList): LaidProduct {
  const [first] = group.rows;
  const { categories, categoriesByHandle, files, urlOf } = known;
  const categoryIdOf = (handle: string) => categoriesByHandle.get(handle)?.id;
  const cells = readProductCells(first!, categoryIdOf);
  const main = categories.get((cells.categoryIds ?? base.categoryIds)[0] ?? "");
  const above = main?.ancestorIds.flatMap((id) => categories.get(id) ?? []) ?? [];
  const definitions = definitionsOf([...above, ...(main ? [main] : [])]);
  const input: ProductFieldsInput = {
    ...cells,
    attributes: readProductAttributes(first!, base, definitions),
    options: readOptionCells(group.rows, base),
  };
  const categoryIds = new Set<string>([...categoriesByHandle.values()].map(({ id }) => id));
  const written = readProductFields(input, problems);
  const product = assembleProduct(base, written, { categoryIds, definitions, files, urlOf }, problems);
  return { product, input, definitions };
}

function planVariants(
  group: RowGroup,
  { product, definitions }: LaidProduct,
  { known, at, problems }: { known: KnownCatalogue; at: Date; problems: ProblemList },
) {
  const variants = [...product.variants];
  const inputs = group.rows.map((row, index) => {
    const path: Path = ["variants", index];
    const place = variants.findIndex(({ sku }) => sku === textOf(row, "sku").trim());
    const former = variants[place] ?? null;
    const input = readVariantCells(row, group.rows, former, definitions);
    const written = readVariantFields(input, path, problems);
    const holder = written.sku === undefined ? undefined : known.productsBySku.get(written.sku);
    if (holder && holder.id !== product.id) problems.add("SKU_TAKEN", [...path, "sku"]);
    checkAttributes(written.attributes ?? [], definitions, problems);
    const variant = assembleVariant(product, former ?? { id: newId("var", at) }, written, problems);
    if (former) variants[place] = variant;
    else variants.push(variant);
    return input;
  });
  return { variants: variants as readonly Variant[], inputs };
}

function pathOfSku(group: RowGroup, sku: string): Path {
  const index = group.rows.findIndex((row) => textOf(row, "sku").trim() === sku);
  return ["variants", Math.max(index, 0)];
}

/** The moves that lead to a status. */
const MOVES: Record<ProductStatus, (from: ProductStatus) => ProductMove[]> = {
  DRAFT: () => ["unpublish"],
  ACTIVE: (from) => (from === "ARCHIVED" ? ["unpublish", "publish"] : ["publish"]),
  ARCHIVED: () => ["archive"],
};

function changeStatus(
  group: RowGroup,
  product: Product,
  { at, problems, errors }: { at: Date; problems: ProblemList; errors: RowErrors },
): Product {
  const text = textOf(group.rows[0]!, "status").trim().toUpperCase();
  const status = STATUSES.find((each) => each === text);
  if (status === undefined && text !== "") errors.add(0, "INVALID_VALUE", ["status"]);
  if (status === undefined || status === product.status) return product;
  return MOVES[status](product.status).reduce((moved, move) => moveProduct(moved, move, at, problems), product);
}

function readStock(group: RowGroup, product: Product, errors: RowErrors): WantedStock[] {
  return group.rows.flatMap((row, index): WantedStock[] => {
    const available = readWholeNumber(textOf(row, "stock"));
    if (available === null) return [];
    if (available < 0 || available > MAX_STOCK) errors.add(index, "INVALID_VALUE", ["stock"]);
    const sku = textOf(row, "sku").trim();
    const variant = product.variants.find((each) => each.sku === sku);
    return variant ? [{ productId: product.id, variantId: variant.id, sku, available }] : [];
  });
}

function checkRest(group: RowGroup, errors: RowErrors): void {
  for (const [index, row] of group.rows.entries()) {
    if (!isTaxClassCell(textOf(row, "tax_class"))) errors.add(index, "INVALID_VALUE", ["tax_class"]);
  }
  if (group.size > PRODUCT_LIMITS.variants) errors.add(PRODUCT_LIMITS.variants, "TOO_MANY", ["handle"]);
}
