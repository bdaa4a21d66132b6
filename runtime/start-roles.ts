import { join } from "node:path";
import type { Environment } from "#platform/config/environment.ts";
import { createCredentialVerifier } from "#platform/identity/credential.ts";
import { createLogger, type Logger } from "#platform/logging/logger.ts";
import type { Subgraph } from "#platform/subgraph/subgraph.ts";
import { serveSubgraph } from "#platform/subgraph/serve-subgraph.ts";
import { SUBGRAPHS, type SubgraphName, subscribersOf } from "../subgraphs/registry.ts";
import { migrateDatabase } from "./migrate-database.ts";
import { createNeighbours, type Neighbours } from "./neighbours.ts";
import { PROJECT_FOLDER } from "./project-folder.ts";
import type { Settings } from "./settings.ts";
import { databaseVariable } from "./start-backing.ts";
import { startRouterRole } from "./start-router-role.ts";

export interface RunningRoles {
  port: number;
  /** Stops in the reverse order of the start: public port, jobs, subgraphs. */
  stop(): Promise<void>;
}

export const migrationsFolder = (subgraph: string): string => join(PROJECT_FOLDER, "prisma", subgraph, "migrations");

/** Names of the subgraphs that the roles of this process need running here. */
export const subgraphsOf = (settings: Settings): SubgraphName[] => [
  ...new Set(settings.roles.flatMap((role) => (role.kind === "router" ? [] : [role.subgraph]))),
];

/** Names of the secrets that they and the calls between them need. */
export const secretsOf = (settings: Settings): string[] => [
  "IDENTITY_SECRET",
  ...subgraphsOf(settings).flatMap((name) => SUBGRAPHS[name].secrets),
];

const isWorker = ({ roles }: Settings, name: SubgraphName): boolean =>
  roles.some((role) => role.kind === "worker" && role.subgraph === name);

/** Every sibling that a subgraph asks or, as a worker, delivers to. */
const siblingsOf = (name: SubgraphName, isWorker: boolean): string[] => {
  const { asks, publishes } = SUBGRAPHS[name];
  return [...new Set([...asks, ...(isWorker ? publishes.flatMap(subscribersOf) : [])])];
};

/** Brings the databases of this process's subgraphs up to date, all at once. */
export async function migrateRoles(settings: Settings, env: Environment, logger: Logger): Promise<void> {
  await Promise.all(
    subgraphsOf(settings).map(async (name) => {
      const url = env[databaseVariable(name)];
      if (url) await migrateDatabase({ url, migrationsFolder: migrationsFolder(name), logger });
    }),
  );
}

/** Starts every role of this process and its one port. Takes down what it started when a later part fails. */
export async function startRoles(
  settings: Settings,
  env: Environment,
  backing: () => Record<string, string>,
): Promise<RunningRoles> {
  const now = () => new Date();
  const secret = new TextEncoder().encode(env["IDENTITY_SECRET"]);
  const local = new Map<string, Subgraph>();
  const neighbours = createNeighbours({ local, env, secret, deadlines: settings.deadlines, now });
  const stops: (() => Promise<unknown>)[] = [() => neighbours.close()];
  const stop = async () => {
    for (const step of stops.reverse()) await step();
  };
  try {
    for (const name of subgraphsOf(settings)) {
      const subgraph = await startSubgraph(name, settings, env, { secret, neighbours, now });
      stops.push(() => subgraph.close());
      local.set(name, subgraph);
    }
    // Now and not at the first call: a missing address stops the start, and the message names the variable.
    for (const name of local.keys() as Iterable<SubgraphName>) {
      for (const sibling of siblingsOf(name, isWorker(settings, name))) neighbours.get(name, sibling);
    }
    for (const role of settings.roles) {
      if (role.kind !== "worker") continue;
      const jobs = await local.get(role.subgraph)!.startWorker();
      stops.push(() => jobs.stop());
    }
    const http = await startPort(settings, env, { local, neighbours, backing });
    stops.push(() => http.stop());
    return { port: http.port, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function startSubgraph(
  name: SubgraphName,
  settings: Settings,
  env: Environment,
  shared: { secret: Uint8Array; neighbours: Neighbours; now: () => Date },
): Promise<Subgraph> {
  const { createSubgraph } = await SUBGRAPHS[name].load();
  return createSubgraph({
    env,
    neighbour: (sibling: string) => shared.neighbours.get(name, sibling),
    subscribersOf,
    verifyCredential: createCredentialVerifier(name, { secret: shared.secret, now: shared.now }),
    logger: createLogger({ part: name, level: settings.logLevel }),
    now: shared.now,
  });
}

function startPort(
  settings: Settings,
  env: Environment,
  shared: { local: ReadonlyMap<string, Subgraph>; neighbours: Neighbours; backing: () => Record<string, string> },
) {
  if (settings.roles.some((role) => role.kind === "router")) {
    return startRouterRole(settings, env, { neighbours: shared.neighbours, backing: shared.backing });
  }
  const [subgraph] = shared.local.values();
  return serveSubgraph({
    subgraph: subgraph!,
    api: settings.roles.some((role) => role.kind === "subgraph"),
    host: settings.host,
    port: settings.port,
    logger: createLogger({ part: subgraph!.name, level: settings.logLevel }),
  });
}
