import { randomBytes } from "node:crypto";

/** How many numbers are tried behind a slug that is taken before chance decides. */
const NUMBERED = 5;
/** Room for what is put behind a slug that is taken. */
const SUFFIX_CHARACTERS = 10;

/** Whether `text` is words of small Latin letters and digits, joined by single hyphens, at most `max` characters. */
export const isSlug = (text: string, max: number): boolean =>
  text.length <= max && /^[a-z0-9]+(-[a-z0-9]+)*$/.test(text);

/** `text` as words of small Latin letters and digits, joined by hyphens, at most `max` characters; empty when there are none in it. */
export function toSlug(text: string, max: number): string {
  const plain = text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  const letters = plain.replace(/[ßæœøđł]/g, (letter) => LATIN[letter]!);
  const slug = trimHyphens(letters.replace(/['’]/g, "").replace(/[^a-z0-9]+/g, "-"));
  return trimHyphens(slug.slice(0, max));
}

/**
 * Slugs for something called `text`, the best first: its words, then with a number, then with something that hardly anything has.
 * Which are free is for the database to say. `fallback` stands in for a text without a Latin letter or a digit.
 */
export function slugsFor(text: string, { max, fallback }: { max: number; fallback: string }): string[] {
  const base = toSlug(text, max - SUFFIX_CHARACTERS) || fallback;
  const suffixes = [...Array.from({ length: NUMBERED - 1 }, (_, index) => `${index + 2}`), chance(), chance()];
  return [base, ...suffixes.map((suffix) => `${base}-${suffix}`)];
}

/** Letters that Unicode does not take apart. */
const LATIN: Readonly<Record<string, string>> = { ß: "ss", æ: "ae", œ: "oe", ø: "o", đ: "d", ł: "l" };

const trimHyphens = (text: string): string => text.replace(/^-+|-+$/g, "");
const chance = (): string => randomBytes(4).toString("hex");
