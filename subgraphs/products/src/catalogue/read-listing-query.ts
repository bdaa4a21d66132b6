import { AppError } from "#platform/errors/app-error.ts";
import { parseId } from "#platform/ids/id.ts";
import type { CurrencyCode } from "#platform/money/currency.ts";
import { type ListingQuery, type ListingSort, NO_FILTER } from "./product-listing.ts";
import { MAX_QUERY_LENGTH, plainText, toSearchWords } from "./search-text.ts";
import { optionKey } from "./to-listed-product.ts";

/** Of options, of attributes and of tags. */
const MAX_CHOICES = 20;
const MAX_CHOICE_LENGTH = 100;
const BEST_RATING = 5;

export interface ListingFilterRequest {
  query?: string | null;
  category?: string | null;
  shop?: string | null;
  price?: { min?: number | null; max?: number | null; currencyCode?: CurrencyCode | null } | null;
  inStock?: boolean | null;
  options?: readonly { name: string; value: string }[] | null;
  attributes?: readonly { key: string; value: string }[] | null;
  tags?: readonly string[] | null;
  minRating?: number | null;
}

/** A list as a client asks for it. */
export interface ListingRequest {
  filter?: ListingFilterRequest | null;
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

  const search = typed === null ? null : toSearchWords(typed);
  const categoryId = filter?.category == null ? null : parseId("cat", filter.category);
  const shopId = filter?.shop == null ? null : parseId("shop", filter.shop);
  const isImpossible =
    search?.length === 0 ||
    (filter?.category != null && categoryId === null) ||
    (filter?.shop != null && shopId === null);
  if (isImpossible) return null;

  const { price, inStock, options, attributes, tags, minRating } = filter ?? {};
  return {
    filter: {
      ...NO_FILTER,
      search,
      categoryId,
      shopId,
      currency: price?.currencyCode ?? null,
      minPriceMinor: price?.min == null ? null : BigInt(price.min),
      maxPriceMinor: price?.max == null ? null : BigInt(price.max),
      inStock: inStock ?? null,
      optionGroups: toGroups(options ?? []),
      attributeGroups: toGroups((attributes ?? []).map(({ key, value }) => ({ name: key, value }))),
      tags: (tags ?? []).map(plainText),
      minRatingTenths: minRating == null ? null : Math.ceil(Number((minRating * 10).toFixed(6))),
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
  const minRating = filter?.minRating;
  return [
    typed !== null && typed.length > MAX_QUERY_LENGTH && `filter.query: at most ${MAX_QUERY_LENGTH} characters.`,
    sort === "RELEVANCE" && typed === null && "sort: RELEVANCE needs filter.query.",
    min != null && min < 0 && "filter.price.min: must not be negative.",
    max != null && max < 0 && "filter.price.max: must not be negative.",
    min != null && max != null && min > max && "filter.price: min is above max.",
    ...findChoiceViolations("filter.options", filter?.options ?? [], "names and values have"),
    ...findChoiceViolations("filter.attributes", filter?.attributes ?? [], "keys and values have"),
    ...findChoiceViolations(
      "filter.tags",
      (filter?.tags ?? []).map((tag) => ({ tag })),
      "each has",
    ),
    minRating != null && !(minRating >= 0 && minRating <= BEST_RATING) && `filter.minRating: 0 to ${BEST_RATING}.`,
  ].filter((violation) => violation !== false);
}

function findChoiceViolations(path: string, choices: readonly object[], what: string): (string | false)[] {
  const isLong = (choice: object) =>
    Object.values(choice).some((text) => typeof text === "string" && text.length > MAX_CHOICE_LENGTH);
  return [
    choices.length > MAX_CHOICES && `${path}: at most ${MAX_CHOICES}.`,
    choices.some(isLong) && `${path}: ${what} at most ${MAX_CHOICE_LENGTH} characters.`,
  ];
}

/** Values of the same option are alternatives, different options must all fit. */
function toGroups(choices: readonly { name: string; value: string }[]): string[][] {
  const groups = new Map<string, string[]>();
  for (const { name, value } of choices) {
    const key = optionKey(name, "");
    groups.set(key, [...(groups.get(key) ?? []), optionKey(name, value)]);
  }
  return [...groups.values()];
}
