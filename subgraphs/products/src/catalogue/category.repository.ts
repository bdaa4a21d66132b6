import type { Db } from "mongodb";
import { type CategoryDocument, toCategory, toCategoryFields } from "./category-document.ts";
import { type Category, childrenKey } from "./category.ts";
import { readCatalogue } from "./mongo-faults.ts";

export type CategoryRepository = ReturnType<typeof createCategoryRepository>;

/** Not the deleted ones. A missing field equals null, as in MongoDB. */
const THERE = { deletedAt: null };

/** Reads of the categories, in the collection `categories`. They throw AppError UNAVAILABLE when MongoDB is away. */
export function createCategoryRepository(database: Db) {
  const collection = database.collection<CategoryDocument>("categories");
  const find = async (filter: object): Promise<Category[]> => {
    const documents = await readCatalogue(() =>
      collection
        .find({ ...filter, ...THERE })
        .sort({ position: 1, _id: 1 })
        .toArray(),
    );
    return documents.map(toCategory);
  };
  return {
    /** Categories among `ids`, by one query. */
    async findByIds(ids: readonly string[]): Promise<ReadonlyMap<string, Category>> {
      return new Map((await find({ _id: { $in: [...ids] } })).map((category) => [category.id, category]));
    },

    /** Categories by handle among `handles`, by one query. */
    async findByHandles(handles: readonly string[]): Promise<ReadonlyMap<string, Category>> {
      const found = await find({ handle: { $in: [...handles] } });
      return new Map(found.map((category) => [category.handle, category]));
    },

    /** The direct children that each of `keys` names (see `childrenKey`), in their order, by one query. */
    async findChildren(keys: readonly string[]): Promise<ReadonlyMap<string, readonly Category[]>> {
      const places = keys.map((key) => key.split(" "));
      const parents = [...new Set(places.map(([parent]) => parent!))];
      const shops = [...new Set(places.map(([, shopId]) => shopId ?? null))];
      const found = await find({ parent: { $in: parents }, shopId: { $in: shops } });
      const children = new Map<string, Category[]>(keys.map((key) => [key, []]));
      for (const category of found) children.get(childrenKey(category.parentId, category.shopId))?.push(category);
      return children;
    },

    /** A shop's own categories, all of them, by shop, by one query: parents before children. */
    async findOfShops(shopIds: readonly string[]): Promise<ReadonlyMap<string, readonly Category[]>> {
      const found = await find({ shopId: { $in: [...shopIds] } });
      const byDepth = found.sort((left, right) => left.ancestorIds.length - right.ancestorIds.length);
      return new Map(shopIds.map((shopId) => [shopId, byDepth.filter((category) => category.shopId === shopId)]));
    },

    /** Stores `categories`, new ones and changed ones, as the seed does. */
    async saveMany(categories: readonly Category[]): Promise<void> {
      for (const category of categories) {
        await collection.updateOne({ _id: category.id }, { $set: toCategoryFields(category) }, { upsert: true });
      }
    },

    /** Makes the indexes that are not there. Safe to repeat. */
    async ensureIndexes(): Promise<void> {
      await collection.createIndex({ handle: 1 }, { unique: true, name: "categories_one_per_handle" });
      await collection.createIndex({ parent: 1, position: 1 }, { name: "categories_of_parent" });
      await collection.createIndex({ shopId: 1 }, { sparse: true, name: "categories_of_shop" });
      await collection.createIndex({ dirtySince: 1 }, { sparse: true, name: "categories_dirty" });
    },
  };
}
