import { existsSync } from "node:fs";
import { dirname, join } from "node:path";

/** The folder with package.json: two levels up from the sources, three from the compiled files. */
export const PROJECT_FOLDER = findProjectFolder(import.meta.dirname);

function findProjectFolder(from: string): string {
  if (existsSync(join(from, "package.json")) || dirname(from) === from) return from;
  return findProjectFolder(dirname(from));
}
