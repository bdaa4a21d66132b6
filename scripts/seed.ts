// `npm run seed -- [--products 100000]`: loads the demo shops and their catalogue, the same every time. Works on the system
// that runs in DATA_DIR, on servers named by the environment, or on embedded ones that it starts for the purpose.
import { existsSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { type Environment } from "#platform/config/environment.ts";
import { createLogger } from "#platform/logging/logger.ts";
import { seedAccounts } from "../prisma/accounts/seed.ts";
import { seedProducts } from "../prisma/products/seed.ts";
import { demoFile } from "../runtime/load-demo-shop.ts";
import { loadDotEnv } from "../runtime/load-dot-env.ts";
import { PROJECT_FOLDER } from "../runtime/project-folder.ts";
import { readSettings, type Settings } from "../runtime/settings.ts";
import { startBacking } from "../runtime/start-backing.ts";
import { migrateRoles } from "../runtime/start-roles.ts";
import { readRunningSystem } from "./running-system.ts";

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
  const running = readRunningSystem(settings.dataDir);
  if (running) return { env: { ...running, ...process.env }, stop: nothingToStop };
  const { stack, env } = await startBacking(settings, process.env, say, { signal: new AbortController().signal });
  await migrateRoles(settings, env, createLogger({ part: "seed", level: "warn" }));
  return { env, stop: () => stack.stop() };
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
