import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { BadEnvironment } from "#platform/config/environment.ts";
import { PROJECT_FOLDER } from "./project-folder.ts";

/**
 * Adds the variables of `folder`'s `.env` to `process.env`; those that are already set win.
 * @throws BadEnvironment naming the first line that is no `NAME=value`.
 */
export function loadDotEnv(folder: string = PROJECT_FOLDER): void {
  const file = join(folder, ".env");
  if (!existsSync(file)) return;
  const lines = readFileSync(file, "utf8").split(/\r?\n/);
  const wrong = lines.findIndex((line) => line.trim() !== "" && !/^\s*(#|(export\s+)?[A-Za-z_]\w*\s*=)/.test(line));
  if (wrong >= 0)
    throw new BadEnvironment(`.env, line ${wrong + 1}: write NAME=value, or start the line with # for a comment.`);
  process.loadEnvFile(file);
}
