import { type Collection, type Db, type Filter, MongoServerError } from "mongodb";
import type { CategoryId } from "#platform/ids/id.ts";
import {
  type CategoryDocument,
  type PendingAudit,
  toCategory,
  toCategoryFields,
} from "../catalogue/category-document.ts";
import { type Category, TOP_LEVEL } from "../catalogue/category.ts";
import { readCatalogue } from "../catalogue/mongo-faults.ts";

export type CategoryTreeRepository = ReturnType<typeof createCategoryTreeRepository>;

/** What has to follow from a write of a category. */
export interface Unsettled {
  readonly at: Date;
  readonly audit: PendingAudit;
  readonly staleProducts: boolean;
}

/** A category whose change has consequences that are not drawn yet. */
export interface DirtyCategory {
  readonly category: Category;
  readonly revision: number;
  readonly staleProducts: boolean;
  readonly isDeleted: boolean;
  readonly audits: readonly PendingAudit[];
}

const DUPLICATE_KEY = 11_000;

/** The category tree as it is written. Whoever changes places holds the tree's lock. */
export function createCategoryTreeRepository(database: Db) {
  const collection = database.collection<CategoryDocument>("categories");
  return { ...createReads(collection), ...createWrites(collection), ...createSettling(collection) };
}

type Categories = Collection<CategoryDocument>;

/** Those that are there, in the order of their siblings. */
async function findAll(collection: Categories, filter: Filter<CategoryDocument>): Promise<Category[]> {
  const documents = await readCatalogue(() =>
    collection
      .find({ ...filter, deletedAt: null })
      .sort({ position: 1, _id: 1 })
      .toArray(),
  );
  return documents.map(toCategory);
}

function createReads(collection: Categories) {
  const childrenOf = (parentIds: readonly (string | null)[]) =>
    findAll(collection, { parent: { $in: parentIds.map((id) => id ?? TOP_LEVEL) } });
  return {
    async find(id: CategoryId): Promise<Category | null> {
      return (await findAll(collection, { _id: id }))[0] ?? null;
    },

    /** All children of a place, whose ever they are. */
    findSiblings: (parentId: CategoryId | null): Promise<Category[]> => childrenOf([parentId]),

    /** The category and all below it by their parents, parents before children. */
    async findSubtree(category: Category): Promise<Category[]> {
      const subtree = [category];
      for (let level = [category]; level.length > 0;) {
        const below = await childrenOf(level.map(({ id }) => id));
        level = below.filter(({ id }) => !subtree.some((each) => each.id === id));
        subtree.push(...level);
      }
      return subtree;
    },

    countOfShop: (shopId: string): Promise<number> =>
      readCatalogue(() => collection.countDocuments({ shopId, deletedAt: null })),
  };
}

/** False when the write would give two categories one handle. */
async function unlessTaken(write: () => Promise<unknown>): Promise<boolean> {
  try {
    await readCatalogue(write);
    return true;
  } catch (error) {
    if (error instanceof MongoServerError && error.code === DUPLICATE_KEY) return false;
    throw error;
  }
}

const createWrites = (collection: Categories) => ({
  /** False when the handle is taken. */
  insert: (category: Category, { at, audit, staleProducts }: Unsettled): Promise<boolean> =>
    unlessTaken(() =>
      collection.insertOne({
        _id: category.id,
        ...toCategoryFields(category),
        revision: 1,
        dirtySince: at,
        staleProducts,
        audits: [audit],
        deletedAt: null,
      }),
    ),

  /** Changes a category that is still at the version before; "taken" when the handle is another's. */
  async replace(category: Category, { at, audit, staleProducts }: Unsettled): Promise<"done" | "taken" | "changed"> {
    let matched = 0;
    const isFree = await unlessTaken(async () => {
      ({ matchedCount: matched } = await collection.updateOne(
        { _id: category.id, version: category.version - 1, deletedAt: null },
        {
          $set: { ...toCategoryFields(category), dirtySince: at, ...(staleProducts ? { staleProducts } : {}) },
          $inc: { revision: 1 },
          $push: { audits: audit },
        },
      ));
    });
    return !isFree ? "taken" : matched === 1 ? "done" : "changed";
  },

  /** Moves categories within the order of their siblings. */
  async setPositions(categories: readonly Category[]): Promise<void> {
    for (const { id, position } of categories) await collection.updateOne({ _id: id }, { $set: { position } });
  },

  async setAncestors(categories: readonly Category[]): Promise<void> {
    for (const { id, ancestorIds } of categories) {
      await collection.updateOne({ _id: id }, { $set: { ancestorIds: [...ancestorIds] } });
    }
  },

  /** Takes a category from everybody; false when it is not at `version` any more. */
  async markDeleted({ id, version }: Category, { at, audit }: Omit<Unsettled, "staleProducts">): Promise<boolean> {
    const { matchedCount } = await collection.updateOne(
      { _id: id, version, deletedAt: null },
      {
        $set: { deletedAt: at, dirtySince: at, staleProducts: true },
        $inc: { revision: 1, version: 1 },
        $push: { audits: audit },
      },
    );
    return matchedCount === 1;
  },
});

const createSettling = (collection: Categories) => ({
  /** Takes all categories of a closed shop from everybody; returns those that were there. Safe to repeat. */
  async markDeletedOfShop(shopId: string, at: Date): Promise<Category[]> {
    const found = await findAll(collection, { shopId });
    await collection.updateMany(
      { shopId, deletedAt: null },
      { $set: { deletedAt: at, dirtySince: at, staleProducts: true }, $inc: { revision: 1, version: 1 } },
    );
    return found;
  },

  /** Those that have been unsettled the longest, deleted ones included. */
  async findDirty(limit: number): Promise<DirtyCategory[]> {
    const documents = await readCatalogue(() =>
      collection
        .find({ dirtySince: { $gt: new Date(0) } })
        .sort({ dirtySince: 1 })
        .limit(limit)
        .toArray(),
    );
    return documents.map((document) => ({
      category: toCategory(document),
      revision: document.revision ?? 0,
      staleProducts: document.staleProducts ?? false,
      isDeleted: document.deletedAt != null,
      audits: document.audits ?? [],
    }));
  },

  /** Notes that all follows from the state `revision`; nothing happens when there is another by now. */
  async markSettled({ category, revision, isDeleted }: DirtyCategory): Promise<void> {
    if (isDeleted) await collection.deleteOne({ _id: category.id, revision });
    else {
      await collection.updateOne(
        { _id: category.id, revision },
        { $set: { dirtySince: null, staleProducts: false, audits: [] } },
      );
    }
  },
});
