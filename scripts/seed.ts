// `npm run seed -- [--products 100000]`: loads the demo shops and their catalogue, the same every time. Works on the system
// that runs in DATA_DIR, on servers named by the environment, or on embedded ones that it starts for the purpose.
import { existsSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { type Environment } from "#platform/config/environment.ts";
import { seedAccounts } from "../prisma/accounts/seed.ts";
import { seedProducts } from "../prisma/products/seed.ts";
import { demoFile } from "../runtime/load-demo-shop.ts";
import { loadDotEnv } from "../runtime/load-dot-env.ts";
import { PROJECT_FOLDER } from "../runtime/project-folder.ts";
import { readSettings } from "../runtime/settings.ts";
import { findServers } from "./find-servers.ts";

const say = (line: string) => process.stdout.write(`plexus: ${line}\n`);

try {
  loadDotEnv();
  const { values } = parseArgs({ options: { products: { type: "string", default: "1000" } } });
  const products = Number(values.products);
  if (!Number.isInteger(products) || products < 1 || products > 1_000_000) {
    throw new Error("--products takes a whole number from 1 to 1000000.");
  }
  const settings = readSettings({ ...process.env, ROLES: "all" }, PROJECT_FOLDER);
  const { env, stop } = await findServers(settings, say);
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
