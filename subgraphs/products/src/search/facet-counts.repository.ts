import type pg from "pg";
import {
  binder,
  conditionsOf,
  type FilterPart,
  listingsFor,
  MAX_CANDIDATES,
  priceOf,
  where,
} from "../catalogue/listing-conditions.repository.ts";
import type { ListingFilter } from "../catalogue/product-listing.ts";
import { namedStatement } from "../named-statement.ts";
import { type FacetCount, MAX_VALUES, PRICE_STEPS } from "./facets.ts";

export type FacetCounts = ReturnType<typeof createFacetCounts>;

/** Values of all options together, or of all attributes. */
const MAX_CHOICES = 400;

/** What the products that a search finds have in common. */
export function createFacetCounts(pool: Pick<pg.Pool, "query">) {
  return {
    /**
     * The counts of all facets, by one statement. Each is over at most MAX_CANDIDATES products; a row TOTAL for each set of
     * products says how many those were, the first for all filters together.
     */
    async count(filter: ListingFilter): Promise<FacetCount[]> {
      const values: unknown[] = [];
      const { rows } = await pool.query<FacetCount>(namedStatement(selectCounts(filter, values), values));
      return rows;
    },
  };
}

/** Facets that the list is filtered by are counted over what it would be without that filter; all others over the list itself. */
function selectCounts(filter: ListingFilter, values: unknown[]): string {
  const bind = binder(values);
  const sets: string[] = [];
  const setWithout = (part: FilterPart | null): string => {
    const name = `found_${sets.length}`;
    sets.push(`${name} AS MATERIALIZED (
  SELECT listing.category_ids, listing.shop_id, listing.in_stock, listing.rating_count, listing.rating_average_tenths,
    listing.option_values, listing.attribute_values, ${priceOf(filter)} AS price
  FROM ${listingsFor(filter, bind)}${where(conditionsOf(filter, bind, part))} LIMIT ${MAX_CANDIDATES})`);
    return name;
  };
  const found = setWithout(null);
  const setFor = (part: FilterPart, isFiltered: boolean) => (isFiltered ? setWithout(part) : found);
  const isPriced = filter.minPriceMinor !== null || filter.maxPriceMinor !== null;

  const counts = [
    countIds(
      "CATEGORY",
      "category_id",
      `${setFor("category", filter.categoryId !== null)}, unnest(category_ids) AS category_id`,
    ),
    countIds("SHOP", "shop_id", setFor("shop", filter.shopId !== null)),
    `SELECT 'STOCK' AS facet, in_stock::text AS key, count(*)::int AS count
FROM ${setFor("inStock", filter.inStock !== null)} GROUP BY in_stock`,
    `SELECT 'RATING' AS facet, least_stars::text AS key, count(*)::int AS count
FROM ${setFor("rating", filter.minRatingTenths !== null)}, generate_series(1, rating_average_tenths / 10) AS least_stars
WHERE rating_count > 0 GROUP BY least_stars`,
    `SELECT 'PRICE' AS facet, step::text AS key, count(*)::int AS count
FROM ${setFor("price", isPriced)}, width_bucket(price, ${bind(PRICE_STEPS)}::bigint[]) AS step
WHERE price IS NOT NULL GROUP BY step`,
    ...countChoices("OPTION", "option_values", filter.optionGroups),
    ...countChoices("ATTRIBUTE", "attribute_values", filter.attributeGroups),
  ];

  /** The groups that are filtered by count by themselves, all others together. */
  function countChoices(facet: "OPTION" | "ATTRIBUTE", column: string, groups: ListingFilter["optionGroups"]) {
    const beginnings = groups.map((group) => group[0]!.slice(0, group[0]!.indexOf("=") + 1));
    const part = facet === "OPTION" ? "option" : "attribute";
    const select = (set: string, condition: string) => `(SELECT '${facet}' AS facet, key, count(*)::int AS count
FROM ${set}, unnest(${column}) AS key${condition} GROUP BY key ORDER BY count DESC, key LIMIT ${MAX_CHOICES})`;
    const others = beginnings.length === 0 ? "" : ` WHERE NOT key ^@ ANY(${bind(beginnings)}::text[])`;
    return [
      select(found, others),
      ...beginnings.map((beginning, index) =>
        select(setWithout(`${part} ${index}`), ` WHERE starts_with(key, ${bind(beginning)}::text)`),
      ),
    ];
  }

  const totals = sets.map(
    (_, index) => `SELECT 'TOTAL' AS facet, '${index}' AS key, count(*)::int AS count FROM found_${index}`,
  );
  return `WITH ${sets.join(", ")}
SELECT counted.facet, counted.key, counted.count, label.name, label.value FROM (
${[...totals, ...counts].join("\nUNION ALL\n")}
) AS counted LEFT JOIN facet_values AS label ON counted.facet IN ('OPTION', 'ATTRIBUTE') AND label.key = counted.key`;
}

const countIds = (facet: "CATEGORY" | "SHOP", id: string, from: string): string =>
  `(SELECT '${facet}' AS facet, ${id} AS key, count(*)::int AS count FROM ${from}
GROUP BY ${id} ORDER BY count DESC, ${id} LIMIT ${MAX_VALUES})`;
