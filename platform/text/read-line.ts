/** Why a text is no good as a name or title. */
export type LineProblem = "EMPTY" | "TOO_LONG" | "UNPRINTABLE" | "MIXED_SCRIPTS";

export type ReadLine =
  { readonly kind: "good"; readonly text: string } | { readonly kind: "bad"; readonly problem: LineProblem };

/**
 * Control characters (NUL, line ends: what could begin another header of a mail), the other line separators, marks that reverse
 * the direction of what follows, other invisible ones, and code points that are private or nobody's.
 */
export const UNPRINTABLE =
  /[\p{Cc}\p{Zl}\p{Zp}\p{Co}\p{Cn}\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]/u;

/** Scripts that people write within one word. @see UTS #39 section 5.2, restriction level "Highly Restrictive". */
const COMBINATIONS: readonly (readonly string[])[] = [
  ["Latin", "Han", "Hiragana", "Katakana"],
  ["Latin", "Han", "Bopomofo"],
  ["Latin", "Han", "Hangul"],
];
/** The scripts whose letters are mistaken for each other's, and those that a combination names. */
// prettier-ignore
const SCRIPTS = [
  "Latin", "Cyrillic", "Greek", "Armenian", "Cherokee", "Coptic", "Georgian", "Hebrew", "Arabic", "Devanagari", "Thai", "Han",
  "Hiragana", "Katakana", "Hangul", "Bopomofo", "Lisu", "Deseret", "Osage", "Glagolitic", "Ethiopic", "Runic",
].map((name) => ({ name, letters: new RegExp(`\\p{Script=${name}}`, "u") }));

/**
 * Reads what a person typed in as one line: trimmed and in Unicode's composed form, or why it is no good. Lengths count
 * characters (code points). A word may not mix scripts that nobody mixes (a Cyrillic а in "pаypal"), for its only use is to look
 * like another; different words may be of different scripts.
 */
export function readLine(input: string, { max }: { max: number }): ReadLine {
  const bad = (problem: LineProblem): ReadLine => ({ kind: "bad", problem });
  // Before anything walks over it: a character is at most four code units, once it is composed and trimmed.
  if (input.length > max * 8) return bad("TOO_LONG");
  if (!input.isWellFormed() || UNPRINTABLE.test(input.trim())) return bad("UNPRINTABLE");
  const text = input.trim().normalize("NFC");
  if (text === "") return bad("EMPTY");
  if ([...text].length > max) return bad("TOO_LONG");
  return text.split(/[\s\p{P}\p{S}]+/u).every(isOfOneHand) ? { kind: "good", text } : bad("MIXED_SCRIPTS");
}

function isOfOneHand(word: string): boolean {
  const used = SCRIPTS.filter(({ letters }) => letters.test(word)).map(({ name }) => name);
  return used.length <= 1 || COMBINATIONS.some((combination) => used.every((name) => combination.includes(name)));
}
