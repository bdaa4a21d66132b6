import { randomBytes } from "node:crypto";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { BadEnvironment, type Environment } from "#platform/config/environment.ts";

export interface SecretsOptions {
  /** The variables that the roles of this process need. */
  names: readonly string[];
  dataDir: string;
  /** True for one process in development: a missing secret is made once and kept in the data folder. */
  mayGenerate: boolean;
}

/**
 * The environment with every needed secret present. Several processes must be given the same ones, and production its own:
 * there nothing is generated.
 * @throws BadEnvironment naming all that are missing.
 */
export async function withSecrets(environment: Environment, options: SecretsOptions): Promise<Environment> {
  const { names, dataDir, mayGenerate } = options;
  const missing = names.filter((name) => !environment[name]);
  if (missing.length === 0) return environment;
  if (!mayGenerate) {
    throw new BadEnvironment(`Set ${missing.join(", ")}: only a single process in development makes its own secrets.`);
  }
  const file = join(dataDir, "secrets.json");
  const kept = await readKept(file);
  const secrets = Object.fromEntries(names.map((name) => [name, kept[name] ?? randomBytes(32).toString("base64url")]));
  if (names.some((name) => !kept[name])) {
    await mkdir(dataDir, { recursive: true });
    await writeFile(file, JSON.stringify({ ...kept, ...secrets }, null, 2), { mode: 0o600 });
  }
  return { ...secrets, ...Object.fromEntries(Object.entries(environment).filter(([, value]) => value)) };
}

async function readKept(file: string): Promise<Record<string, string>> {
  try {
    return z.record(z.string(), z.string()).parse(JSON.parse(await readFile(file, "utf8")));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return {};
    throw new BadEnvironment(
      `The file ${file} is not readable as JSON. Restore it, or delete the data folder to start anew.`,
    );
  }
}
