import { Long } from "mongodb";
import type { AuditRecord } from "#platform/audit/audit-record.ts";
import type { CategoryId, ProductId, ShopId, VariantId } from "#platform/ids/id.ts";
import type { CurrencyCode } from "#platform/money/currency.ts";
import type { AttributeValue } from "./attribute.ts";
import type {
  Product,
  ProductMedia,
  ProductOption,
  ProductSeo,
  ProductStatus,
  SelectedOption,
  TaxClass,
  Variant,
} from "./product.ts";

/**
 * A product as stored. Amounts are 64-bit integers, which the driver reads as numbers while they are safe ones. What is optional
 * here is missing from documents that were stored before it was thought of.
 */
export interface ProductDocument {
  _id: string;
  handle: string;
  /** The current handle and all former ones: one unique index for both. */
  handles?: string[];
  formerHandles?: string[];
  status: ProductStatus;
  shopId: string;
  title: string;
  description: string;
  options: ProductOption[];
  tags?: string[];
  attributes?: AttributeValue[];
  seo?: ProductSeo;
  categoryIds: string[];
  media: (Omit<ProductMedia, "fileId"> & { fileId?: ProductMedia["fileId"] })[];
  variants: VariantDocument[];
  version: number;
  createdAt: Date;
  updatedAt?: Date;
  publishedAt?: Date | null;
  /** One more with every write, also with one that changes nothing but `dirtySince`: which state a projection has read. */
  revision?: number;
  /** Since when lists, events and caches have not seen this state; null when they have. */
  dirtySince?: Date | null;
  /** What was done to it and has not been told yet; empty once it has been projected. */
  pendingChanges?: PendingChange[];
}

/** One thing that somebody did to a product: written with the document, told when it is projected. */
export interface PendingChange {
  /** Of the audit event: however often it is told, it is told once. */
  readonly eventId: string;
  readonly audit: AuditRecord;
  /** Files that the product showed until then. */
  readonly releasedFileIds: readonly string[];
}

interface VariantDocument {
  id: string;
  sku: string;
  title: string;
  selectedOptions: SelectedOption[];
  prices: { currency: string; minor: Long | number; compareAtMinor: Long | number | null }[];
  imageUrl: string | null;
  weightGrams?: number | null;
  taxClass?: TaxClass;
  attributes?: AttributeValue[];
}

/** What a write of a product sets: all but what the repository keeps for itself. */
export type ProductFields = Omit<ProductDocument, "_id" | "revision" | "dirtySince" | "pendingChanges">;

export const toProduct = ({
  _id,
  revision: _r,
  dirtySince: _d,
  pendingChanges: _p,
  handles: _h,
  ...document
}: ProductDocument): Product => ({
  ...document,
  id: _id as ProductId,
  shopId: document.shopId as ShopId,
  formerHandles: document.formerHandles ?? [],
  tags: document.tags ?? [],
  attributes: document.attributes ?? [],
  seo: document.seo ?? { title: null, description: null },
  categoryIds: document.categoryIds as CategoryId[],
  media: document.media.map((medium) => ({ ...medium, fileId: medium.fileId ?? null })),
  variants: document.variants.map(toVariant),
  updatedAt: document.updatedAt ?? document.createdAt,
  publishedAt: document.publishedAt ?? (document.status === "DRAFT" ? null : document.createdAt),
});

const toVariant = (variant: VariantDocument): Variant => ({
  ...variant,
  id: variant.id as VariantId,
  prices: variant.prices.map(({ currency, minor, compareAtMinor }) => ({
    currency: currency as CurrencyCode,
    minor: toBigInt(minor),
    compareAtMinor: compareAtMinor === null ? null : toBigInt(compareAtMinor),
  })),
  weightGrams: variant.weightGrams ?? null,
  taxClass: variant.taxClass ?? "STANDARD",
  attributes: variant.attributes ?? [],
});

export const toFields = ({ id: _, ...product }: Product): ProductFields => ({
  ...product,
  handles: [product.handle, ...product.formerHandles],
  formerHandles: [...product.formerHandles],
  options: product.options.map(({ name, values }) => ({ name, values: [...values] })),
  tags: [...product.tags],
  attributes: [...product.attributes],
  categoryIds: [...product.categoryIds],
  media: [...product.media],
  variants: product.variants.map((variant) => ({
    ...variant,
    selectedOptions: [...variant.selectedOptions],
    attributes: [...variant.attributes],
    prices: variant.prices.map(({ currency, minor, compareAtMinor }) => ({
      currency,
      minor: Long.fromBigInt(minor),
      compareAtMinor: compareAtMinor === null ? null : Long.fromBigInt(compareAtMinor),
    })),
  })),
});

/** The product with other addresses of its uploaded pictures, also where a variant shows one. */
export function mapPictures(product: Product, change: (url: string) => string): Product {
  const uploaded = new Set(product.media.flatMap(({ fileId, url }) => (fileId === null ? [] : [url])));
  if (uploaded.size === 0) return product;
  return {
    ...product,
    media: product.media.map((medium) => (medium.fileId === null ? medium : { ...medium, url: change(medium.url) })),
    variants: product.variants.map((variant) =>
      variant.imageUrl !== null && uploaded.has(variant.imageUrl)
        ? { ...variant, imageUrl: change(variant.imageUrl) }
        : variant,
    ),
  };
}

const toBigInt = (value: Long | number): bigint => (typeof value === "number" ? BigInt(value) : value.toBigInt());
