import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import type { StandInKeys } from "../../embedded/stand-in-keys.ts";
import { type EmbeddedStack, startEmbedded } from "../../embedded/start-embedded.ts";
import { PROJECT_FOLDER } from "../../runtime/project-folder.ts";
import type { Services } from "../../runtime/services-file.ts";
import { databaseName, databaseVariable } from "../../runtime/start-backing.ts";
import { SUBGRAPH_NAMES } from "../../subgraphs/registry.ts";

const DEMO_PRODUCTS = 60;
const START_TIMEOUT_MS = 90_000;

/** What a journey needs to know of the running system. */
export interface StackAddresses {
  mode: "one" | "many";
  graphql: string;
  origin: string;
  mailbox: string;
  stripe: string;
  stripeWebhookSecret: string;
  /** PostgreSQL without a database name. */
  postgres: string;
  demo: Record<"shopper" | "merchant" | "admin", { email: string; password: string }>;
  /** Process ids by role; empty when all run in one. */
  pids: Record<string, number>;
  /** Internal addresses of the subgraphs; empty when all run in one. */
  subgraphs: Record<string, string>;
  /** What an operator's commands need in their environment to work on this system. */
  operator: Record<string, string>;
}

export interface Stack {
  addresses: StackAddresses;
  stop(): Promise<void>;
}

/** Starts the compiled system exactly as a user would, on free ports and in a data folder of its own. */
export const startStack = (mode: "one" | "many"): Promise<Stack> => (mode === "one" ? startOne() : startMany());

async function startOne(): Promise<Stack> {
  const dataDir = await mkdtemp(join(tmpdir(), "plexus-e2e-"));
  const port = await freePort();
  const child = startProcess("all", { PORT: String(port), DATA_DIR: dataDir, SEED_PRODUCTS: String(DEMO_PRODUCTS) });
  const stop = async () => {
    await endProcess(child);
    await rm(dataDir, { recursive: true, force: true });
  };
  try {
    const services = await waitFor(child, () => readJson<Services>(join(dataDir, "services.json")));
    const keys = await readJson<StandInKeys>(join(dataDir, "stand-in-keys.json"));
    return {
      addresses: {
        mode: "one",
        graphql: services.graphql,
        origin: services.graphql.replace(/\/graphql$/, ""),
        mailbox: services.mailbox!,
        stripe: services.stripe!,
        stripeWebhookSecret: keys.stripe.webhookSecret,
        postgres: services.postgres.replace(/\/[^/]*$/, ""),
        demo: services.demo!,
        pids: {},
        subgraphs: {},
        operator: { DATA_DIR: dataDir },
      },
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function startMany(): Promise<Stack> {
  const dataDir = await mkdtemp(join(tmpdir(), "plexus-e2e-many-"));
  const backing = await startEmbedded({
    dataDir,
    external: { needsPostgres: true },
    databases: SUBGRAPH_NAMES.map(databaseName),
    ports: "free",
    durability: "durable",
    production: false,
    allowStandIns: true,
    mongoEmbedded: "store",
    onProgress: () => {},
  });
  const children = new Map<string, ChildProcess>();
  const stop = async () => {
    await Promise.all([...children.values()].map(endProcess));
    await backing.stop();
    await rm(dataDir, { recursive: true, force: true });
  };
  try {
    const { origin, env } = await startProcesses(backing, dataDir, children);
    await runSeed(env);
    await backing.setStripeWebhookUrl(`${origin}/webhooks/stripe`);
    const { demo } = await readJson<{ demo: StackAddresses["demo"] }>(join(dataDir, "demo.json"));
    return {
      addresses: {
        mode: "many",
        graphql: `${origin}/graphql`,
        origin,
        mailbox: backing.mailboxUrl!,
        stripe: backing.stripe!.apiBase,
        stripeWebhookSecret: backing.stripe!.webhookSecret,
        postgres: backing.postgresUrl("").replace(/\/$/, ""),
        demo,
        pids: Object.fromEntries([...children].map(([name, child]) => [name, child.pid!])),
        subgraphs: Object.fromEntries(SUBGRAPH_NAMES.map((name) => [name, env[`${name.toUpperCase()}_URL`]!])),
        operator: { ACCOUNTS_DATABASE_URL: env["ACCOUNTS_DATABASE_URL"]!, ACCOUNTS_SECRET: env["ACCOUNTS_SECRET"]! },
      },
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** One process for the router and one for each subgraph with its worker, knowing each other by URL. */
async function startProcesses(backing: EmbeddedStack, dataDir: string, children: Map<string, ChildProcess>) {
  const ports = new Map<string, number>();
  for (const name of ["router", ...SUBGRAPH_NAMES]) ports.set(name, await freePort());
  const env: Record<string, string> = { DATA_DIR: dataDir, ...addressesOf(backing, ports) };
  for (const name of SUBGRAPH_NAMES) {
    children.set(name, startProcess(`${name},${name}-worker`, { ...env, PORT: String(ports.get(name)) }));
  }
  children.set("router", startProcess("router", { ...env, PORT: String(ports.get("router")) }));
  const origin = `http://127.0.0.1:${ports.get("router")}`;
  await waitFor(children.get("router")!, async () => {
    const { degraded } = (await (await fetch(`${origin}/health/ready`)).json()) as { degraded: string[] };
    if (degraded.length > 0) throw new Error(`not ready: ${degraded.join(", ")}`);
  });
  return { origin, env };
}

function addressesOf(backing: EmbeddedStack, ports: ReadonlyMap<string, number>): Record<string, string> {
  const secret = "a secret of the tests, shared by all".padEnd(40, ".");
  const stripe = backing.stripe!;
  const s3 = backing.s3!;
  const env: Record<string, string> = {
    IDENTITY_SECRET: secret,
    ACCOUNTS_SECRET: secret,
    ORDERS_SECRET: secret,
    REDIS_URL: backing.redisUrl,
    MONGODB_URL: backing.mongoUrl,
    SMTP_URL: backing.smtpUrl,
    STRIPE_API_BASE: stripe.apiBase,
    STRIPE_SECRET_KEY: stripe.secretKey,
    STRIPE_PUBLISHABLE_KEY: stripe.publishableKey,
    STRIPE_WEBHOOK_SECRET: stripe.webhookSecret,
    S3_ENDPOINT: s3.endpoint,
    S3_REGION: s3.region,
    S3_ACCESS_KEY_ID: s3.accessKeyId,
    S3_SECRET_ACCESS_KEY: s3.secretAccessKey,
  };
  for (const name of SUBGRAPH_NAMES) {
    env[databaseVariable(name)] = backing.postgresUrl(databaseName(name));
    env[`${name.toUpperCase()}_URL`] = `http://127.0.0.1:${ports.get(name)}`;
  }
  return env;
}

const readJson = async <Shape>(file: string): Promise<Shape> => JSON.parse(await readFile(file, "utf8")) as Shape;

const NODE_FLAGS = ["--conditions=built", "--enable-source-maps"];

function startProcess(roles: string, env: Record<string, string>): ChildProcess {
  const child = spawn(process.execPath, [...NODE_FLAGS, join(PROJECT_FOLDER, "dist/runtime/main.js")], {
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, npm_lifecycle_event: "", NODE_ENV: "development", LOG_LEVEL: "warn", ...env, ROLES: roles },
  });
  for (const stream of [child.stdout, child.stderr]) {
    stream!.on("data", (chunk: Buffer) => {
      output.set(child, (output.get(child) ?? "") + chunk.toString());
      if (process.env["E2E_LOG"]) process.stderr.write(`[${roles}] ${chunk.toString()}`);
    });
  }
  return child;
}

const output = new WeakMap<ChildProcess, string>();

async function runSeed(env: Record<string, string>): Promise<void> {
  const script = join(PROJECT_FOLDER, "dist/scripts/seed.js");
  const child = spawn(process.execPath, [...NODE_FLAGS, script, "--products", String(DEMO_PRODUCTS)], {
    stdio: ["ignore", "ignore", "inherit"],
    env: { ...process.env, ...env },
  });
  const [code] = await once(child, "exit");
  if (code !== 0) throw new Error("seeding the stack failed");
}

async function waitFor<Result>(child: ChildProcess, attempt: () => Promise<Result>): Promise<Result> {
  const giveUpAt = Date.now() + START_TIMEOUT_MS;
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      const ended = child.exitCode !== null || child.signalCode !== null;
      if (ended || Date.now() > giveUpAt) {
        throw new Error(`the stack did not start: ${String(error)}\n${output.get(child) ?? ""}`, { cause: error });
      }
      await delay(100);
    }
  }
}

async function endProcess(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, "exit");
  child.kill("SIGTERM");
  await exited;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, "close");
  return port;
}
