import { randomUUID } from "node:crypto";
import { pino } from "pino";
import { inject } from "vitest";
import { connectMongo } from "#platform/database/mongo.ts";
import { cloneTestDatabase } from "#platform/testing/test-database.ts";
import { startTestSubgraph } from "#platform/testing/test-subgraph.ts";
import { createCategoryRepository } from "../catalogue/category.repository.ts";
import type { Category } from "../catalogue/category.ts";
import { createCategoryTreeRepository } from "../categories/category-tree.repository.ts";
import { createProductRepository } from "../catalogue/product.repository.ts";
import type { Product } from "../catalogue/product.ts";
import { createSubgraph } from "../subgraph.ts";
import { openTestDatabase } from "./open-test-database.ts";
import { storeProducts } from "./store-product.ts";

/** The S3 of the tests, as products reads it. */
export function s3Environment(): Record<string, string> {
  const { endpoint, region, accessKeyId, secretAccessKey } = inject("s3");
  return {
    S3_ENDPOINT: endpoint,
    S3_REGION: region,
    S3_ACCESS_KEY_ID: accessKeyId,
    S3_SECRET_ACCESS_KEY: secretAccessKey,
  };
}

/** The whole subgraph on databases of its own, and a second way into them for arranging and looking. */
export async function startTestProducts(env: Record<string, string> = {}) {
  const databaseUrl = await cloneTestDatabase("products");
  const mongoDatabase = `plexus_products_test_${randomUUID().slice(0, 8)}`;
  const clock = { aheadMs: 0 };
  const logLines: Record<string, unknown>[] = [];
  const test = await startTestSubgraph(createSubgraph, "products", {
    env: {
      PRODUCTS_DATABASE_URL: databaseUrl,
      MONGODB_URL: inject("mongoUrl"),
      PRODUCTS_MONGODB_DATABASE: mongoDatabase,
      REDIS_URL: inject("redisUrl"),
      ...s3Environment(),
      ...env,
    },
    now: () => new Date(Date.now() + clock.aheadMs),
    logger: pino(
      { level: "warn" },
      { write: (line) => void logLines.push(JSON.parse(line) as Record<string, unknown>) },
    ),
  });
  const database = await openTestDatabase({ url: databaseUrl });
  const mongo = connectMongo(inject("mongoUrl"), mongoDatabase);
  const documents = createProductRepository(mongo.database);
  const categories = createCategoryRepository(mongo.database);
  await Promise.all([documents.ensureIndexes(), categories.ensureIndexes()]);
  return {
    ...test,
    databaseUrl,
    mongoDatabase,
    /** Past this, nothing that was read before is taken from memory any more; Redis still has it. */
    forgetMemory: () => void (clock.aheadMs += 1_000),
    pool: database.pool,
    database,
    logLines,
    documents,
    categories,
    tree: createCategoryTreeRepository(mongo.database),
    storeCategories: (all: readonly Category[]) => categories.saveMany(all),
    store: (products: readonly Product[], options: { available?: number; categories?: readonly Category[] } = {}) =>
      storeProducts(database, products, { ...options, documents }),
    async close() {
      await test.subgraph.close();
      await mongo.database.dropDatabase();
      await Promise.all([mongo.close(), database.close()]);
    },
  };
}
