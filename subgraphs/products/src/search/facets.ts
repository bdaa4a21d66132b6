import type { CurrencyCode } from "#platform/money/currency.ts";
import type { Money } from "#platform/money/money.ts";

/** Lower bounds of price ranges in minor units, above zero: steps that people think in, whatever the currency's digits. */
export const PRICE_STEPS = [1_000n, 2_500n, 5_000n, 10_000n, 25_000n, 50_000n, 100_000n, 1_000_000n] as const;

/** How many values of one facet are told of, the most frequent; the database counts a few more than are shown. */
export const MAX_VALUES = 50;
const MAX_NAMES = 20;

/** What the database counted: a facet, one value of it, and for how many products. Names and values are as people write them. */
export interface FacetCount {
  readonly facet: "TOTAL" | "CATEGORY" | "SHOP" | "PRICE" | "STOCK" | "RATING" | "OPTION" | "ATTRIBUTE";
  /** Of TOTAL: which set of products, "0" for all filters together. */
  readonly key: string | null;
  readonly count: number;
  readonly name: string | null;
  readonly value: string | null;
}

export interface CountedValue {
  readonly value: string;
  readonly count: number;
}

/** What a result can be narrowed by. Counts of a facet respect all filters but its own. */
export interface Facets {
  /** Of all matches; false when there are more than were counted. */
  readonly isExact: boolean;
  /** How many were counted. */
  readonly total: number;
  readonly categories: readonly { readonly id: string; readonly count: number }[];
  readonly shops: readonly { readonly id: string; readonly count: number }[];
  readonly prices: readonly { readonly min: Money; readonly max: Money | null; readonly count: number }[];
  readonly ratings: readonly { readonly min: number; readonly count: number }[];
  readonly inStock: readonly { readonly value: boolean; readonly count: number }[];
  readonly options: readonly { readonly name: string; readonly values: readonly CountedValue[] }[];
  readonly attributes: readonly {
    readonly key: string;
    readonly name: string;
    readonly values: readonly CountedValue[];
  }[];
}

export const NO_FACETS: Facets = {
  isExact: true,
  total: 0,
  categories: [],
  shops: [],
  prices: [],
  ratings: [],
  inStock: [],
  options: [],
  attributes: [],
};

/** Facets of what was counted over at most `limit` products, with prices in `currency`. */
export function toFacets(counts: readonly FacetCount[], currency: CurrencyCode, limit: number): Facets {
  const of = (facet: FacetCount["facet"]) =>
    counts
      .filter((row) => row.facet === facet)
      .toSorted((left, right) => right.count - left.count || compare(left.key ?? "", right.key ?? ""));
  const total = of("TOTAL").find(({ key }) => key === "0")?.count ?? 0;
  const ids = (facet: "CATEGORY" | "SHOP") => of(facet).map(({ key, count }) => ({ id: key!, count }));
  return {
    isExact: counts.every(({ facet, count }) => facet !== "TOTAL" || count < limit),
    total,
    categories: ids("CATEGORY"),
    shops: ids("SHOP"),
    prices: of("PRICE")
      .map(({ key, count }) => ({ step: Number(key), count }))
      .toSorted((left, right) => left.step - right.step)
      .map(({ step, count }) => ({ ...priceRange(step, currency), count })),
    ratings: of("RATING")
      .map(({ key, count }) => ({ min: Number(key), count }))
      .toSorted((left, right) => right.min - left.min),
    inStock: of("STOCK").map(({ key, count }) => ({ value: key === "true", count })),
    options: byName(of("OPTION")).map(({ name, values }) => ({ name, values })),
    attributes: byName(of("ATTRIBUTE")),
  };
}

function priceRange(step: number, currency: CurrencyCode): { min: Money; max: Money | null } {
  const upper = PRICE_STEPS[step];
  return {
    min: { minor: step === 0 ? 0n : PRICE_STEPS[step - 1]!, currency },
    max: upper === undefined ? null : { minor: upper - 1n, currency },
  };
}

/** Under what their keys begin with: `size=m` belongs to `size`. */
function byName(counts: readonly FacetCount[]) {
  const groups = new Map<string, { key: string; name: string; values: CountedValue[] }>();
  for (const row of counts) {
    const key = row.key!.slice(0, row.key!.indexOf("="));
    const group = groups.get(key) ?? { key, name: row.name ?? key, values: [] };
    if (group.values.length < MAX_VALUES)
      group.values.push({ value: row.value ?? row.key!.slice(key.length + 1), count: row.count });
    groups.set(key, group);
  }
  return [...groups.values()].slice(0, MAX_NAMES);
}

const compare = (left: string, right: string): number => (left < right ? -1 : left > right ? 1 : 0);
