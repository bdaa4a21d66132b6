import { toSearchWords } from "../catalogue/search-text.ts";
import type { SearchWords, SuggestedProduct } from "./search-words.repository.ts";

export type FindSuggestions = ReturnType<typeof createFindSuggestions>;

/** How many categories of the suggested products are looked at for their name. */
const MAX_CATEGORIES = 30;

export interface Suggestions {
  readonly words: readonly string[];
  readonly terms: readonly string[];
  readonly products: readonly SuggestedProduct[];
  /** Those of the products that were found, the most frequent first. */
  readonly categoryIds: readonly string[];
}

const NO_SUGGESTIONS: Suggestions = { words: [], terms: [], products: [], categoryIds: [] };

/** What someone who has typed `typed` so far may mean, up to `limit` of each kind: two statements, whatever was typed. */
export function createFindSuggestions({ words: lexicon }: { words: SearchWords }) {
  return async (typed: string, limit: number): Promise<Suggestions> => {
    const words = toSearchWords(typed);
    const last = words.at(-1);
    if (last === undefined) return NO_SUGGESTIONS;
    const [completions, found] = await Promise.all([
      lexicon.findCompletions(last, limit),
      lexicon.suggestProducts(words),
    ]);
    const before = words.slice(0, -1);
    return {
      words,
      terms: found.length === 0 ? [] : completions.map((word) => [...before, word].join(" ")),
      products: found.slice(0, limit),
      categoryIds: mostFrequent(found.flatMap(({ categoryIds }) => categoryIds)).slice(0, MAX_CATEGORIES),
    };
  };
}

function mostFrequent(ids: readonly string[]): string[] {
  const counts = new Map<string, number>();
  for (const id of ids) counts.set(id, (counts.get(id) ?? 0) + 1);
  return [...counts].sort(([, left], [, right]) => right - left).map(([id]) => id);
}
