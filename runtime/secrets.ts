import { randomBytes } from "node:crypto";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { BadEnvironment, type Environment } from "#platform/config/environment.ts";

const NAMES = ["IDENTITY_SECRET", "ACCOUNTS_SECRET", "ORDERS_SECRET"] as const;

/**
 * The environment with every secret present. In development a missing one is made once and kept in the data folder, readable
 * by its owner alone; production must bring its own.
 * @throws BadEnvironment naming all that are missing in production.
 */
export async function withSecrets(
  environment: Environment,
  options: { dataDir: string; production: boolean },
): Promise<Environment> {
  const missing = NAMES.filter((name) => !environment[name]);
  if (missing.length === 0) return environment;
  if (options.production)
    throw new BadEnvironment(`Set ${missing.join(", ")}: production secrets are never generated.`);
  const file = join(options.dataDir, "secrets.json");
  const kept = await readKept(file);
  const secrets = Object.fromEntries(NAMES.map((name) => [name, kept[name] ?? randomBytes(32).toString("base64url")]));
  if (NAMES.some((name) => !kept[name])) {
    await mkdir(options.dataDir, { recursive: true });
    await writeFile(file, JSON.stringify(secrets, null, 2), { mode: 0o600 });
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
