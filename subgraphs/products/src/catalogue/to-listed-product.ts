import type { CurrencyCode } from "#platform/money/currency.ts";
import type { Category } from "./category.ts";
import { priceRangeIn, type Product } from "./product.ts";
import type { ListedProduct } from "./product-listing.ts";
import { plainText, searchableText } from "./search-text.ts";

/** Lists are ordered and filtered by prices in this currency. */
export const LISTING_CURRENCY: CurrencyCode = "EUR";

/** The row of a product in the lists. `categories` has its own categories and all their ancestors, by id. */
export function toListedProduct(product: Product, categories: ReadonlyMap<string, Category>): ListedProduct {
  const own = product.categoryIds.flatMap((id) => categories.get(id) ?? []);
  const categoryIds = new Set(own.flatMap(({ id, ancestorIds }) => [id, ...ancestorIds]));
  const choices = product.variants.flatMap(({ selectedOptions }) => selectedOptions);
  const keywords = [
    ...[...categoryIds].flatMap((id) => categories.get(id)?.name ?? []),
    ...product.options.flatMap(({ values }) => values),
    ...product.variants.map(({ sku }) => sku),
  ];
  return {
    productId: product.id,
    shopId: product.shopId,
    categoryIds: [...categoryIds],
    handle: product.handle,
    title: product.title,
    nameKey: plainText(product.title),
    searchTexts: [
      searchableText(product.title),
      searchableText(keywords.join(" ")),
      searchableText(product.description),
    ],
    priceMinMinor: priceRangeIn(product, LISTING_CURRENCY)?.min.minor ?? null,
    optionValues: [...new Set(choices.map(({ name, value }) => optionKey(name, value)))],
    createdAt: product.createdAt,
  };
}

/** An option and a value of it, comparable whatever their case and accents: `size=m`. */
export const optionKey = (name: string, value: string): string => `${plainText(name)}=${plainText(value)}`;
