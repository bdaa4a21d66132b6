import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** Paths of the generated files below `root` that are missing or not as `files` has them. */
export const findStale = (files: Readonly<Record<string, string>>, root: string): string[] =>
  Object.entries(files).flatMap(([path, text]) => {
    const file = join(root, path);
    return existsSync(file) && readFileSync(file, "utf8") === text ? [] : [path];
  });
