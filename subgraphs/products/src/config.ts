import { z } from "zod";
import { type Environment, postgresUrl, readEnvironment, wholeNumber } from "#platform/config/environment.ts";
import { seconds } from "#platform/time/duration.ts";

export const productsEnvironment = z.object({
  PRODUCTS_DATABASE_URL: postgresUrl.describe(
    "PostgreSQL URL of the products database: stock, holds, listings, reviews. No other subgraph connects to it.",
  ),
  MONGODB_URL: z
    .url({ protocol: /^mongodb(\+srv)?$/, error: "must be a mongodb:// URL" })
    .describe("MongoDB URL of the server that keeps the catalogue documents."),
  PRODUCTS_MONGODB_DATABASE: z
    .string()
    .regex(/^[A-Za-z0-9_-]{1,60}$/)
    .default("plexus_products")
    .describe("Name of the catalogue's database on that server."),
  REDIS_URL: z
    .url({ protocol: /^rediss?$/, error: "must be a redis:// URL" })
    .optional()
    .describe("Redis URL of the cache of catalogue documents. Without it every read goes to MongoDB."),
  PRODUCTS_CACHE_FRESH_SECONDS: wholeNumber({ min: 1, max: 3_600 })
    .default(60)
    .describe("Seconds that a cached catalogue document is used at most."),
  PRODUCTS_CACHE_STALE_SECONDS: wholeNumber({ min: 0, max: 86_400 })
    .default(3_600)
    .describe("Seconds that it is used longer while MongoDB does not answer."),
  PRODUCTS_LOW_STOCK_UNITS: wholeNumber({ min: 0, max: 10_000 })
    .default(5)
    .describe("Units available from which downwards a variant shows as LOW_STOCK."),
});

export type ProductsConfig = ReturnType<typeof loadProductsConfig>;

/** @throws BadEnvironment naming every wrong variable at once. */
export function loadProductsConfig(environment: Environment) {
  const variables = readEnvironment("products", productsEnvironment, environment);
  return {
    databaseUrl: variables.PRODUCTS_DATABASE_URL,
    mongoUrl: variables.MONGODB_URL,
    mongoDatabase: variables.PRODUCTS_MONGODB_DATABASE,
    redisUrl: variables.REDIS_URL,
    cacheFreshMs: seconds(variables.PRODUCTS_CACHE_FRESH_SECONDS),
    cacheStaleMs: seconds(variables.PRODUCTS_CACHE_STALE_SECONDS),
    lowStockUnits: variables.PRODUCTS_LOW_STOCK_UNITS,
  };
}
