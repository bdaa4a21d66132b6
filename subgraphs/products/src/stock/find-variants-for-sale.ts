import { parseId, type ProductId, type ShopId, type VariantId } from "#platform/ids/id.ts";
import type { CurrencyCode } from "#platform/money/currency.ts";
import type { Money } from "#platform/money/money.ts";
import { findVariantById } from "../catalogue/find-variant.ts";
import { imageUrlOf, isVisible, priceIn, type TaxClass } from "../catalogue/product.ts";
import type { ProductsLoaders } from "../products.loaders.ts";

/** What a cart needs to know of a variant. */
export interface VariantForSale {
  id: VariantId;
  productId: ProductId;
  shopId: ShopId;
  title: string;
  variantTitle: string;
  sku: string;
  imageUrl: string | null;
  /** Null when it is not sold in the currency that was asked for. */
  price: Money | null;
  availableQuantity: number;
  taxClass: TaxClass;
  /** Null when it is not known. */
  weightGrams: number | null;
  categoryIds: readonly string[];
}

/**
 * The variants among `ids` that are on sale, each once. The count is the database's; price and texts may be as old as the
 * cache allows. Two look-ups for any number of ids.
 */
export async function findVariantsForSale(
  loaders: Pick<ProductsLoaders, "stockByVariantId" | "stockBySku" | "productById">,
  ids: readonly string[],
  currency: CurrencyCode,
): Promise<VariantForSale[]> {
  const wanted = [...new Set(ids)].filter((id) => parseId("var", id) !== null);
  const found = await Promise.all(
    wanted.map(async (id) => {
      const [variant, level] = await Promise.all([findVariantById(loaders, id), loaders.stockByVariantId.load(id)]);
      return variant && { ...variant, availableQuantity: level?.available ?? 0 };
    }),
  );
  return found.flatMap((entry) => {
    // Who keeps the shop's catalogue sees drafts as well, but nobody buys them.
    if (!entry || !isVisible(entry.product)) return [];
    const { product, variant, availableQuantity } = entry;
    return {
      id: variant.id,
      productId: product.id,
      shopId: product.shopId,
      title: product.title,
      variantTitle: variant.title,
      sku: variant.sku,
      imageUrl: imageUrlOf(product, variant),
      price: priceIn(variant, currency),
      availableQuantity,
      taxClass: variant.taxClass,
      weightGrams: variant.weightGrams,
      categoryIds: product.categoryIds,
    };
  });
}
