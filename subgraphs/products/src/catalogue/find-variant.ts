import { parseId } from "#platform/ids/id.ts";
import type { ProductsLoaders } from "../products.loaders.ts";
import type { StockLevel } from "../stock/stock.ts";
import type { Product, Variant } from "./product.ts";

export interface FoundVariant {
  product: Product;
  variant: Variant;
}

type Loaders = Pick<ProductsLoaders, "stockByVariantId" | "stockBySku" | "productById">;

/**
 * A variant that the viewer may see, or null. Its stock level tells which product it belongs to, so that the document comes
 * from the cache by its id.
 */
export async function findVariantById(loaders: Loaders, id: string): Promise<FoundVariant | null> {
  const variantId = parseId("var", id);
  return variantId === null ? null : inProduct(loaders, await loaders.stockByVariantId.load(variantId));
}

/** The same by stock keeping unit. */
export async function findVariantBySku(loaders: Loaders, sku: string): Promise<FoundVariant | null> {
  const isSku = /^[\x21-\x7e]{1,100}$/.test(sku);
  return isSku ? inProduct(loaders, await loaders.stockBySku.load(sku)) : null;
}

async function inProduct(loaders: Loaders, level: StockLevel | null): Promise<FoundVariant | null> {
  const product = level && (await loaders.productById.load(level.productId));
  const variant = product?.variants.find(({ id }) => id === level!.variantId);
  return product && variant ? { product, variant } : null;
}
