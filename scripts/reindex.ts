// `npm run reindex [-- --after prod_…]`: writes everything that lists and searches are read from anew, from the documents, while the
// shop is open. Works on what `npm run seed` works on. After an interruption, `--after` goes on where it stopped.
import { parseArgs } from "node:util";
import { createCacheStore, EMPTY_CACHE } from "#platform/cache/cache-store.ts";
import { connectRedis } from "#platform/cache/connect-redis.ts";
import { connectMongo } from "#platform/database/mongo.ts";
import { createOutbox } from "#platform/events/outbox.ts";
import { parseId } from "#platform/ids/id.ts";
import { createLogger } from "#platform/logging/logger.ts";
import { loadDotEnv } from "../runtime/load-dot-env.ts";
import { PROJECT_FOLDER } from "../runtime/project-folder.ts";
import { readSettings } from "../runtime/settings.ts";
import { subscribersOf } from "../subgraphs/registry.ts";
import { createCatalogueCache } from "../subgraphs/products/src/catalogue/catalogue-cache.ts";
import { createCategoryRepository } from "../subgraphs/products/src/catalogue/category.repository.ts";
import { createProductRepository } from "../subgraphs/products/src/catalogue/product.repository.ts";
import { createProjectProducts } from "../subgraphs/products/src/catalogue/project-products.ts";
import { createDatabase } from "../subgraphs/products/src/database.ts";
import { createReindexProducts } from "../subgraphs/products/src/search/reindex-products.ts";
import { findServers } from "./find-servers.ts";

const say = (line: string) => process.stdout.write(`plexus: ${line}\n`);

try {
  loadDotEnv();
  const { values } = parseArgs({ options: { after: { type: "string" } } });
  const after = values.after ?? null;
  if (after !== null && parseId("prod", after) === null) throw new Error("--after takes the id of a product.");
  const servers = await findServers(readSettings({ ...process.env, ROLES: "all" }, PROJECT_FOLDER), say);
  await reindex(servers.env, after);
  await servers.stop();
  process.exit(0);
} catch (error) {
  process.stderr.write(`plexus: reindexing failed: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}

async function reindex(env: Readonly<Record<string, string | undefined>>, after: string | null): Promise<void> {
  const logger = createLogger({ part: "reindex", level: "warn" });
  const now = () => new Date();
  const mongoDatabase = env["PRODUCTS_MONGODB_DATABASE"] ?? "plexus_products";
  const url = env["PRODUCTS_DATABASE_URL"]!;
  // What changed and has not been projected yet is told, as if its own writer had projected it.
  const database = createDatabase({ url, logger, createOutbox: createOutbox({ subscribersOf, now }) });
  const mongo = connectMongo(env["MONGODB_URL"]!, mongoDatabase);
  const redisUrl = env["REDIS_URL"];
  const redis = redisUrl && connectRedis({ url: redisUrl, connectionName: "plexus-reindex", logger });
  const documents = createProductRepository(mongo.database);
  const categories = createCategoryRepository(mongo.database);
  const cache = createCatalogueCache({
    store: redis ? createCacheStore({ redis, logger, now }) : EMPTY_CACHE,
    products: documents,
    categories,
    namespace: mongoDatabase,
    freshMs: 1_000,
    staleMs: 0,
    now,
  });
  const reindexProducts = createReindexProducts({
    db: database,
    documents,
    listings: database.listings,
    words: database.searchWords,
    projectProducts: createProjectProducts({ db: database, documents, categories, cache: cache.products, now }),
  });
  try {
    const done = await reindexProducts(after, (at) =>
      say(`  ${at.done} products, to go on from here: --after ${at.lastId}`),
    );
    say(`${done} products are indexed anew`);
  } finally {
    if (redis) redis.disconnect();
    await mongo.close();
    await database.close();
  }
}
