import type { Environment } from "#platform/config/environment.ts";
import { type EmbeddedStack, startEmbedded } from "../embedded/start-embedded.ts";
import type { DataDirLock } from "../embedded/lock.ts";
import { SUBGRAPH_NAMES } from "../subgraphs/registry.ts";
import type { Settings } from "./settings.ts";

export const databaseName = (subgraph: string): string => `plexus_${subgraph}`;
export const databaseVariable = (subgraph: string): string => `${subgraph.toUpperCase()}_DATABASE_URL`;

/** The servers behind the graph: those that we brought along, and an environment in which every address is set. */
export interface Backing {
  stack: EmbeddedStack;
  env: Environment;
}

/**
 * Starts what no variable replaces and writes its addresses into the environment, so that everything after this meets only
 * URLs and cannot tell an embedded server from another.
 */
export async function startBacking(
  settings: Settings,
  env: Environment,
  onProgress: (line: string) => void,
  start: { lock?: DataDirLock; signal: AbortSignal },
): Promise<Backing> {
  const own = SUBGRAPH_NAMES.filter((name) => !env[databaseVariable(name)]);
  const stack = await startEmbedded({
    dataDir: settings.dataDir,
    external: {
      ...(settings.databaseUrl ? { postgres: settings.databaseUrl } : {}),
      needsPostgres: own.length > 0,
      ...optional("redis", env["REDIS_URL"]),
      ...optional("mongo", env["MONGODB_URL"]),
      ...optional("smtp", env["SMTP_URL"]),
      stripe: Boolean(env["STRIPE_SECRET_KEY"]),
      s3: Boolean(env["S3_ENDPOINT"]),
    },
    databases: own.map(databaseName),
    ports: "preferred",
    durability: "durable",
    production: settings.production,
    allowStandIns: settings.allowStandIns,
    ...(settings.mongoEmbedded ? { mongoEmbedded: settings.mongoEmbedded } : {}),
    ...optional("xdgCacheHome", env["XDG_CACHE_HOME"]),
    onProgress,
    ...start,
  });
  return { stack, env: { ...addressesOf(stack, own), ...withoutEmpty(env) } };
}

function addressesOf(stack: EmbeddedStack, databases: readonly string[]): Record<string, string> {
  return {
    ...Object.fromEntries(databases.map((name) => [databaseVariable(name), stack.postgresUrl(databaseName(name))])),
    REDIS_URL: stack.redisUrl,
    MONGODB_URL: stack.mongoUrl,
    SMTP_URL: stack.smtpUrl,
    ...(stack.stripe
      ? {
          STRIPE_API_BASE: stack.stripe.apiBase,
          STRIPE_SECRET_KEY: stack.stripe.secretKey,
          STRIPE_PUBLISHABLE_KEY: stack.stripe.publishableKey,
          STRIPE_WEBHOOK_SECRET: stack.stripe.webhookSecret,
        }
      : {}),
    ...(stack.s3
      ? {
          S3_ENDPOINT: stack.s3.endpoint,
          S3_REGION: stack.s3.region,
          S3_ACCESS_KEY_ID: stack.s3.accessKeyId,
          S3_SECRET_ACCESS_KEY: stack.s3.secretAccessKey,
        }
      : {}),
  };
}

const optional = <Key extends string>(key: Key, value: string | undefined): { [K in Key]?: string } =>
  (value ? { [key]: value } : {}) as { [K in Key]?: string };

const withoutEmpty = (env: Environment): Record<string, string> =>
  Object.fromEntries(Object.entries(env).filter((entry): entry is [string, string] => Boolean(entry[1])));
