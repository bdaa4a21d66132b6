import type { Db } from "mongodb";
import type { CategoryId } from "#platform/ids/id.ts";
import { readCatalogue } from "../catalogue/mongo-faults.ts";
import type { ProductDocument } from "../catalogue/product-document.ts";

export type ProductsInCategoryRepository = ReturnType<typeof createProductsInCategoryRepository>;

/** What a change of a category does to the documents of the products in it. All of it leaves them dirty. */
export function createProductsInCategoryRepository(database: Db) {
  const collection = database.collection<ProductDocument>("products");
  return {
    /** Ids of products that are put in one of `categoryIds`, in order, those after `after`. */
    async findIds(categoryIds: readonly string[], after: string | null, limit: number): Promise<string[]> {
      const filter = { categoryIds: { $in: [...categoryIds] }, ...(after === null ? {} : { _id: { $gt: after } }) };
      const found = await readCatalogue(() =>
        collection
          .find(filter, { projection: { _id: 1 } })
          .sort({ _id: 1 })
          .limit(limit)
          .toArray(),
      );
      return found.map(({ _id }) => _id);
    },

    /** Has documents projected anew that are as they were: something that is shown with them has changed. */
    async markDirty(ids: readonly string[], at: Date): Promise<void> {
      await collection.updateMany({ _id: { $in: [...ids] } }, { $set: { dirtySince: at }, $inc: { revision: 1 } });
    },

    /** Takes products out of a category that is going. */
    async remove(ids: readonly string[], categoryId: CategoryId, at: Date): Promise<void> {
      await collection.updateMany(
        { _id: { $in: [...ids] }, categoryIds: categoryId },
        {
          $pull: { categoryIds: categoryId },
          $set: { updatedAt: at, dirtySince: at },
          $inc: { version: 1, revision: 1 },
        },
      );
    },

    /** Makes the index that is not there. Safe to repeat. */
    async ensureIndexes(): Promise<void> {
      await collection.createIndex({ categoryIds: 1, _id: 1 }, { name: "products_in_category" });
    },
  };
}
