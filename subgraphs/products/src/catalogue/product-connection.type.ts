import { type Page, readPageArguments } from "#platform/database/page.ts";
import { AppError } from "#platform/errors/app-error.ts";
import { type Connection, toConnection } from "#platform/graphql/connection.type.ts";
import type { ProductsLoaders } from "../products.loaders.ts";
import { NESTED_PAGE, type ProductsOfArgs } from "./listing.type.ts";
import type { ListingParent } from "./product-listing-reads.repository.ts";
import {
  LISTING_CURSOR_LENGTH,
  type ListingQuery,
  type ListingRow,
  NO_FILTER,
  toListingCursor,
} from "./product-listing.ts";
import type { Product } from "./product.ts";

/** A connection whose `totalCount` is counted only when the client selects it. */
export type CountedConnection<Node> = Omit<Connection<Node>, "totalCount"> & { readonly totalCount: Promise<number> };

export const EMPTY_PAGE = {
  edges: [],
  nodes: [],
  pageInfo: { hasNextPage: false, hasPreviousPage: false, startCursor: null, endCursor: null },
};

export const withCount = <Node>(
  connection: Connection<Node>,
  count: () => Promise<number>,
): CountedConnection<Node> => ({
  edges: connection.edges,
  nodes: connection.nodes,
  pageInfo: connection.pageInfo,
  get totalCount() {
    return count();
  },
});

/**
 * The connection of a page of listings, with their documents read in one batch. A product that has gone since its listing
 * was read is left out of the page; its place still counts for the cursors, so nothing else is lost or seen twice.
 */
export async function toProductConnection(
  loaders: Pick<ProductsLoaders, "productById">,
  query: ListingQuery,
  page: Page<ListingRow>,
  count: () => Promise<number>,
): Promise<CountedConnection<Product>> {
  const found = await loaders.productById.loadMany(page.rows.map(({ productId }) => productId));
  const failure = found.find((product) => product instanceof Error);
  if (failure) throw failure;
  const products = new Map(
    (found as (Product | null)[]).flatMap((product) => (product ? [[product.id, product]] : [])),
  );
  const { edges, pageInfo } = toConnection(
    page,
    (row) => toListingCursor(query, row),
    (row) => products.get(row.productId) ?? null,
  );
  const present = edges.flatMap(({ cursor, node }) => (node ? [{ cursor, node }] : []));
  return withCount({ edges: present, nodes: present.map(({ node }) => node), pageInfo }, count);
}

/** The products of a shop or a category. Equal pages of many of them are read by one statement. */
export async function findProductsOf(
  loaders: ProductsLoaders,
  parent: ListingParent,
  parentId: string,
  args: ProductsOfArgs,
): Promise<CountedConnection<Product>> {
  const request = readPageArguments(args, { ...NESTED_PAGE, cursorLength: LISTING_CURSOR_LENGTH });
  const sort = args.sort ?? "NEWEST";
  if (sort === "RELEVANCE") throw new AppError("BAD_USER_INPUT", "sort: RELEVANCE needs a query; use `products`.");
  const query: ListingQuery = { filter: NO_FILTER, sort, reverse: args.reverse ?? false };
  const page = await loaders.listingPage.load({ parentId, parent, query, page: request });
  const counts = parent === "shop" ? loaders.shopProductCount : loaders.categoryProductCount;
  return toProductConnection(loaders, query, page, () => counts.load(parentId));
}
