import { AppError } from "#platform/errors/app-error.ts";
import { parseId } from "#platform/ids/id.ts";
import { type ListingQuery, type ListingSort, NO_FILTER } from "./product-listing.ts";
import { MAX_QUERY_LENGTH, toPrefixQuery } from "./search-text.ts";
import { optionKey } from "./to-listed-product.ts";

const MAX_OPTIONS = 20;
const MAX_OPTION_LENGTH = 100;

/** A list as a client asks for it. */
export interface ListingRequest {
  filter?: {
    query?: string | null;
    category?: string | null;
    shop?: string | null;
    price?: { min?: number | null; max?: number | null } | null;
    inStock?: boolean | null;
    options?: readonly { name: string; value: string }[] | null;
  } | null;
  sort?: ListingSort | null;
  reverse?: boolean | null;
}

/**
 * Checks a list request; null when nothing can match it (a search without a letter, an id of another kind). Without `sort`
 * a search is ordered by relevance, any other list by newest.
 * @throws AppError BAD_USER_INPUT naming everything that is wrong.
 */
export function readListingQuery({ filter, sort, reverse }: ListingRequest): ListingQuery | null {
  const typed = filter?.query?.trim() || null;
  const violations = findViolations(filter, sort, typed);
  if (violations.length > 0) throw new AppError("BAD_USER_INPUT", violations.join(" "));

  const search = typed === null ? null : toPrefixQuery(typed);
  const categoryId = filter?.category == null ? null : parseId("cat", filter.category);
  const shopId = filter?.shop == null ? null : parseId("shop", filter.shop);
  const isImpossible =
    (typed !== null && search === null) ||
    (filter?.category != null && categoryId === null) ||
    (filter?.shop != null && shopId === null);
  if (isImpossible) return null;

  return {
    filter: {
      ...NO_FILTER,
      search,
      categoryId,
      shopId,
      minPriceMinor: filter?.price?.min == null ? null : BigInt(filter.price.min),
      maxPriceMinor: filter?.price?.max == null ? null : BigInt(filter.price.max),
      inStock: filter?.inStock ?? null,
      optionGroups: toOptionGroups(filter?.options ?? []),
    },
    sort: sort ?? (search === null ? "NEWEST" : "RELEVANCE"),
    reverse: reverse ?? false,
  };
}

function findViolations(
  filter: ListingRequest["filter"],
  sort: ListingRequest["sort"],
  typed: string | null,
): string[] {
  const { min, max } = filter?.price ?? {};
  const options = filter?.options ?? [];
  return [
    typed !== null && typed.length > MAX_QUERY_LENGTH && `filter.query: at most ${MAX_QUERY_LENGTH} characters.`,
    sort === "RELEVANCE" && typed === null && "sort: RELEVANCE needs filter.query.",
    min != null && min < 0 && "filter.price.min: must not be negative.",
    max != null && max < 0 && "filter.price.max: must not be negative.",
    min != null && max != null && min > max && "filter.price: min is above max.",
    options.length > MAX_OPTIONS && `filter.options: at most ${MAX_OPTIONS}.`,
    options.some(({ name, value }) => name.length > MAX_OPTION_LENGTH || value.length > MAX_OPTION_LENGTH) &&
      `filter.options: names and values have at most ${MAX_OPTION_LENGTH} characters.`,
  ].filter((violation) => violation !== false);
}

/** Values of the same option are alternatives, different options must all fit. */
function toOptionGroups(options: readonly { name: string; value: string }[]): string[][] {
  const groups = new Map<string, string[]>();
  for (const { name, value } of options) {
    const key = optionKey(name, "");
    groups.set(key, [...(groups.get(key) ?? []), optionKey(name, value)]);
  }
  return [...groups.values()];
}
