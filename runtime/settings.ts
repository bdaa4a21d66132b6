import { isAbsolute, resolve } from "node:path";
import { z } from "zod";
import { type Environment, readEnvironment, wholeNumber } from "#platform/config/environment.ts";
import type { Deadlines } from "#platform/neighbour/deadlines.ts";
import { parseRoles, type Role } from "./roles.ts";

const secret = z.string().min(32, "must have at least 32 characters");

/** What this process itself is told; each subgraph reads its own variables beside its code. */
export const runtimeEnvironment = z.object({
  ROLES: z
    .string()
    .default("all")
    .describe("Which parts this process runs: `all`, or a comma list of `router`, `<subgraph>`, `<subgraph>-worker`."),
  HOST: z.string().default("127.0.0.1").describe("Address to listen on. Loopback unless told otherwise."),
  PORT: wholeNumber({ min: 0, max: 65_535 })
    .default(4000)
    .describe("Port of the router, or of the one subgraph that this process serves."),
  DATA_DIR: z
    .string()
    .default(".data")
    .describe("Folder for embedded servers' data, logs, generated secrets and `services.json`."),
  NODE_ENV: z
    .enum(["development", "test", "production"])
    .default("development")
    .describe("`production` demands its own secrets, hides exploration and refuses stand-ins."),
  LOG_LEVEL: z
    .enum(["trace", "debug", "info", "warn", "error", "fatal", "silent"])
    .default("info")
    .describe("The least severe log lines to write. They go to stderr, one JSON object a line."),
  IDENTITY_SECRET: secret
    .optional()
    .describe("Secret of at least 32 characters that the router and all subgraphs share: signs who calls whom."),
  DATABASE_URL: z
    .string()
    .optional()
    .describe("Base URL of a PostgreSQL server; each subgraph gets the database `plexus_<subgraph>` on it."),
  ALLOW_STAND_INS: z
    .enum(["0", "1"])
    .default("0")
    .describe("Set to 1 to let the development stand-ins (Stripe, mail, S3, MongoDB) run with NODE_ENV=production."),
  MONGO_EMBEDDED: z
    .enum(["store", "mongod"])
    .optional()
    .describe("Forces what backs an embedded MongoDB: a real mongod, or the stand-in."),
  SUPERGRAPH: z.string().default("schema/supergraph.graphql").describe("Supergraph file that the router loads."),
  SUBGRAPH_TIMEOUT_MS: wholeNumber({ min: 50, max: 60_000 })
    .default(1_800)
    .describe("Milliseconds the router and siblings wait for a subgraph to answer a read."),
  SUBGRAPH_WRITE_TIMEOUT_MS: wholeNumber({ min: 50, max: 120_000 })
    .default(10_000)
    .describe(
      "Milliseconds they wait for a mutation, an event or a webhook: giving up early leaves an outcome unknown.",
    ),
  CORS_ORIGINS: z
    .string()
    .optional()
    .describe("Comma list of origins whose pages may call the graph, `*` for any; none in production without it."),
  EXPLORATION: z
    .enum(["0", "1"])
    .optional()
    .describe("1 shows introspection, Sandbox and the explorer also in production, 0 hides them in development."),
  MIGRATE_ON_START: z.enum(["0", "1"]).default("1").describe("0 leaves migrations to `npm run migrate`."),
  SEED_PRODUCTS: wholeNumber({ min: 0, max: 1_000_000 })
    .default(1_000)
    .describe("Products in the demo catalogue that the first start loads; 0 loads none."),
});

export interface Settings {
  roles: readonly Role[];
  host: string;
  port: number;
  /** Absolute. */
  dataDir: string;
  production: boolean;
  logLevel: string;
  identitySecret: string | undefined;
  databaseUrl: string | undefined;
  allowStandIns: boolean;
  mongoEmbedded: "store" | "mongod" | undefined;
  supergraphFile: string;
  deadlines: Deadlines;
  corsOrigins: readonly string[];
  exploration: boolean;
  migrateOnStart: boolean;
  seedProducts: number;
}

/** @throws BadEnvironment naming everything that is wrong at once. */
export function readSettings(environment: Environment, projectFolder: string): Settings {
  const env = readEnvironment("plexus", runtimeEnvironment, environment);
  const production = env.NODE_ENV === "production";
  const inProject = (path: string) => (isAbsolute(path) ? path : resolve(projectFolder, path));
  const origins = env.CORS_ORIGINS ?? (production ? "" : "*");
  return {
    roles: parseRoles(env.ROLES),
    host: env.HOST,
    port: env.PORT,
    dataDir: inProject(env.DATA_DIR),
    production,
    logLevel: env.LOG_LEVEL,
    identitySecret: env.IDENTITY_SECRET,
    databaseUrl: env.DATABASE_URL?.replace(/\/+$/, ""),
    allowStandIns: env.ALLOW_STAND_INS === "1",
    mongoEmbedded: env.MONGO_EMBEDDED,
    supergraphFile: inProject(env.SUPERGRAPH),
    deadlines: { readMs: env.SUBGRAPH_TIMEOUT_MS, writeMs: env.SUBGRAPH_WRITE_TIMEOUT_MS },
    corsOrigins: origins
      .split(",")
      .map((origin) => origin.trim())
      .filter(Boolean),
    exploration: env.EXPLORATION === undefined ? !production : env.EXPLORATION === "1",
    migrateOnStart: env.MIGRATE_ON_START === "1",
    seedProducts: env.SEED_PRODUCTS,
  };
}
