import type { Db } from "mongodb";
import type { CategoryId } from "#platform/ids/id.ts";
import type { AttributeDefinition } from "./attribute.ts";
import { type Category, TOP_LEVEL } from "./category.ts";
import { readCatalogue } from "./mongo-faults.ts";

export type CategoryRepository = ReturnType<typeof createCategoryRepository>;

/** The categories, in the collection `categories`. Reads throw AppError UNAVAILABLE when MongoDB is away. */
export function createCategoryRepository(database: Db) {
  const collection = database.collection<CategoryDocument>("categories");
  return {
    /** Categories among `ids`, by one query. */
    async findByIds(ids: readonly string[]): Promise<ReadonlyMap<string, Category>> {
      const documents = await readCatalogue(() => collection.find({ _id: { $in: [...ids] } }).toArray());
      return new Map(documents.map((document) => [document._id, toCategory(document)]));
    },

    /** Categories by handle among `handles`, by one query. */
    async findByHandles(handles: readonly string[]): Promise<ReadonlyMap<string, Category>> {
      const documents = await readCatalogue(() => collection.find({ handle: { $in: [...handles] } }).toArray());
      return new Map(documents.map((document) => [document.handle, toCategory(document)]));
    },

    /** The direct children of each of `parents` (ids, or TOP_LEVEL) in their order, by one query. */
    async findByParents(parents: readonly string[]): Promise<ReadonlyMap<string, readonly Category[]>> {
      const documents = await readCatalogue(() =>
        collection
          .find({ parent: { $in: [...parents] } })
          .sort({ position: 1, _id: 1 })
          .toArray(),
      );
      const children = new Map<string, Category[]>(parents.map((parent) => [parent, []]));
      for (const document of documents) children.get(document.parent)?.push(toCategory(document));
      return children;
    },

    /** Stores `categories`, new ones and changed ones. */
    async saveMany(categories: readonly Category[]): Promise<void> {
      for (const category of categories) {
        const { _id, ...fields } = toDocument(category);
        await collection.updateOne({ _id }, { $set: fields }, { upsert: true });
      }
    },

    /** Makes the indexes that are not there. Safe to repeat. */
    async ensureIndexes(): Promise<void> {
      await collection.createIndex({ handle: 1 }, { unique: true, name: "categories_one_per_handle" });
      await collection.createIndex({ parent: 1, position: 1 }, { name: "categories_of_parent" });
    },
  };
}

interface CategoryDocument {
  _id: string;
  handle: string;
  name: string;
  description: string;
  /** The parent's id, or TOP_LEVEL. */
  parent: string;
  ancestorIds: string[];
  position: number;
  /** Absent from those that were stored before there were any. */
  attributes?: AttributeDefinition[];
}

const toCategory = ({ _id, parent, ancestorIds, attributes = [], ...document }: CategoryDocument): Category => ({
  ...document,
  id: _id as CategoryId,
  parentId: parent === TOP_LEVEL ? null : (parent as CategoryId),
  ancestorIds: ancestorIds as CategoryId[],
  attributes,
});

const toDocument = ({ id, parentId, ancestorIds, attributes, ...category }: Category): CategoryDocument => ({
  _id: id,
  ...category,
  attributes: attributes.map((definition) => ({ ...definition, choices: [...definition.choices] })),
  parent: parentId ?? TOP_LEVEL,
  ancestorIds: [...ancestorIds],
});
