import { plainText } from "../catalogue/search-text.ts";

/** A piece of a text, and whether it is what was searched for. Together the parts are the text. */
export interface HighlightPart {
  readonly text: string;
  readonly isMatch: boolean;
}

const SNIPPET_LENGTH = 200;
/** How much of a snippet stands before the first match. */
const LEAD_LENGTH = 60;
/** Endings by which English words differ that the search takes for the same. */
const ENDING = /(?:ies|ing|es|ed|s|y|e)$/;
const MIN_STEM_LENGTH = 3;

/**
 * `text` in parts, the words that begin with one of `words` marked, and those that seem to have the same stem: what marks them need not know
 * as much English as what found them. Null when there is none.
 */
export function highlight(text: string, words: readonly string[]): HighlightPart[] | null {
  const beginnings = words.flatMap((word) => [word, stemOf(word)]);
  const parts: HighlightPart[] = [];
  let plainFrom = 0;
  for (const { 0: token, index } of text.matchAll(/[\p{L}\p{N}\p{M}]+/gu)) {
    const plain = plainText(token);
    if (!beginnings.some((beginning) => plain.startsWith(beginning))) continue;
    if (index > plainFrom) parts.push({ text: text.slice(plainFrom, index), isMatch: false });
    parts.push({ text: token, isMatch: true });
    plainFrom = index + token.length;
  }
  if (parts.length === 0) return null;
  if (plainFrom < text.length) parts.push({ text: text.slice(plainFrom), isMatch: false });
  return parts;
}

/** The same of the part of a long text where the first match is, cut between words. */
export function highlightSnippet(text: string, words: readonly string[]): HighlightPart[] | null {
  const all = highlight(text, words);
  if (all === null) return null;
  const [first] = all;
  const lead = first!.isMatch ? 0 : first!.text.length;
  const from = lead <= LEAD_LENGTH ? 0 : nextWord(text, lead - LEAD_LENGTH);
  const to = text.length - from <= SNIPPET_LENGTH ? text.length : lastWord(text, from, from + SNIPPET_LENGTH);
  const snippet = `${from > 0 ? "… " : ""}${text.slice(from, to)}${to < text.length ? " …" : ""}`;
  return highlight(snippet, words);
}

function stemOf(word: string): string {
  const stem = word.replace(ENDING, "");
  return stem.length < MIN_STEM_LENGTH ? word : stem;
}

function nextWord(text: string, from: number): number {
  const space = text.indexOf(" ", from);
  return space === -1 || space > from + LEAD_LENGTH ? from : space + 1;
}

function lastWord(text: string, from: number, to: number): number {
  const space = text.lastIndexOf(" ", to);
  return space <= from + LEAD_LENGTH ? to : space;
}
