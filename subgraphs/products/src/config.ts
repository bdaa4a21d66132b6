import { z } from "zod";
import { type Environment, postgresUrl, readEnvironment, wholeNumber } from "#platform/config/environment.ts";
import { seconds } from "#platform/time/duration.ts";
import { LOW_STOCK_UNITS } from "./stock/stock.ts";

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
  S3_ENDPOINT: z
    .url({ protocol: /^https?$/, error: "must be an http:// or https:// URL" })
    .describe("URL of an S3 server for pictures; an embedded stand-in without it where one process runs everything."),
  S3_REGION: z.string().default("us-east-1").describe("Region of that server."),
  S3_ACCESS_KEY_ID: z.string().describe("Access key at that server."),
  S3_SECRET_ACCESS_KEY: z.string().describe("Secret that belongs to the access key."),
  S3_BUCKET: z
    .string()
    .regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, "must be the name of a bucket")
    .default("plexus-media")
    .describe("Bucket for pictures. A worker makes it, its policy and its CORS rules where the key may."),
  S3_PUBLIC_BASE_URL: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe("Where browsers read the bucket's objects, e.g. a CDN; the bucket at `S3_ENDPOINT` without it."),
  S3_UPLOAD_URL: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe("Where browsers post files to the bucket; the bucket at `S3_ENDPOINT` without it."),
  S3_TIMEOUT_MS: wholeNumber({ min: 100, max: 60_000 })
    .default(1_500)
    .describe("Milliseconds to wait for S3 while a person waits; jobs wait longer."),
  CORS_ORIGINS: z.string().optional(),
  NODE_ENV: z.string().default("development"),
  PRODUCTS_LOW_STOCK_UNITS: wholeNumber({ min: 0, max: 10_000 })
    .default(LOW_STOCK_UNITS)
    .describe("Units available from which downwards a variant is LOW_STOCK, where its shop sets nothing else."),
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
    s3: readS3(variables),
    lowStockUnits: variables.PRODUCTS_LOW_STOCK_UNITS,
  };
}

function readS3(variables: z.infer<typeof productsEnvironment>) {
  const bucketUrl = `${withoutSlash(variables.S3_ENDPOINT)}/${variables.S3_BUCKET}`;
  const origins = variables.CORS_ORIGINS ?? (variables.NODE_ENV === "production" ? "" : "*");
  return {
    endpoint: withoutSlash(variables.S3_ENDPOINT),
    region: variables.S3_REGION,
    accessKeyId: variables.S3_ACCESS_KEY_ID,
    secretAccessKey: variables.S3_SECRET_ACCESS_KEY,
    bucket: variables.S3_BUCKET,
    publicBaseUrl: withoutSlash(variables.S3_PUBLIC_BASE_URL ?? bucketUrl),
    uploadUrl: withoutSlash(variables.S3_UPLOAD_URL ?? bucketUrl),
    timeoutMs: variables.S3_TIMEOUT_MS,
    pageOrigins: origins
      .split(",")
      .map((origin) => origin.trim())
      .filter(Boolean),
  };
}

const withoutSlash = (url: string): string => url.replace(/\/+$/, "");
