import DataLoader from "dataloader";
import type { Page, PageRequest } from "#platform/database/page.ts";
import { toPage } from "#platform/database/page.ts";
import { isShopMember, type Viewer } from "#platform/identity/viewer.ts";
import type { CatalogueCache } from "./catalogue/catalogue-cache.ts";
import type { Category } from "./catalogue/category.ts";
import type { ListingParent } from "./catalogue/product-listing-reads.repository.ts";
import type { ListingQuery, ListingRow } from "./catalogue/product-listing.ts";
import type { ProductRepository } from "./catalogue/product.repository.ts";
import { isVisible, type Product } from "./catalogue/product.ts";
import type { UnlistedStatus } from "./catalogue/unlisted-product-reads.repository.ts";
import type { ProductsDatabase } from "./database.ts";
import type { ReviewParent, ReviewQuery } from "./review/review-reads.repository.ts";
import { NO_RATING, type Rating, type Review } from "./review/review.ts";
import type { InventoryLevel, StockMovement } from "./stock/inventory.ts";
import type { StockLevel, StockReservation } from "./stock/stock.ts";

export type ProductsLoaders = ReturnType<typeof createLoaders>;

/** A page of a list that hangs on something else; equal pages of many parents are read together. */
export interface PageOf {
  parentId: string;
  page: PageRequest;
}

export interface ReviewPageOf extends PageOf {
  parent: ReviewParent;
  query: ReviewQuery;
}

/** What a shop has that is not on sale. */
export interface UnlistedPageOf extends PageOf {
  status: UnlistedStatus;
  query: ListingQuery;
}

export interface ListingPageOf extends PageOf {
  parent: ListingParent;
  query: ListingQuery;
}

/**
 * Made once for each request. Everything that a request wants of one kind is read by one MGET, `$in` or `ANY`, however many
 * fields ask for it. Documents come through the cache, stock never does.
 */
export function createLoaders(deps: {
  catalogue: CatalogueCache;
  documents: Pick<ProductRepository, "findIdsByHandles">;
  database: Pick<ProductsDatabase, "listings" | "unlisted" | "stock" | "inventory" | "reviews">;
  viewer: Viewer;
}) {
  const { catalogue, documents, database, viewer } = deps;
  return {
    /** What the viewer may see: what is on sale, and of the shops whose catalogue they keep everything. */
    productById: new DataLoader<string, Product | null>(async (ids) =>
      (await catalogue.products.loadMany(ids)).map((found) =>
        found instanceof Error || found === null || isVisible(found) || isShopMember(viewer, found.shopId, ["CATALOG"])
          ? found
          : null,
      ),
    ),
    /** By the handle, or a former one. Those of what is on sale are asked of PostgreSQL first, which lists need anyway. */
    productIdByHandle: byKey<string>(async (handles) => {
      const listed = await database.listings.findIdsByHandles(handles);
      const others = handles.filter((handle) => !listed.has(handle));
      return others.length === 0 ? listed : new Map([...(await documents.findIdsByHandles(others)), ...listed]);
    }),
    categoryById: new DataLoader<string, Category | null>((ids) => catalogue.categories.loadMany(ids)),
    categoryByHandle: new DataLoader<string, Category | null>((handles) =>
      catalogue.categoriesByHandle.loadMany(handles),
    ),
    /** By what `childrenKey` makes. */
    childCategories: new DataLoader<string, readonly Category[] | null>((ids) =>
      catalogue.childCategories.loadMany(ids),
    ),
    categoriesOfShop: new DataLoader<string, readonly Category[] | null>((ids) =>
      catalogue.categoriesOfShop.loadMany(ids),
    ),
    stockByVariantId: byKey<StockLevel>(database.stock.findLevels),
    stockBySku: byKey<StockLevel>(database.stock.findLevelsBySku),
    ...createInventoryLoaders(database),
    reservationById: byKey<StockReservation>(database.stock.findReservations),
    ratingByProductId: new DataLoader<string, Rating>(async (ids) => {
      const found = await database.reviews.findRatings(ids);
      return ids.map((id) => found.get(id) ?? NO_RATING);
    }),
    reviewPage: pagesOf<ReviewPageOf, Review>((ids, { parent, query, page }) =>
      database.reviews.findPagesOf(parent, ids, query, page),
    ),
    listingPage: pagesOf<ListingPageOf, ListingRow>((ids, { parent, query, page }) =>
      database.listings.findPagesOf(parent, ids, query, page),
    ),
    unlistedPage: pagesOf<UnlistedPageOf, ListingRow>((ids, { status, query, page }) =>
      database.unlisted.findPagesOf(ids, status, query, page),
    ),
    shopProductCount: countOf("shop"),
    categoryProductCount: countOf("category"),
  };

  function countOf(parent: ListingParent) {
    return new DataLoader<string, number>(async (ids) => {
      const found = await database.listings.countOf(parent, ids);
      return ids.map((id) => found.get(id) ?? 0);
    });
  }
}

const createInventoryLoaders = ({ inventory }: Pick<ProductsDatabase, "inventory">) => ({
  inventoryByVariantId: byKey<InventoryLevel>(inventory.findLevels),
  movementPage: pagesOf<PageOf, StockMovement>((ids, { page }) => inventory.findMovementPages(ids, page)),
  movementCount: new DataLoader<string, number>(async (ids) => {
    const found = await inventory.countMovements(ids);
    return ids.map((id) => found.get(id) ?? 0);
  }),
});

function byKey<Value>(find: (keys: readonly string[]) => Promise<ReadonlyMap<string, Value>>) {
  return new DataLoader<string, Value | null>(async (keys) => {
    const found = await find(keys);
    return keys.map((key) => found.get(key) ?? null);
  });
}

function pagesOf<Request extends PageOf, Row>(
  find: (parentIds: readonly string[], request: Request) => Promise<ReadonlyMap<string, Row[]>>,
) {
  const kindOf = ({ parentId: _, ...rest }: Request) =>
    JSON.stringify(rest, (_key, value: unknown) => (typeof value === "bigint" ? value.toString() : value));
  return new DataLoader<Request, Page<Row>, string>(
    async (requests) => {
      const groups = new Map<string, Request[]>();
      for (const request of requests) {
        const kind = kindOf(request);
        groups.set(kind, [...(groups.get(kind) ?? []), request]);
      }
      const found = await Promise.all(
        [...groups].map(async ([kind, group]) => {
          const pages = await find(
            group.map(({ parentId }) => parentId),
            group[0]!,
          );
          return [kind, pages] as const;
        }),
      );
      const byKind = new Map(found);
      return requests.map((request) => toPage(byKind.get(kindOf(request))?.get(request.parentId) ?? [], request.page));
    },
    { cacheKeyFn: (request) => `${request.parentId} ${kindOf(request)}` },
  );
}
