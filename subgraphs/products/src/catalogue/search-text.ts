/** Longest text that is searched for; longer ones are refused. */
export const MAX_QUERY_LENGTH = 200;

const MAX_WORDS = 12;

/** Lower case, without accents: how titles are ordered, and how texts are compared in search. */
export const plainText = (text: string): string =>
  text
    .normalize("NFKD")
    .replaceAll(/\p{M}/gu, "")
    .toLowerCase()
    .replaceAll(/\p{Cc}/gu, " ")
    .trim();

/** The words of `text` in plain form, joined by single spaces: what goes into PostgreSQL's index. */
export const searchableText = (text: string): string => wordsOf(text).join(" ");

/**
 * What a shopper typed, in PostgreSQL's query language: every word must occur, each may be only the beginning of one.
 * Null when there is no letter and no digit in it, so that nothing can match.
 */
export function toPrefixQuery(typed: string): string | null {
  const words = wordsOf(typed).slice(0, MAX_WORDS);
  return words.length === 0 ? null : words.map((word) => `${word}:*`).join(" & ");
}

const wordsOf = (text: string): string[] => plainText(text).match(/[\p{L}\p{N}]+/gu) ?? [];
