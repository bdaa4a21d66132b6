/** Longest text that is searched for; longer ones are refused. */
export const MAX_QUERY_LENGTH = 200;

const MAX_WORDS = 12;
/** PostgreSQL refuses words of 2 kB; nobody looks for one of a tenth of it. */
const MAX_WORD_LENGTH = 64;

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

/** The words of what a shopper typed, whatever operators are in it. Empty when there is no letter and no digit. */
export const toSearchWords = (typed: string): string[] => [
  ...new Set(
    wordsOf(typed)
      .slice(0, MAX_WORDS)
      .map((word) => [...word].slice(0, MAX_WORD_LENGTH).join("")),
  ),
];

/** The words of `text` in plain form. */
export const wordsOf = (text: string): string[] => plainText(text).match(/[\p{L}\p{N}]+/gu) ?? [];
