import { type Db, Long } from "mongodb";
import type { ProductId, ShopId, CategoryId, VariantId } from "#platform/ids/id.ts";
import type { CurrencyCode } from "#platform/money/currency.ts";
import { readCatalogue } from "./mongo-faults.ts";
import type { Product, ProductMedia, ProductOption, ProductStatus, SelectedOption, Variant } from "./product.ts";

export type ProductRepository = ReturnType<typeof createProductRepository>;

/** The catalogue documents of products, in the collection `products`. */
export function createProductRepository(database: Db) {
  const collection = database.collection<ProductDocument>("products");
  return {
    /** Products among `ids` whatever their status, by one query. @throws AppError UNAVAILABLE when MongoDB is away. */
    async findByIds(ids: readonly string[]): Promise<ReadonlyMap<string, Product>> {
      const documents = await readCatalogue(() => collection.find({ _id: { $in: [...ids] } }).toArray());
      return new Map(documents.map((document) => [document._id, toProduct(document)]));
    },

    /** Stores new products, all in one call. @throws MongoBulkWriteError 11000 when an id or a handle is taken. */
    async insertMany(products: readonly Product[]): Promise<void> {
      if (products.length > 0) await collection.insertMany(products.map(toDocument));
    },

    /** Changes a product that still has `version`, content and version alike; false when it has another, or is gone. */
    async replace(product: Product, version: number): Promise<boolean> {
      const { _id, ...fields } = toDocument(product);
      const { matchedCount } = await collection.updateOne({ _id, version }, { $set: fields });
      return matchedCount === 1;
    },

    /** Archives everything of the shop that is not; returns the ids of all that the shop has. Safe to repeat. */
    async archiveOfShop(shopId: string): Promise<string[]> {
      const found = await readCatalogue(() => collection.find({ shopId }, { projection: { _id: 1 } }).toArray());
      await collection.updateMany(
        { shopId, status: { $ne: "ARCHIVED" } },
        { $set: { status: "ARCHIVED" }, $inc: { version: 1 } },
      );
      return found.map(({ _id }) => _id);
    },

    /** Makes the indexes that are not there. Safe to repeat. */
    async ensureIndexes(): Promise<void> {
      await collection.createIndex({ handle: 1 }, { unique: true, name: "products_one_per_handle" });
      await collection.createIndex({ shopId: 1 }, { name: "products_by_shop" });
    },
  };
}

/** As stored. Amounts are 64-bit integers, which the driver reads as numbers while they are safe ones. */
interface ProductDocument {
  _id: string;
  handle: string;
  status: ProductStatus;
  shopId: string;
  title: string;
  description: string;
  options: ProductOption[];
  categoryIds: string[];
  media: ProductMedia[];
  variants: VariantDocument[];
  version: number;
  createdAt: Date;
}

interface VariantDocument {
  id: string;
  sku: string;
  title: string;
  selectedOptions: SelectedOption[];
  prices: { currency: string; minor: Long | number; compareAtMinor: Long | number | null }[];
  imageUrl: string | null;
}

const toProduct = ({ _id, variants, ...document }: ProductDocument): Product => ({
  ...document,
  id: _id as ProductId,
  shopId: document.shopId as ShopId,
  categoryIds: document.categoryIds as CategoryId[],
  variants: variants.map(toVariant),
});

const toVariant = (variant: VariantDocument): Variant => ({
  ...variant,
  id: variant.id as VariantId,
  prices: variant.prices.map(({ currency, minor, compareAtMinor }) => ({
    currency: currency as CurrencyCode,
    minor: toBigInt(minor),
    compareAtMinor: compareAtMinor === null ? null : toBigInt(compareAtMinor),
  })),
});

const toDocument = ({ id, ...product }: Product): ProductDocument => ({
  _id: id,
  ...product,
  options: product.options.map(({ name, values }) => ({ name, values: [...values] })),
  categoryIds: [...product.categoryIds],
  media: [...product.media],
  variants: product.variants.map((variant) => ({
    ...variant,
    selectedOptions: [...variant.selectedOptions],
    prices: variant.prices.map(({ currency, minor, compareAtMinor }) => ({
      currency,
      minor: Long.fromBigInt(minor),
      compareAtMinor: compareAtMinor === null ? null : Long.fromBigInt(compareAtMinor),
    })),
  })),
});

const toBigInt = (value: Long | number): bigint => (typeof value === "number" ? BigInt(value) : value.toBigInt());
