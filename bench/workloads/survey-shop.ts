import { CatalogueListDocument, ProductPageDocument } from "../../clients/storefront/graphql.ts";
import { encodeRequest, type GraphClient } from "../load/graph-client.ts";
import { databaseName } from "../../runtime/start-backing.ts";
import { runOnDatabase } from "../system/run-on-database.ts";

export const PAGE_SIZE = 20;
const MAX_PAGES = 50;
const MAX_PRODUCTS = 200;
/** More than any run sells, far from where an int ends. */
const MORE_STOCK = 100_000_000;

/** The requests of people who look around, and what they could buy. */
export interface Shop {
  listRequests: Buffer[];
  pageRequests: Buffer[];
  /** Of the products that those pages are of. */
  handles: string[];
  /** Variants with a price in EUR, of as many products. */
  variantIds: string[];
}

export const firstPage = encodeRequest(CatalogueListDocument, { first: PAGE_SIZE });

/** Walks through the catalogue as a guest would and makes sure that nothing sells out. */
export async function surveyShop(client: GraphClient, postgresUrl: string): Promise<Shop> {
  await runOnDatabase(postgresUrl, databaseName("products"), (database) =>
    database.query("UPDATE stock_levels SET stocked = stocked + $1, available = available + $1", [MORE_STOCK]),
  );
  const { listRequests, handles } = await walkList(client);
  const variantIds: string[] = [];
  for (const handle of handles) {
    const { product } = await client.query(ProductPageDocument, { handle });
    const variant = product?.variants.nodes.find(({ price }) => price?.currencyCode === "EUR");
    if (variant) variantIds.push(variant.id);
  }
  return {
    listRequests,
    handles,
    pageRequests: handles.map((handle) => encodeRequest(ProductPageDocument, { handle })),
    variantIds,
  };
}

/** Full pages only, so that all answers weigh about the same. */
async function walkList(client: GraphClient): Promise<{ listRequests: Buffer[]; handles: string[] }> {
  const listRequests: Buffer[] = [];
  const handles: string[] = [];
  let after: string | null = null;
  do {
    const variables: { first: number; after: string | null } = { first: PAGE_SIZE, after };
    const { products } = await client.query(CatalogueListDocument, variables);
    if (!products || products.nodes.length < PAGE_SIZE) break;
    listRequests.push(encodeRequest(CatalogueListDocument, variables));
    handles.push(...products.nodes.map(({ handle }) => handle));
    after = products.pageInfo.hasNextPage ? products.pageInfo.endCursor : null;
  } while (after && listRequests.length < MAX_PAGES);
  return { listRequests, handles: handles.slice(0, MAX_PRODUCTS) };
}
