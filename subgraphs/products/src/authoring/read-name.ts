import { readLine } from "#platform/text/read-line.ts";
import type { Path, ProblemList } from "./product-problem.ts";

/** One line with something on it; undefined when it is no good. */
export function readName(input: string, max: number, path: Path, problems: ProblemList): string | undefined {
  const line = readLine(input, { max });
  if (line.kind === "good") return line.text;
  problems.add(line.problem === "EMPTY" ? "REQUIRED" : line.problem, path);
  return undefined;
}
