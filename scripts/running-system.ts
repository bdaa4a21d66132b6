import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type Services, servicesFile } from "../runtime/services-file.ts";
import { databaseName } from "../runtime/start-backing.ts";

/** The addresses and secrets of the system that runs in `dataDir`, as the variables that name them; null when none runs. */
export function readRunningSystem(dataDir: string): Record<string, string> | null {
  const file = join(dataDir, "services.json");
  if (!existsSync(file)) return null;
  const services = servicesFile.parse(readJson(file));
  return { ...addressesOf(services), ...readKeys(dataDir), ...readSecrets(dataDir) };
}

const readJson = (file: string): unknown => JSON.parse(readFileSync(file, "utf8"));

function addressesOf({ postgres, redis, mongo, s3 }: Services): Record<string, string> {
  const databaseUrl = (subgraph: string) => postgres.replace(/\/[^/]*$/, `/${databaseName(subgraph)}`);
  return {
    ACCOUNTS_DATABASE_URL: databaseUrl("accounts"),
    PRODUCTS_DATABASE_URL: databaseUrl("products"),
    REDIS_URL: redis,
    MONGODB_URL: mongo,
    ...(s3 ? { S3_ENDPOINT: s3 } : {}),
  };
}

/** The embedded S3's generated keys, which services.json does not tell. */
function readKeys(dataDir: string): Record<string, string> {
  const file = join(dataDir, "stand-in-keys.json");
  if (!existsSync(file)) return {};
  const { s3 } = readJson(file) as { s3?: Record<string, string> };
  return s3
    ? {
        S3_REGION: s3["region"]!,
        S3_ACCESS_KEY_ID: s3["accessKeyId"]!,
        S3_SECRET_ACCESS_KEY: s3["secretAccessKey"]!,
      }
    : {};
}

/** Those that were made for the system because nobody gave it its own. */
function readSecrets(dataDir: string): Record<string, string> {
  const file = join(dataDir, "secrets.json");
  return existsSync(file) ? (readJson(file) as Record<string, string>) : {};
}
