// `npm run seed -- [--products 100000]`: loads the demo shops and their catalogue, the same every time. Works on the system
// that runs in DATA_DIR, on servers named by the environment, or on embedded ones that it starts for the purpose.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { type Environment } from "#platform/config/environment.ts";
import { createLogger } from "#platform/logging/logger.ts";
import { seedAccounts } from "../prisma/accounts/seed.ts";
import { seedProducts } from "../prisma/products/seed.ts";
import { demoFile } from "../runtime/load-demo-shop.ts";
import { loadDotEnv } from "../runtime/load-dot-env.ts";
import { PROJECT_FOLDER } from "../runtime/project-folder.ts";
import { type Services, servicesFile } from "../runtime/services-file.ts";
import { readSettings, type Settings } from "../runtime/settings.ts";
import { databaseName, startBacking } from "../runtime/start-backing.ts";
import { migrateRoles } from "../runtime/start-roles.ts";

const say = (line: string) => process.stdout.write(`plexus: ${line}\n`);

try {
  loadDotEnv();
  const { values } = parseArgs({ options: { products: { type: "string", default: "1000" } } });
  const products = Number(values.products);
  if (!Number.isInteger(products) || products < 1 || products > 1_000_000) {
    throw new Error("--products takes a whole number from 1 to 1000000.");
  }
  const settings = readSettings({ ...process.env, ROLES: "all" }, PROJECT_FOLDER);
  const { env, stop } = await findServers(settings);
  const { shops, demo } = await seedAccounts({ databaseUrl: env["ACCOUNTS_DATABASE_URL"]! });
  await seedProducts({
    databaseUrl: env["PRODUCTS_DATABASE_URL"]!,
    mongoUrl: env["MONGODB_URL"]!,
    ...(env["REDIS_URL"] ? { redisUrl: env["REDIS_URL"] } : {}),
    ...(env["S3_ENDPOINT"] ? { s3: readS3(env) } : {}),
    shops,
    products,
    onProgress: createProgress(),
  });
  if (existsSync(settings.dataDir)) writeFileSync(demoFile(settings.dataDir), JSON.stringify({ demo }, null, 2));
  await stop();
  process.exit(0);
} catch (error) {
  process.stderr.write(`plexus: seeding failed: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}

interface Servers {
  env: Environment;
  stop(): Promise<void>;
}

/** In this order: what the environment names in full, what runs in the data folder, what we bring along. */
async function findServers(settings: Settings): Promise<Servers> {
  const nothingToStop = async () => {};
  if (process.env["ACCOUNTS_DATABASE_URL"] && process.env["PRODUCTS_DATABASE_URL"] && process.env["MONGODB_URL"]) {
    return { env: process.env, stop: nothingToStop };
  }
  const file = join(settings.dataDir, "services.json");
  if (existsSync(file)) {
    const running = servicesFile.parse(JSON.parse(readFileSync(file, "utf8")));
    return { env: { ...addressesOf(running), ...readKeys(settings.dataDir), ...process.env }, stop: nothingToStop };
  }
  const { stack, env } = await startBacking(settings, process.env, say, { signal: new AbortController().signal });
  await migrateRoles(settings, env, createLogger({ part: "seed", level: "warn" }));
  return { env, stop: () => stack.stop() };
}

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
  const { s3 } = JSON.parse(readFileSync(file, "utf8")) as { s3?: Record<string, string> };
  return s3
    ? {
        S3_REGION: s3["region"]!,
        S3_ACCESS_KEY_ID: s3["accessKeyId"]!,
        S3_SECRET_ACCESS_KEY: s3["secretAccessKey"]!,
      }
    : {};
}

function readS3(env: Environment) {
  return {
    endpoint: env["S3_ENDPOINT"]!,
    region: env["S3_REGION"] ?? "us-east-1",
    accessKeyId: env["S3_ACCESS_KEY_ID"] ?? "",
    secretAccessKey: env["S3_SECRET_ACCESS_KEY"] ?? "",
    ...(env["S3_BUCKET"] ? { bucket: env["S3_BUCKET"] } : {}),
    ...(env["S3_PUBLIC_BASE_URL"] ? { publicBaseUrl: env["S3_PUBLIC_BASE_URL"] } : {}),
  };
}

/** A line for every tenth of the work. */
function createProgress(): (done: number, total: number) => void {
  let told = 0;
  return (done, total) => {
    const tenth = Math.floor((done * 10) / total);
    if (tenth === told) return;
    told = tenth;
    say(`  ${done} of ${total} products`);
  };
}
