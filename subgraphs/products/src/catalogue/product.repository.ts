import { type Collection, type Db, MongoBulkWriteError } from "mongodb";
import type { ProductId } from "#platform/ids/id.ts";
import { readCatalogue, violatedUniqueIndex } from "./mongo-faults.ts";
import { mapPictures, type PendingChange, type ProductDocument, toFields, toProduct } from "./product-document.ts";
import type { Product, ProductStatus } from "./product.ts";

export type ProductRepository = ReturnType<typeof createProductRepository>;

/** A product, and which state of its document that is. */
export interface StoredProduct {
  readonly product: Product;
  readonly revision: number;
  /** What was done to it and has not been told yet. */
  readonly pendingChanges: readonly PendingChange[];
}

/**
 * The catalogue documents of products, in the collection `products`. Writes say since when the document is dirty: changed, and not
 * projected yet (see project-products.ts). Null is for who writes lists and documents himself, as the seed does. Everything throws
 * AppError UNAVAILABLE when MongoDB is away.
 * @param publicBaseUrl where the bucket's objects are read, without a slash at its end. Documents keep only the keys of uploaded
 *   pictures, so that it may change.
 */
export function createProductRepository(database: Db, publicBaseUrl = "") {
  const collection = database.collection<ProductDocument>("products");
  const toKey = (url: string) => url.slice(publicBaseUrl.length + 1);
  const toUrl = (key: string) => `${publicBaseUrl}/${key}`;
  return {
    ...createLookUps(collection, (document) => mapPictures(toProduct(document), toUrl)),
    ...createWrites(collection, (product) => toFields(mapPictures(product, toKey))),
    ...createDirtyMarks(collection),

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

function createLookUps(collection: Collection<ProductDocument>, read: (document: ProductDocument) => Product) {
  const findStored = async (ids: readonly string[]): Promise<StoredProduct[]> => {
    const documents = await readCatalogue(() => collection.find({ _id: { $in: [...ids] } }).toArray());
    return documents.map((document) => ({
      product: read(document),
      revision: document.revision ?? 0,
      pendingChanges: document.pendingChanges ?? [],
    }));
  };
  return {
    findStored,

    /** Ids of up to `limit` products that stand behind `after` in the order of ids; null for those from the start. */
    async findIdsAfter(after: string | null, limit: number): Promise<string[]> {
      const found = await readCatalogue(() =>
        collection
          .find({ _id: { $gt: after ?? "" } }, { projection: { _id: 1 } })
          .sort({ _id: 1 })
          .limit(limit)
          .toArray(),
      );
      return found.map(({ _id }) => _id);
    },

    /** Products among `ids` whatever their status, by one query. */
    async findByIds(ids: readonly string[]): Promise<ReadonlyMap<string, Product>> {
      return new Map((await findStored(ids)).map(({ product }) => [product.id, product]));
    },

    /** Up to `limit` products of a shop with one of `statuses` and an id behind `after`, in the order of their ids. */
    async findOfShop(
      shopId: string,
      { statuses, after, limit }: { statuses: readonly ProductStatus[]; after: string; limit: number },
    ): Promise<Product[]> {
      const filter = { shopId, _id: { $gt: after }, status: { $in: [...statuses] } };
      const found = await readCatalogue(() => collection.find(filter).sort({ _id: 1 }).limit(limit).toArray());
      return found.map(read);
    },

    /** Ids of products by any handle among `handles`, current or former, by one query. */
    async findIdsByHandles(handles: readonly string[]): Promise<ReadonlyMap<string, ProductId>> {
      const found = await readCatalogue(() =>
        collection.find({ handles: { $in: [...handles] } }, { projection: { handles: 1 } }).toArray(),
      );
      return new Map(
        found.flatMap(({ _id, handles: own = [] }) => own.map((handle) => [handle, _id as ProductId] as const)),
      );
    },

    /** Those of `skus` that a variant has, with the product that it is of, by one query. */
    async findSkuHolders(skus: readonly string[]): Promise<ReadonlyMap<string, ProductId>> {
      const found = await readCatalogue(() =>
        collection.find({ "variants.sku": { $in: [...skus] } }, { projection: { "variants.sku": 1 } }).toArray(),
      );
      return new Map(found.flatMap(({ _id, variants }) => variants.map(({ sku }) => [sku, _id as ProductId] as const)));
    },
  };
}

function createWrites(
  collection: Collection<ProductDocument>,
  toStoredFields: (product: Product) => ReturnType<typeof toFields>,
) {
  return {
    /** Stores new products, all in one call. @throws MongoBulkWriteError 11000 when an id, a handle or a SKU is taken. */
    async insertMany(products: readonly Product[], dirtySince: Date | null): Promise<void> {
      if (products.length === 0) return;
      const documents = products.map((product) => ({
        _id: product.id,
        ...toStoredFields(product),
        revision: 1,
        dirtySince,
      }));
      await readCatalogue(() => collection.insertMany(documents));
    },

    /** Stores new products in their order until one of them has an id, a handle or a SKU that is taken; returns how many. */
    async insertUntilTaken(products: readonly Product[], dirtySince: Date): Promise<number> {
      if (products.length === 0) return 0;
      const documents = products.map((product) => ({
        _id: product.id,
        ...toStoredFields(product),
        revision: 1,
        dirtySince,
      }));
      try {
        await readCatalogue(() => collection.insertMany(documents, { ordered: true }));
        return products.length;
      } catch (error) {
        if (!(error instanceof MongoBulkWriteError) || violatedUniqueIndex(error) === null) throw error;
        return error.insertedCount;
      }
    },

    /** Stores a new product with what is to be told of it. @throws MongoServerError 11000 when a handle or a SKU is taken. */
    async insert(product: Product, dirtySince: Date, change: PendingChange): Promise<void> {
      const fields = { ...toStoredFields(product), revision: 1, dirtySince, pendingChanges: [change] };
      await readCatalogue(() => collection.insertOne({ _id: product.id, ...fields }));
    },

    /**
     * Changes a product that still has `version`, content and version alike; false when it has another, or is gone. `change` is
     * told when the product is projected.
     * @throws MongoServerError 11000 when the handle or a SKU is taken.
     */
    async replace(
      product: Product,
      version: number,
      dirtySince: Date | null,
      change?: PendingChange,
    ): Promise<boolean> {
      const update = {
        $set: { ...toStoredFields(product), dirtySince },
        $inc: { revision: 1 },
        ...(change ? { $push: { pendingChanges: change } } : {}),
      };
      const { matchedCount } = await readCatalogue(() => collection.updateOne({ _id: product.id, version }, update));
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
  };
}

function createDirtyMarks(collection: Collection<ProductDocument>) {
  return {
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

    /** Notes that the state `revision` of documents has been projected; nothing happens to one that has another by now. */
    async markProjected(ids: readonly string[], revision: number): Promise<void> {
      await collection.updateMany(
        { _id: { $in: [...ids] }, revision },
        { $set: { dirtySince: null, pendingChanges: [] } },
      );
    },
  };
}
