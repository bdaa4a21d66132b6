import type { ProductRepository } from "../catalogue/product.repository.ts";
import type { Product } from "../catalogue/product.ts";
import type { Path, ProblemList } from "./product-problem.ts";

/** Adds HANDLE_TAKEN when another product has the handle, or had it. That no two get it at once is for the unique index to see. */
export async function checkHandle(
  documents: Pick<ProductRepository, "findIdsByHandles">,
  product: Pick<Product, "id" | "handle">,
  wanted: string | undefined,
  problems: ProblemList,
): Promise<void> {
  if (wanted === undefined || wanted === product.handle) return;
  const holder = (await documents.findIdsByHandles([wanted])).get(wanted);
  if (holder !== undefined && holder !== product.id) problems.add("HANDLE_TAKEN", ["handle"]);
}

/** A SKU that is written, and where. */
export interface WrittenSku {
  readonly sku: string;
  readonly path: Path;
}

/** Adds DUPLICATE for a SKU that stands in the input before, SKU_TAKEN for one that any variant of any product has. */
export async function checkSkus(
  documents: Pick<ProductRepository, "findSkuHolders">,
  written: readonly WrittenSku[],
  problems: ProblemList,
): Promise<void> {
  if (written.length === 0) return;
  const holders = await documents.findSkuHolders([...new Set(written.map(({ sku }) => sku))]);
  const seen = new Set<string>();
  for (const { sku, path } of written) {
    if (seen.has(sku)) problems.add("DUPLICATE", [...path, "sku"]);
    else if (holders.has(sku)) problems.add("SKU_TAKEN", [...path, "sku"]);
    seen.add(sku);
  }
}
