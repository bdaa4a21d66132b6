import { Arg, Args, Ctx, Int, Query, Resolver } from "type-graphql";
import { encodeCursor, readPageArguments } from "#platform/database/page.ts";
import { AppError } from "#platform/errors/app-error.ts";
import { Access, everyone } from "#platform/graphql/access.ts";
import type { PageInfoType } from "#platform/graphql/connection.type.ts";
import type { Category } from "../catalogue/category.ts";
import { TOP_PAGE } from "../catalogue/listing.type.ts";
import { LISTING_CURSOR_LENGTH, toListingCursor } from "../catalogue/product-listing.ts";
import type { Product } from "../catalogue/product.ts";
import { readListingQuery } from "../catalogue/read-listing-query.ts";
import { MAX_QUERY_LENGTH, wordsOf } from "../catalogue/search-text.ts";
import type { ProductsContext } from "../context.ts";
import { type Facets, NO_FACETS } from "./facets.ts";
import type { FindSuggestions } from "./find-suggestions.ts";
import { highlight, highlightSnippet } from "./highlight.ts";
import type { SearchProducts, SearchResult } from "./search-products.ts";
import { SearchArgs, SearchConnectionType, SearchSuggestionsType, toSearchFacetsType } from "./search.type.ts";

const SUGGESTIONS = { max: 10, default: 5 };

type Loaders = ProductsContext["loaders"];

@Resolver()
export class SearchResolver {
  constructor(private readonly useCases: { searchProducts: SearchProducts; findSuggestions: FindSuggestions }) {}

  @Access(everyone())
  @Query(() => SearchConnectionType, {
    nullable: true,
    description: "Products on sale by words, forgiving of typing errors, with what the result can be narrowed by.",
  })
  async search(@Args(() => SearchArgs) args: SearchArgs, @Ctx() { loaders }: ProductsContext) {
    const { query: typed, filter, sort, reverse } = args;
    if (filter?.query != null) throw new AppError("BAD_USER_INPUT", "filter.query: give `query` alone.");
    const request = readPageArguments(args, { ...TOP_PAGE, cursorLength: LISTING_CURSOR_LENGTH });
    const query = readListingQuery({
      filter: { ...filter, query: typed ?? null },
      sort: sort ?? null,
      reverse: reverse ?? null,
    });
    if (query === null) return toConnection(loaders, [], EMPTY_PAGE_INFO, () => Promise.resolve(NO_FACETS), null);
    const result = await this.useCases.searchProducts(query, request);
    const edges = await toEdges(loaders, result);
    const { page, facets, corrected } = result;
    const cursorAt = (row = page.rows.at(-1)) =>
      row === undefined ? null : encodeCursor(toListingCursor(result.query, row));
    const pageInfo = {
      hasNextPage: page.hasNextPage,
      hasPreviousPage: page.hasPreviousPage,
      startCursor: cursorAt(page.rows[0]),
      endCursor: cursorAt(),
    };
    return toConnection(loaders, edges, pageInfo, facets, corrected?.join(" ") ?? null);
  }

  @Access(everyone())
  @Query(() => SearchSuggestionsType, {
    nullable: true,
    description: "What someone who is still typing may mean: words, products and categories.",
  })
  async searchSuggestions(
    @Arg("query", () => String, { description: "What is typed so far, at most 200 characters." }) query: string,
    @Arg("first", () => Int, { nullable: true, description: "How many of each kind, 1 to 10: 5 when not given." })
    first: number | null | undefined,
    @Ctx() { loaders }: ProductsContext,
  ) {
    const limit = first ?? SUGGESTIONS.default;
    if (limit < 1 || limit > SUGGESTIONS.max)
      throw new AppError("BAD_USER_INPUT", `first: takes 1 to ${SUGGESTIONS.max}.`);
    if (query.length > MAX_QUERY_LENGTH)
      throw new AppError("BAD_USER_INPUT", `query: at most ${MAX_QUERY_LENGTH} characters.`);
    const { words, terms, products, categoryIds } = await this.useCases.findSuggestions(query, limit);
    const categories = await loadCategories(loaders, categoryIds);
    const isNamed = ({ name }: Category) => {
      const inName = wordsOf(name);
      return words.every((word) => inName.some((candidate) => candidate.startsWith(word)));
    };
    return { terms, products, categories: [...categories.values()].filter(isNamed).slice(0, limit) };
  }
}

const EMPTY_PAGE_INFO: PageInfoType = {
  hasNextPage: false,
  hasPreviousPage: false,
  startCursor: null,
  endCursor: null,
};

type Edges = Awaited<ReturnType<typeof toEdges>>;

/** Facets and the count come from the same statement, which runs only when one of them is selected. */
const toConnection = (
  loaders: Loaders,
  edges: Edges,
  pageInfo: PageInfoType,
  facets: () => Promise<Facets>,
  correctedQuery: string | null,
) => ({
  edges,
  nodes: edges.map(({ node }) => node),
  pageInfo,
  correctedQuery,
  get totalCount() {
    return facets().then(({ isExact, total }) => (isExact ? total : null));
  },
  get facets() {
    return facets().then(async (found) => {
      const ids = found.categories.map(({ id }) => id);
      return toSearchFacetsType(found, await loadCategories(loaders, ids));
    });
  },
});

/** A product that has gone since its listing was read is left out; its place still counts for the cursors. */
async function toEdges(loaders: Loaders, { query, page }: SearchResult) {
  const products = await loadAll<Product>(
    loaders.productById,
    page.rows.map(({ productId }) => productId),
  );
  return page.rows.flatMap((row) => {
    const node = products.get(row.productId);
    if (!node) return [];
    return [
      {
        cursor: encodeCursor(toListingCursor(query, row)),
        node,
        score: query.sort === "RELEVANCE" ? Number(row.sortKey) : null,
        get highlights() {
          return highlightsOf(node, query.filter.search ?? []);
        },
      },
    ];
  });
}

function highlightsOf({ title, description }: Product, words: readonly string[]) {
  const found = [
    { field: "title", parts: highlight(title, words) },
    { field: "description", parts: highlightSnippet(description, words) },
  ];
  return found.filter(({ parts }) => parts !== null);
}

const loadCategories = (loaders: Loaders, ids: readonly string[]) => loadAll<Category>(loaders.categoryById, ids);

/** What is there of `ids`, in their order. @throws whatever the loader could not read. */
async function loadAll<Value extends { id: string }>(
  loader: { loadMany(ids: readonly string[]): Promise<(Value | Error | null)[]> },
  ids: readonly string[],
): Promise<ReadonlyMap<string, Value>> {
  const found = await loader.loadMany(ids);
  const failure = found.find((value) => value instanceof Error);
  if (failure) throw failure;
  return new Map((found as (Value | null)[]).flatMap((value) => (value === null ? [] : [[value.id, value] as const])));
}
