import type pg from "pg";
import { binder, searchQueryOf } from "../catalogue/listing-conditions.repository.ts";
import { namedStatement } from "../named-statement.ts";

export type SearchWords = ReturnType<typeof createSearchWords>;

/** How many listings a suggestion is chosen from: enough for ten, however short the word. */
const MAX_SUGGESTED_FROM = 200;

/** A product, or the category of some, that what was typed so far may mean. */
export interface SuggestedProduct {
  readonly id: string;
  readonly handle: string;
  readonly title: string;
  readonly categoryIds: readonly string[];
}

/** The words that products are found by: for those who mistype, and for those who have not typed all yet. */
export function createSearchWords(pool: Pick<pg.Pool, "query" | "connect">) {
  return {
    /**
     * Counts anew how many products have each word, and forgets the words that none has. A word that comes back at the same moment is
     * missed until its product is projected again: nobody is corrected to it so long, and it is found all the same.
     */
    async recount(): Promise<void> {
      const client = await pool.connect();
      try {
        await client.query("SET statement_timeout = '5min'");
        await client.query(RECOUNT);
      } finally {
        client.release(true);
      }
    },

    /**
     * What `words` may have been meant to be, those that no product has: for each the most similar word of the catalogue, by
     * the trigrams that both have, or the one that differs by two letters in the wrong order, which changes most trigrams of a short
     * word. By one statement.
     */
    async findSimilar(words: readonly string[]): Promise<ReadonlyMap<string, string>> {
      const values: unknown[] = [];
      const bind = binder(values);
      const isKnown = words
        .map(
          (word) => `WHEN ${bind(word)}::text THEN EXISTS (
  SELECT FROM product_listings AS listing WHERE listing.search @@ (${searchQueryOf([word], bind)}))`,
        )
        .join(" ");
      const text = `SELECT typed.word, alike.word AS meant
FROM unnest(${bind(words)}::text[], ${bind(words.map(withTwoSwapped))}::text[]) AS typed (word, swapped)
CROSS JOIN LATERAL (
  SELECT known.word FROM search_words AS known
  WHERE known.word % typed.word OR known.word = ANY(string_to_array(typed.swapped, ' '))
  ORDER BY known.word = ANY(string_to_array(typed.swapped, ' ')) DESC, similarity(known.word, typed.word) DESC,
    known.products DESC, known.word LIMIT 1
) AS alike WHERE NOT CASE typed.word ${isKnown} END`;
      const { rows } = await pool.query<{ word: string; meant: string }>(namedStatement(text, values));
      return new Map(rows.map(({ word, meant }) => [word, meant]));
    },

    /** Words of the catalogue that begin with `beginning`, the most frequent first. */
    async findCompletions(beginning: string, limit: number): Promise<string[]> {
      const { rows } = await pool.query<{ word: string }>(
        // The upper bound is above everything that begins so: an index on code points finds the range, whatever characters are in it.
        namedStatement(
          `SELECT word FROM search_words WHERE word >= $1::text AND word < $1::text || U&'\\+10FFFF'
ORDER BY products DESC, word LIMIT $2::int`,
          [beginning, limit],
        ),
      );
      return rows.map(({ word }) => word);
    },

    /** Products that have words beginning with all of `words`, those with all of them in the title first, then the best selling. */
    async suggestProducts(words: readonly string[]): Promise<SuggestedProduct[]> {
      const values: unknown[] = [];
      const bind = binder(values);
      const match = searchQueryOf(words, bind);
      const candidates = (condition: string) => `(SELECT listing.* FROM product_listings AS listing
  WHERE ${condition} LIMIT ${MAX_SUGGESTED_FROM})`;
      const text = `SELECT product_id AS id, handle, title, category_ids AS "categoryIds" FROM (
  SELECT product_id, handle, title, category_ids, units_sold, title_search @@ (${match}) AS is_title FROM (
    ${candidates(`listing.title_search @@ (${match})`)}
    UNION ALL
    ${candidates(`listing.search @@ (${match}) AND NOT listing.title_search @@ (${match})`)}
    LIMIT ${MAX_SUGGESTED_FROM}
  ) AS candidate
) AS suggested ORDER BY is_title DESC, units_sold DESC, product_id`;
      const { rows } = await pool.query<SuggestedProduct>(namedStatement(text, values));
      return rows;
    },
  };
}

const RECOUNT = `
WITH counted AS MATERIALIZED (SELECT word, ndoc FROM ts_stat('SELECT search FROM product_listings')),
gone AS (DELETE FROM search_words AS known WHERE NOT EXISTS (SELECT FROM counted WHERE counted.word = known.word))
UPDATE search_words AS known SET products = counted.ndoc FROM counted
WHERE counted.word = known.word AND known.products <> counted.ndoc`;

/** The word with each two neighbouring letters swapped, joined by spaces. */
function withTwoSwapped(word: string): string {
  const letters = [...word];
  return letters
    .slice(1)
    .map((letter, index) => [...letters.slice(0, index), letter, letters[index], ...letters.slice(index + 2)].join(""))
    .join(" ");
}
