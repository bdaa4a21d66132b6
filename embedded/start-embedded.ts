import { resolve } from "node:path";
import { findCacheFolder } from "./cache-folder.ts";
import { EmbeddedError } from "./embedded.errors.ts";
import { endOrphans } from "./end-orphans.ts";
import { acquireDataDirLock, type DataDirLock } from "./lock.ts";
import { chooseAndRememberMongo, startMongod, type MongoEngine } from "./mongo.ts";
import { choosePorts, loopback, rememberPorts, type Ports } from "./ports.ts";
import { startPostgres } from "./postgres.ts";
import { startRedis } from "./redis.ts";
import { startStandIns, type RunningStandIns } from "./stand-in-host.ts";
import { readOrCreateStandInKeys, type StandInKeys } from "./stand-in-keys.ts";
import type { StandInPlan } from "./stand-ins/host-messages.ts";
import { createSupervisor, type Death } from "./supervisor.ts";
import { createServerFolders, type Workplace } from "./workplace.ts";

export interface EmbeddedOptions {
  dataDir: string; // absolute
  /** For downloaded servers. Default: the user's cache folder, then one for temporary files. */
  cacheDir?: string;
  /** The value of XDG_CACHE_HOME, which only the caller may read. */
  xdgCacheHome?: string;
  /** What the user replaced by a URL: such a part isn't started. */
  external: ExternalServers;
  /** Created in the embedded cluster when missing. */
  databases: readonly string[];
  /** "preferred": fixed ports, free ones where those are busy, remembered in the data folder. */
  ports: "preferred" | "free";
  /** "test" gives safety against a crash of the machine away for speed, and Redis keeps nothing. */
  durability: "durable" | "test";
  /** In production no stand-in starts, unless `allowStandIns`. */
  production: boolean;
  allowStandIns: boolean;
  /** Which of the two backs the catalogue, instead of finding out. */
  mongoEmbedded?: MongoEngine;
  /** Where the Stripe stand-in posts its signed events; may be set later. */
  stripeWebhookUrl?: string;
  onProgress: (line: string) => void;
  /** A lock on `dataDir` the caller holds. Default: taken here, and given back by `stop`. */
  lock?: DataDirLock;
  /** Gives the start up; `startEmbedded` then stops what runs and rejects with its reason. */
  signal?: AbortSignal;
}

export interface ExternalServers {
  /** Base URL; the database's name replaces its path. */
  postgres?: string;
  /** False when every service has a database URL of its own. */
  needsPostgres: boolean;
  redis?: string;
  mongo?: string;
  smtp?: string;
  stripe?: boolean;
  s3?: boolean;
}

export type BackedPart = "postgres" | "redis" | "mongo" | "mail" | "stripe" | "s3";

export interface EmbeddedStack {
  postgresUrl(database: string): string;
  redisUrl: string;
  mongoUrl: string;
  smtpUrl: string;
  mailboxUrl?: string;
  stripe?: { apiBase: string; secretKey: string; publishableKey: string; webhookSecret: string };
  s3?: { endpoint: string; region: string; accessKeyId: string; secretAccessKey: string };
  /** What serves each part, for people: "PostgreSQL 18.4 (embedded)", "external". */
  backing: Record<BackedPart, string>;
  setStripeWebhookUrl(url: string): Promise<void>;
  /** Resolves when a server dies that nobody asked to; the caller then stops the lot. */
  died: Promise<Death>;
  /** Stops all servers and gives the data folder free. May be called more than once. */
  stop(): Promise<void>;
}

/**
 * Starts every server that has no URL, all at once, and returns when each answers. They listen on 127.0.0.1 only, keep
 * their files in the data folder, and do not outlive this process however it ends. Call it from the main thread: Linux
 * ends the servers when the thread that started them ends.
 *
 * @throws EmbeddedError with a sentence for the user; what had been started is stopped by then.
 */
export async function startEmbedded(options: EmbeddedOptions): Promise<EmbeddedStack> {
  refuseStandInsInProduction(options);
  const dataDir = resolve(options.dataDir);
  const lock = options.lock ?? (await acquireDataDirLock(dataDir));
  const givenUp = new AbortController();
  const signal = options.signal === undefined ? givenUp.signal : AbortSignal.any([options.signal, givenUp.signal]);
  let cleanUp = async () => {
    if (options.lock === undefined) await lock.release();
  };
  try {
    const folders = await createServerFolders(dataDir);
    await endOrphans(folders.pids);
    const supervisor = createSupervisor(folders, signal);
    const { cacheDir, xdgCacheHome, durability, onProgress } = options;
    const workplace: Workplace = {
      dataDir,
      cacheDir: await findCacheFolder(cacheDir, xdgCacheHome),
      durability,
      supervisor,
      signal,
      onProgress,
    };
    const releaseLock = cleanUp;
    let stopped: Promise<void> | undefined;
    cleanUp = () => (stopped ??= supervisor.stop().finally(releaseLock));

    const servers = await startServers(workplace, options, givenUp);
    return { ...servers, died: supervisor.died, stop: cleanUp };
  } catch (error) {
    await cleanUp();
    throw error;
  }
}

async function startServers(
  workplace: Workplace,
  options: EmbeddedOptions,
  givenUp: AbortController,
): Promise<Omit<EmbeddedStack, "died" | "stop">> {
  const { external, databases } = options;
  const [ports, keys] = await Promise.all([
    choosePorts(workplace.dataDir, options.ports),
    readOrCreateStandInKeys(workplace.dataDir),
  ]);
  const needsPostgres = external.needsPostgres && external.postgres === undefined;
  const starting = [
    needsPostgres ? startPostgres(workplace, { port: ports.postgres, databases }) : Promise.resolve(undefined),
    external.redis === undefined ? startRedis(workplace, ports.redis) : Promise.resolve(undefined),
    startMongoAndStandIns(workplace, options, ports, keys),
  ] as const;
  // One failed start ends the wait of the others, or a missing Redis would be told only after MongoDB's download.
  const [postgres, redis, others] = await Promise.all(starting).catch(async (error: unknown) => {
    givenUp.abort(error);
    await Promise.allSettled(starting);
    throw error;
  });
  const used: Partial<Ports> = {
    ...(postgres === undefined ? {} : { postgres: postgres.port }),
    ...(redis === undefined ? {} : { redis: redis.port }),
    ...others.ports,
  };
  await rememberPorts(workplace.dataDir, used);

  return {
    ...addresses(external, used, keys),
    backing: {
      postgres: postgres === undefined ? "external" : `PostgreSQL ${postgres.version} (embedded)`,
      redis: redis?.description ?? "external",
      mongo: others.mongo ?? "external",
      mail: external.smtp === undefined ? "mail catcher (development only)" : "external",
      stripe: external.stripe === true ? "external" : "Stripe stand-in (development only)",
      s3: external.s3 === true ? "external" : "S3 stand-in (development only)",
    },
    setStripeWebhookUrl: async (url) => others.standIns?.setStripeWebhookUrl(url),
  };
}

interface MongoAndStandIns {
  ports: Partial<Ports>;
  /** What backs the catalogue; undefined when that is external. */
  mongo?: string;
  standIns?: RunningStandIns;
}

async function startMongoAndStandIns(
  workplace: Workplace,
  options: EmbeddedOptions,
  ports: Ports,
  keys: StandInKeys,
): Promise<MongoAndStandIns> {
  const { external, mongoEmbedded, stripeWebhookUrl } = options;
  const choice = external.mongo === undefined ? await chooseAndRememberMongo(workplace, mongoEmbedded) : undefined;
  const webhook = stripeWebhookUrl === undefined ? {} : { webhookUrl: stripeWebhookUrl };
  const plan: StandInPlan = {
    dataDir: workplace.dataDir,
    ...(choice?.engine === "store" ? { mongo: { port: ports.mongo } } : {}),
    ...(external.smtp === undefined ? { mail: { smtpPort: ports.smtp, httpPort: ports.mailbox } } : {}),
    ...(external.stripe === true ? {} : { stripe: { ...keys.stripe, ...webhook, port: ports.stripe } }),
    ...(external.s3 === true ? {} : { s3: { ...keys.s3, port: ports.s3 } }),
  };
  const isNeeded = Object.keys(plan).length > 1;
  const [mongodPort, standIns] = await Promise.all([
    choice?.engine === "mongod" ? startMongod(workplace, choice.mongod, ports.mongo) : undefined,
    isNeeded ? startStandIns(workplace, plan) : undefined,
  ]);
  const mongo = choice?.engine === "mongod" ? choice.mongod.description : "MongoDB stand-in (development only)";
  return {
    ports: { ...standIns?.ports, ...(mongodPort === undefined ? {} : { mongo: mongodPort }) },
    ...(choice === undefined ? {} : { mongo }),
    ...(standIns === undefined ? {} : { standIns }),
  };
}

type Addresses = Omit<EmbeddedStack, "backing" | "setStripeWebhookUrl" | "died" | "stop">;

function addresses(external: ExternalServers, used: Partial<Ports>, keys: StandInKeys): Addresses {
  const at = (port: number | undefined) => `${loopback}:${port}`;
  return {
    postgresUrl(database) {
      if (external.postgres === undefined && used.postgres === undefined) {
        throw new EmbeddedError(`No PostgreSQL was asked for, so ${database} has no address here.`);
      }
      const url = new URL(external.postgres ?? `postgresql://postgres@${at(used.postgres)}`);
      url.pathname = `/${encodeURIComponent(database)}`;
      return url.href;
    },
    redisUrl: external.redis ?? `redis://${at(used.redis)}`,
    mongoUrl: external.mongo ?? `mongodb://${at(used.mongo)}/?directConnection=true`,
    smtpUrl: external.smtp ?? `smtp://${at(used.smtp)}`,
    ...(used.mailbox === undefined ? {} : { mailboxUrl: `http://${at(used.mailbox)}` }),
    ...(used.stripe === undefined ? {} : { stripe: { ...keys.stripe, apiBase: `http://${at(used.stripe)}` } }),
    ...(used.s3 === undefined ? {} : { s3: { ...keys.s3, endpoint: `http://${at(used.s3)}` } }),
  };
}

function refuseStandInsInProduction({ production, allowStandIns, external, mongoEmbedded }: EmbeddedOptions): void {
  if (!production || allowStandIns) return;
  const missing = [
    ...(external.mongo === undefined && mongoEmbedded !== "mongod" ? ["MONGODB_URL"] : []),
    ...(external.smtp === undefined ? ["SMTP_URL"] : []),
    ...(external.stripe === true ? [] : ["STRIPE_SECRET_KEY"]),
    ...(external.s3 === true ? [] : ["S3_ENDPOINT"]),
  ];
  if (missing.length === 0) return;
  throw new EmbeddedError(
    `In production the development stand-ins do not start: set ${missing.join(", ")}, or ALLOW_STAND_INS=1 to use them all the same.`,
  );
}
