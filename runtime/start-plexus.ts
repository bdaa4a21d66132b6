import { createServer } from "node:net";
import type { Environment } from "#platform/config/environment.ts";
import { PortInUse } from "#platform/http/http-server.ts";
import { createLogger } from "#platform/logging/logger.ts";
import { acquireDataDirLock, type DataDirLock } from "../embedded/lock.ts";
import { announce } from "./announce.ts";
import { loadDemoShop } from "./load-demo-shop.ts";
import { PROJECT_FOLDER } from "./project-folder.ts";
import { withSecrets } from "./secrets.ts";
import { removeServices, type Services, writeServices } from "./services-file.ts";
import { readSettings, type Settings } from "./settings.ts";
import { startBacking } from "./start-backing.ts";
import { migrateRoles, secretsOf, startRoles } from "./start-roles.ts";

export interface RunningPlexus {
  /** Resolves when an embedded server ends by itself; never without embedded servers. */
  died: Promise<{ name: string; logTail: string }>;
  /** Orderly: public port, jobs, subgraphs, then the servers behind them. */
  stop(): Promise<void>;
}

/**
 * Starts what `environment` asks for. With all roles, servers that have no URL are brought along; any other mix of roles
 * expects every address in its environment.
 * @throws BadEnvironment, EmbeddedError or PortInUse with one clear sentence.
 */
export async function startPlexus(environment: Environment, signal: AbortSignal): Promise<RunningPlexus> {
  const settings = readSettings(environment, PROJECT_FOLDER);
  const whole = isWhole(settings);
  const secrets = { names: secretsOf(settings), dataDir: settings.dataDir, mayGenerate: whole && !settings.production };
  if (!whole) return startPart(settings, await withSecrets(environment, secrets));
  // The lock comes first: nothing in the data folder of a running system is touched by a second start.
  const lock = await acquireDataDirLock(settings.dataDir);
  try {
    await requireFreePort(settings);
    return await startWhole(settings, await withSecrets(environment, secrets), { lock, signal });
  } catch (error) {
    await lock.release();
    throw error;
  }
}

const isWhole = ({ roles }: Settings): boolean =>
  roles.some((role) => role.kind === "router") && roles.some((role) => role.kind !== "router");

async function startPart(settings: Settings, env: Environment): Promise<RunningPlexus> {
  const logger = createLogger({ part: "runtime", level: settings.logLevel });
  if (settings.migrateOnStart) await migrateRoles(settings, env, logger);
  const roles = await startRoles(settings, env, () => ({}));
  logger.info({ port: roles.port, host: settings.host }, "ready");
  return { died: new Promise(() => {}), stop: roles.stop };
}

interface Start {
  lock: DataDirLock;
  /** Gives the start up. */
  signal: AbortSignal;
}

async function startWhole(settings: Settings, given: Environment, start: Start): Promise<RunningPlexus> {
  const say = (line: string) => process.stdout.write(`plexus: ${line}\n`);
  const logger = createLogger({ part: "runtime", level: settings.logLevel });
  await removeServices(settings.dataDir);
  say("starting the databases");
  const { stack, env } = await startBacking(settings, { ...publicAddresses(settings), ...given }, say, start);
  try {
    if (settings.migrateOnStart) {
      say("bringing the database schemas up to date");
      await migrateRoles(settings, env, logger);
    }
    const demo = await loadDemoShop(settings, given, env, say, start.signal);
    say("starting the subgraphs and the router");
    const roles = await startRoles(settings, env, () => stack.backing);
    const origin = `http://${displayed(settings.host)}:${roles.port}`;
    await stack.setStripeWebhookUrl(`http://${reachable(settings.host)}:${roles.port}/webhooks/stripe`);
    const services: Services = {
      graphql: `${origin}/graphql`,
      explorer: `${origin}/explorer`,
      health: `${origin}/health/ready`,
      ...(stack.mailboxUrl ? { mailbox: stack.mailboxUrl } : {}),
      ...(stack.stripe ? { stripe: stack.stripe.apiBase } : {}),
      ...(stack.s3 ? { s3: stack.s3.endpoint } : {}),
      postgres: env["ORDERS_DATABASE_URL"]!.replace(/\/[^/]*$/, "/postgres"),
      redis: env["REDIS_URL"]!,
      mongo: env["MONGODB_URL"]!,
      ...(demo ? { demo } : {}),
    };
    await writeServices(settings.dataDir, services);
    announce(services, stack.backing, say);
    return {
      died: stack.died,
      async stop() {
        await removeServices(settings.dataDir);
        await roles.stop();
        await stack.stop();
        await start.lock.release();
      },
    };
  } catch (error) {
    await stack.stop();
    throw error;
  }
}

/** Where links in mails lead when nobody says so: to this very port. A port that the system chooses is not known yet. */
const publicAddresses = ({ host, port }: Settings): Environment => {
  const origin = `http://${displayed(host)}:${port}`;
  return port === 0 ? {} : { PUBLIC_URL: origin, STOREFRONT_URL: origin };
};

/** The name that a person on this machine types for a server that listens on `host`. */
const displayed = (host: string): string => (["127.0.0.1", "0.0.0.0", "::"].includes(host) ? "localhost" : host);

/** The address at which this machine reaches a server that listens on `host`. */
const reachable = (host: string): string => (host === "0.0.0.0" || host === "::" ? "127.0.0.1" : host);

/** Asked before anything is started, so that a busy port costs no one a minute. @throws PortInUse */
function requireFreePort({ host, port }: Settings): Promise<void> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", (error: NodeJS.ErrnoException) =>
      reject(error.code === "EADDRINUSE" ? new PortInUse(port) : error),
    );
    probe.listen(port, host, () => probe.close(() => resolve()));
  });
}
