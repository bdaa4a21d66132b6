/**
 * Matches `text` against a pattern in which `*` stands for any run of characters and, when `withQuestionMark`, `?` for
 * one. Linear in text times pattern whatever the pattern, so a hostile one cannot block the process.
 */
export function matchesWildcard(pattern: string, text: string, withQuestionMark = false): boolean {
  let p = 0;
  let t = 0;
  let star = -1;
  let resume = 0;
  while (t < text.length) {
    if (pattern[p] === "*") {
      star = p;
      resume = t;
      p += 1;
    } else if (p < pattern.length && (pattern[p] === text[t] || (withQuestionMark && pattern[p] === "?"))) {
      p += 1;
      t += 1;
    } else if (star >= 0) {
      resume += 1;
      t = resume;
      p = star + 1;
    } else {
      return false;
    }
  }
  return /^\**$/.test(pattern.slice(p));
}
