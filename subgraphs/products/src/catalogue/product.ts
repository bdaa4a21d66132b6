import type { CategoryId, FileId, ProductId, ShopId, VariantId } from "#platform/ids/id.ts";
import type { CurrencyCode } from "#platform/money/currency.ts";
import type { Money } from "#platform/money/money.ts";
import type { AttributeValue } from "./attribute.ts";

export type ProductStatus = "DRAFT" | "ACTIVE" | "ARCHIVED";

/** One catalogue document: a product with all its variants. Stock is kept elsewhere, and changes without it. */
export interface Product {
  readonly id: ProductId;
  /** Part of the product's address; unique, lower case, words joined by hyphens. */
  readonly handle: string;
  /** Handles that it had before: they still lead to it, and no other product can take them. */
  readonly formerHandles: readonly string[];
  readonly status: ProductStatus;
  readonly shopId: ShopId;
  readonly title: string;
  /** Markdown. */
  readonly description: string;
  readonly options: readonly ProductOption[];
  /** Free words that it is found by. */
  readonly tags: readonly string[];
  /** As its main category and that one's ancestors define them. */
  readonly attributes: readonly AttributeValue[];
  readonly seo: ProductSeo;
  /** The categories that it is put in, without their ancestors. The first is the main one. */
  readonly categoryIds: readonly CategoryId[];
  readonly media: readonly ProductMedia[];
  /** At least one, in the order in which they are shown. */
  readonly variants: readonly Variant[];
  /** 1 when created, one more with each change. */
  readonly version: number;
  readonly createdAt: Date;
  /** When `version` last changed. */
  readonly updatedAt: Date;
  /** When it first went on sale; null until then. */
  readonly publishedAt: Date | null;
}

/** What search engines are told instead of title and description, where that is something else. */
export interface ProductSeo {
  readonly title: string | null;
  readonly description: string | null;
}

export interface ProductOption {
  readonly name: string;
  readonly values: readonly string[];
}

export interface ProductMedia {
  /** The uploaded file that it is; null for a picture from elsewhere, as in the demo shop. */
  readonly fileId: FileId | null;
  readonly url: string;
  readonly alt: string;
  readonly width: number;
  readonly height: number;
}

/** How a product is taxed; each country has its rate for each. */
export const TAX_CLASSES = ["STANDARD", "REDUCED", "ZERO"] as const;
export type TaxClass = (typeof TAX_CLASSES)[number];

/** What is bought: one choice of each option. */
export interface Variant {
  readonly id: VariantId;
  readonly sku: string;
  readonly title: string;
  readonly selectedOptions: readonly SelectedOption[];
  /** One for each currency that it is sold in. */
  readonly prices: readonly VariantPrice[];
  /** Null when the product's first picture shows it as well. */
  readonly imageUrl: string | null;
  /** What one weighs, packed; null when nobody has said. */
  readonly weightGrams: number | null;
  readonly taxClass: TaxClass;
  readonly attributes: readonly AttributeValue[];
}

export interface SelectedOption {
  readonly name: string;
  readonly value: string;
}

export interface VariantPrice {
  readonly currency: CurrencyCode;
  readonly minor: bigint;
  /** What it cost before, when it is on offer; always more than `minor`. */
  readonly compareAtMinor: bigint | null;
}

/** Shoppers see these. Drafts and archived products are to them as if they were not there. */
export const isVisible = (product: Product): boolean => product.status === "ACTIVE";

/** Handles have a fixed form, so anything else need not be looked up. */
export const isHandle = (text: string): boolean => /^[a-z0-9-]{1,200}$/.test(text);

/** Null when the variant is not sold in that currency. */
export function priceIn(variant: Variant, currency: CurrencyCode): Money | null {
  const price = variant.prices.find((candidate) => candidate.currency === currency);
  return price ? { minor: price.minor, currency } : null;
}

/** What the variant cost before; null when it is not on offer in that currency. */
export function compareAtPriceIn(variant: Variant, currency: CurrencyCode): Money | null {
  const price = variant.prices.find((candidate) => candidate.currency === currency);
  return price?.compareAtMinor == null ? null : { minor: price.compareAtMinor, currency };
}

/** The lowest and the highest price among the variants; null when none is sold in that currency. */
export function priceRangeIn(product: Product, currency: CurrencyCode): { min: Money; max: Money } | null {
  const prices = product.variants.flatMap((variant) => priceIn(variant, currency) ?? []);
  const [first, ...others] = prices;
  if (!first) return null;
  return {
    min: others.reduce((least, price) => (price.minor < least.minor ? price : least), first),
    max: others.reduce((most, price) => (price.minor > most.minor ? price : most), first),
  };
}

export const imageUrlOf = (product: Product, variant: Variant): string | null =>
  variant.imageUrl ?? product.media[0]?.url ?? null;
