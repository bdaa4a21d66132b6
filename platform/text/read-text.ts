import { UNPRINTABLE } from "./read-line.ts";

/** Why a text of several lines is no good. */
export type TextProblem = "TOO_LONG" | "UNPRINTABLE";

export type ReadText =
  { readonly kind: "good"; readonly text: string } | { readonly kind: "bad"; readonly problem: TextProblem };

/**
 * Reads what a person typed in as a text of any number of lines, also none: trimmed, in Unicode's composed form, with line
 * feeds between its lines, or why it is no good. Besides line ends and tabs it holds what a line may hold (`readLine`), in
 * any mix of scripts. Lengths count characters (code points).
 */
export function readText(input: string, { max }: { max: number }): ReadText {
  // Before anything walks over it: a character is at most four code units, once it is composed and trimmed.
  if (input.length > max * 8) return { kind: "bad", problem: "TOO_LONG" };
  const lines = input.trim().split(/\r\n|\r|\n/);
  if (!input.isWellFormed() || lines.some((line) => UNPRINTABLE.test(line.replaceAll("\t", " ")))) {
    return { kind: "bad", problem: "UNPRINTABLE" };
  }
  const text = lines.join("\n").normalize("NFC");
  return [...text].length > max ? { kind: "bad", problem: "TOO_LONG" } : { kind: "good", text };
}
