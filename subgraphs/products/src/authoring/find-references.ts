import type { Viewer } from "#platform/identity/viewer.ts";
import { definitionsOf } from "../catalogue/attribute.ts";
import type { CategoryRepository } from "../catalogue/category.repository.ts";
import type { Category } from "../catalogue/category.ts";
import type { Product } from "../catalogue/product.ts";
import type { FileReads } from "../files/file-reads.repository.ts";
import { pictureKey, type StoredFile } from "../files/file.ts";
import type { References } from "./assemble-product.ts";
import type { WrittenFields } from "./read-product-input.ts";

export type FindReferences = ReturnType<typeof createFindReferences>;

/** Looks up what an edit refers to: two queries of categories and one of files at most, whatever the number of each. */
export function createFindReferences(deps: {
  categories: Pick<CategoryRepository, "findByIds">;
  files: Pick<FileReads, "findVisible">;
  /** Where the bucket's objects are read, without a slash at its end. */
  publicBaseUrl: string;
}) {
  const { categories, files, publicBaseUrl } = deps;

  const findCategories = async (ids: readonly string[]): Promise<ReadonlyMap<string, Category>> =>
    ids.length === 0 ? new Map() : categories.findByIds(ids);

  async function findFiles(viewer: Viewer, ids: readonly string[]): Promise<ReadonlyMap<string, StoredFile>> {
    const ownerId = viewer.kind === "guest" ? null : viewer.userId;
    if (ids.length === 0 || ownerId === null) return new Map();
    const visible = await files.findVisible({ userId: ownerId, shopIds: [] }, ids);
    return new Map([...visible].filter(([, file]) => file.ownerId === ownerId));
  }

  return async (viewer: Viewer, product: Product, written: WrittenFields): Promise<References> => {
    const wanted = written.categories?.map(({ id }) => id) ?? product.categoryIds;
    const all = await findCategories(wanted);
    // The platform's are everybody's; another shop's look as if they were not there.
    const found = new Map([...all].filter(([, { shopId }]) => shopId === null || shopId === product.shopId));
    const main = found.get(wanted[0] ?? "");
    const ancestors = await findCategories(main?.ancestorIds ?? []);
    return {
      categoryIds: new Set(found.keys()),
      definitions: definitionsOf([...ancestors.values(), ...(main ? [main] : [])]),
      files: await findFiles(viewer, written.media?.flatMap(({ fileId }) => fileId ?? []) ?? []),
      urlOf: ({ id, picture }) =>
        picture === null ? "" : `${publicBaseUrl}/${pictureKey(id, picture.digest, picture.widths.at(-1)!, "WEBP")}`,
    };
  };
}
