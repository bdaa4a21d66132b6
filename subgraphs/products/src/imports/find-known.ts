import type { ShopId, UserId } from "#platform/ids/id.ts";
import type { CategoryRepository } from "../catalogue/category.repository.ts";
import type { Category } from "../catalogue/category.ts";
import type { ProductRepository } from "../catalogue/product.repository.ts";
import type { FileReads } from "../files/file-reads.repository.ts";
import { pictureKey } from "../files/file.ts";
import { type RowGroup, textOf } from "./group-rows.ts";
import type { KnownCatalogue } from "./plan-product.ts";

export type FindKnown = (groups: readonly RowGroup[]) => Promise<KnownCatalogue>;

interface Deps {
  documents: Pick<ProductRepository, "findByIds" | "findIdsByHandles" | "findSkuHolders">;
  categories: Pick<CategoryRepository, "findByIds" | "findByHandles">;
  files: Pick<FileReads, "findVisible">;
  /** Where the bucket's objects are read, without a slash at its end. */
  publicBaseUrl: string;
}

/**
 * Looks up what groups of rows speak about: three queries of products, whatever the number, and what is new among categories and
 * files. Made once for each run: categories are remembered.
 */
export function createFindKnown(
  { documents, categories, files, publicBaseUrl }: Deps,
  { ownerId, shopId }: { ownerId: UserId | null; shopId: ShopId },
): FindKnown {
  const isUsable = (category: Category) => category.shopId === null || category.shopId === shopId;
  const byHandle = new Map<string, Category | null>();
  const byId = new Map<string, Category>();

  async function learnCategories(handles: readonly string[], ids: readonly string[]): Promise<void> {
    const newHandles = handles.filter((handle) => !byHandle.has(handle));
    if (newHandles.length > 0) {
      const found = await categories.findByHandles(newHandles);
      for (const handle of newHandles) byHandle.set(handle, found.get(handle) ?? null);
      for (const category of found.values()) byId.set(category.id, category);
    }
    await learnIds(ids);
    await learnIds([...byId.values()].flatMap(({ ancestorIds }) => ancestorIds));
  }

  async function learnIds(ids: readonly string[]): Promise<void> {
    const missing = [...new Set(ids)].filter((id) => !byId.has(id));
    if (missing.length === 0) return;
    for (const [id, category] of await categories.findByIds(missing)) byId.set(id, category);
  }

  async function findProducts(groups: readonly RowGroup[]) {
    const handles = distinct(groups.map(({ handle }) => handle));
    const skus = distinct(groups.flatMap(({ rows }) => rows.map((row) => textOf(row, "sku").trim())));
    const [idByHandle, idBySku] = await Promise.all([
      handles.length === 0 ? new Map<string, string>() : documents.findIdsByHandles(handles),
      skus.length === 0 ? new Map<string, string>() : documents.findSkuHolders(skus),
    ]);
    const ids = distinct([...idByHandle.values(), ...idBySku.values()]);
    const products = ids.length === 0 ? new Map() : await documents.findByIds(ids);
    const resolve = (found: ReadonlyMap<string, string>) =>
      new Map([...found].flatMap(([key, id]) => (products.has(id) ? [[key, products.get(id)!] as const] : [])));
    return { products, productsByHandle: resolve(idByHandle), productsBySku: resolve(idBySku) };
  }

  return async (groups) => {
    const { products, productsByHandle, productsBySku } = await findProducts(groups);
    const ofProducts = [...products.values()].flatMap(({ categoryIds }) => categoryIds);
    await learnCategories(distinct(groups.flatMap((group) => listed(group, "category"))), ofProducts);
    const fileIds = distinct(groups.flatMap((group) => listed(group, "media")));
    const visible =
      fileIds.length === 0 || ownerId === null
        ? new Map()
        : await files.findVisible({ userId: ownerId, shopIds: [] }, fileIds);
    return {
      productsByHandle,
      productsBySku,
      categoriesByHandle: new Map(
        [...byHandle].flatMap(([key, found]) => (found && isUsable(found) ? [[key, found] as const] : [])),
      ),
      categories: byId,
      files: new Map([...visible].filter(([, file]) => file.ownerId === ownerId)),
      urlOf: ({ id, picture }) =>
        picture === null ? "" : `${publicBaseUrl}/${pictureKey(id, picture.digest, picture.widths.at(-1)!, "WEBP")}`,
    };
  };
}

function listed({ rows }: RowGroup, column: string): readonly string[] {
  const cell = rows[0]!.cells.get(column) ?? [];
  return typeof cell === "string" ? [cell] : cell;
}

const distinct = <Text extends string>(texts: readonly Text[]): Text[] =>
  [...new Set(texts)].filter((text) => text !== "");
