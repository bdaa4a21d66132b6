import type { Db } from "mongodb";
import { readCatalogue } from "./mongo-faults.ts";
import { type ProductDocument, toFields, toProduct } from "./product-document.ts";
import type { Product } from "./product.ts";

export type ProductRepository = ReturnType<typeof createProductRepository>;

/** A product, and which state of its document that is. */
export interface StoredProduct {
  readonly product: Product;
  readonly revision: number;
}

/**
 * The catalogue documents of products, in the collection `products`. Writes say since when the document is dirty: changed, and not
 * projected yet (see project-products.ts). Null is for who writes lists and documents himself, as the seed does.
 */
export function createProductRepository(database: Db) {
  const collection = database.collection<ProductDocument>("products");

  const findStored = async (ids: readonly string[]): Promise<StoredProduct[]> => {
    const documents = await readCatalogue(() => collection.find({ _id: { $in: [...ids] } }).toArray());
    return documents.map((document) => ({ product: toProduct(document), revision: document.revision ?? 0 }));
  };

  return {
    findStored,

    /** Products among `ids` whatever their status, by one query. @throws AppError UNAVAILABLE when MongoDB is away. */
    async findByIds(ids: readonly string[]): Promise<ReadonlyMap<string, Product>> {
      return new Map((await findStored(ids)).map(({ product }) => [product.id, product]));
    },

    /** Stores new products, all in one call. @throws MongoBulkWriteError 11000 when an id, a handle or a SKU is taken. */
    async insertMany(products: readonly Product[], dirtySince: Date | null): Promise<void> {
      if (products.length === 0) return;
      await collection.insertMany(
        products.map((product) => ({ _id: product.id, ...toFields(product), revision: 1, dirtySince })),
      );
    },

    /**
     * Changes a product that still has `version`, content and version alike; false when it has another, or is gone.
     * @throws MongoServerError 11000 when the handle or a SKU is taken.
     */
    async replace(product: Product, version: number, dirtySince: Date | null): Promise<boolean> {
      const { matchedCount } = await collection.updateOne(
        { _id: product.id, version },
        { $set: { ...toFields(product), dirtySince }, $inc: { revision: 1 } },
      );
      return matchedCount === 1;
    },

    /** Archives everything of the shop that is not; returns the ids of all that the shop has. Safe to repeat. */
    async archiveOfShop(shopId: string, at: Date): Promise<string[]> {
      const found = await readCatalogue(() => collection.find({ shopId }, { projection: { _id: 1 } }).toArray());
      await collection.updateMany(
        { shopId, status: { $ne: "ARCHIVED" } },
        { $set: { status: "ARCHIVED", updatedAt: at, dirtySince: at }, $inc: { version: 1, revision: 1 } },
      );
      return found.map(({ _id }) => _id);
    },

    /** Ids of up to `limit` documents that have been dirty since before `before`, those first that have been so the longest. */
    async findDirty(before: Date, limit: number): Promise<string[]> {
      const found = await readCatalogue(() =>
        collection
          .find({ dirtySince: { $lt: before } }, { projection: { _id: 1 } })
          .sort({ dirtySince: 1 })
          .limit(limit)
          .toArray(),
      );
      return found.map(({ _id }) => _id);
    },

    /** Notes that the state `revision` of a document has been projected; nothing happens when it has another by now. */
    async markProjected(id: string, revision: number): Promise<void> {
      await collection.updateOne({ _id: id, revision }, { $set: { dirtySince: null } });
    },

    /** Makes the indexes that are not there. Safe to repeat. */
    async ensureIndexes(): Promise<void> {
      await collection.createIndex({ handle: 1 }, { unique: true, name: "products_one_per_handle" });
      await collection.createIndex({ handles: 1 }, { unique: true, sparse: true, name: "products_one_per_any_handle" });
      await collection.createIndex({ "variants.sku": 1 }, { unique: true, sparse: true, name: "products_one_per_sku" });
      await collection.createIndex({ shopId: 1 }, { name: "products_by_shop" });
      await collection.createIndex({ dirtySince: 1 }, { sparse: true, name: "products_dirty" });
    },
  };
}
