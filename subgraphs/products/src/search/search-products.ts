import { type Page, type PageRequest, toPage } from "#platform/database/page.ts";
import { MAX_CANDIDATES } from "../catalogue/listing-conditions.repository.ts";
import type { ProductListingReads } from "../catalogue/product-listing-reads.repository.ts";
import { LISTING_CURRENCY, type ListingQuery, type ListingRow } from "../catalogue/product-listing.ts";
import type { FacetCounts } from "./facet-counts.repository.ts";
import { type Facets, toFacets } from "./facets.ts";
import type { SearchWords } from "./search-words.repository.ts";

export type SearchProducts = ReturnType<typeof createSearchProducts>;

interface Deps {
  listings: Pick<ProductListingReads, "findPage">;
  facetCounts: FacetCounts;
  words: Pick<SearchWords, "findSimilar">;
}

export interface SearchResult {
  /** As it was answered: with other words than asked for when those found nothing. */
  readonly query: ListingQuery;
  /** The words that were searched for instead; null when those that were typed found something, or nothing did. */
  readonly corrected: readonly string[] | null;
  readonly page: Page<ListingRow>;
  /** Counts when it is called the first time. */
  readonly facets: () => Promise<Facets>;
}

/**
 * A page of what fits. Words that no product has are replaced by the most similar ones of the catalogue, unless the others find
 * something without them: every word counts. Walking on with a mistyped query comes to the same replacement, because a word that some
 * product has is never replaced.
 */
export function createSearchProducts({ listings, facetCounts, words }: Deps) {
  return async (query: ListingQuery, request: PageRequest): Promise<SearchResult> => {
    const find = async (asked: ListingQuery): Promise<Omit<SearchResult, "corrected">> => {
      const page = toPage<ListingRow>(await listings.findPage(asked, request), request);
      return { query: asked, page, facets: countOnce(facetCounts, asked) };
    };

    const strict = await find(query);
    const typed = query.filter.search;
    if (typed === null || strict.page.rows.length > 0) return { ...strict, corrected: null };
    const similar = await words.findSimilar(typed);
    if (similar.size === 0) return { ...strict, corrected: null };
    const corrected = [...new Set(typed.map((word) => similar.get(word) ?? word))];
    const forgiving = await find({ ...query, filter: { ...query.filter, search: corrected } });
    return { ...forgiving, corrected: forgiving.page.rows.length === 0 ? null : corrected };
  };
}

function countOnce(facetCounts: FacetCounts, { filter }: ListingQuery): () => Promise<Facets> {
  let facets: Promise<Facets> | undefined;
  return () =>
    (facets ??= facetCounts
      .count(filter)
      .then((counts) => toFacets(counts, filter.currency ?? LISTING_CURRENCY, MAX_CANDIDATES)));
}
