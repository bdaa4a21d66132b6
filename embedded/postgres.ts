import pg from "pg";
import { dieWithParent } from "./die-with-parent.ts";
import { loopback, startOnPort } from "./ports.ts";
import {
  findPostgresAccount,
  preparePostgresHome,
  type PostgresAccount,
  type PostgresHome,
} from "./postgres-account.ts";
import { findPostgresBinaries } from "./postgres-binaries.ts";
import { clearStalePostmaster, findOrCreateCluster } from "./postgres-cluster.ts";
import type { Workplace } from "./workplace.ts";

export interface RunningPostgres {
  port: number;
  /** Such as 18.4. */
  version: string;
}

interface PostgresOptions {
  port: number;
  /** Created when missing. */
  databases: readonly string[];
  /** Only for tests: as whom to run, instead of finding out. */
  account?: PostgresAccount;
}

/** Small on purpose: a developer's machine runs this beside everything else. Together about 30 MB when idle. */
const settings = {
  max_connections: "200",
  shared_buffers: "64MB",
  max_wal_size: "256MB",
  jit: "off",
  huge_pages: "off",
  io_method: "sync", // version 18 would keep three idle worker processes
  autovacuum_max_workers: "2",
  autovacuum_worker_slots: "4",
  max_worker_processes: "4",
  max_parallel_workers: "2",
  max_logical_replication_workers: "0",
  max_wal_senders: "0",
  wal_level: "minimal", // nobody replicates from it
  unix_socket_directories: "", // no limit on the length of our folder's name
  timezone: "UTC",
  log_timezone: "UTC",
  log_checkpoints: "off",
};

/** A crash of the machine may lose everything, which a test does not mind. */
const testSettings = { fsync: "off", synchronous_commit: "off", full_page_writes: "off" };

/**
 * Starts the cluster in the data folder, made when missing, and creates the databases that are missing. Everybody on
 * this machine may connect as `postgres` without a password, nobody from outside.
 */
export async function startPostgres(workplace: Workplace, options: PostgresOptions): Promise<RunningPostgres> {
  const binaries = await findPostgresBinaries(workplace.cacheDir);
  const account = options.account ?? (await findPostgresAccount());
  const home = await preparePostgresHome(account, binaries, workplace.dataDir);
  const cluster = await findOrCreateCluster(home, workplace);
  await clearStalePostmaster(cluster);
  const running = await startOnPort("PostgreSQL", options.port, (port) => run(workplace, home, cluster, port));
  await createDatabases(running.port, options.databases);
  return running;
}

async function run(workplace: Workplace, home: PostgresHome, cluster: string, port: number): Promise<RunningPostgres> {
  const all = { ...settings, ...(workplace.durability === "test" ? testSettings : {}) };
  const flags = Object.entries(all).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
  const program = [home.binaries.postgres, "-D", cluster, "-p", String(port), "-h", loopback, ...flags];
  let version = "";
  await workplace.supervisor.start(
    {
      name: "postgres",
      command: [...home.prefix, ...(await dieWithParent("INT")), ...program],
      stopSignal: "SIGINT", // its "fast shutdown": SIGTERM would wait for every client
      ...(home.user === undefined ? {} : { user: home.user }),
    },
    async () => {
      const [row] = await query(
        port,
        "postgres",
        "select current_setting('data_directory') as folder, current_setting('server_version') as version",
      );
      version = String(row?.version);
      return row?.folder === cluster; // not somebody else's server, which took the port before ours could
    },
  );
  return { port, version };
}

async function createDatabases(port: number, wanted: readonly string[]): Promise<void> {
  const rows = await query(port, "postgres", "select datname from pg_database");
  const missing = wanted.filter((name) => !rows.some((row) => row.datname === name));
  await Promise.all(missing.map((name) => query(port, "postgres", `create database ${pg.escapeIdentifier(name)}`)));
}

async function query(port: number, database: string, sql: string): Promise<Record<string, unknown>[]> {
  const connectionTimeoutMillis = 5_000;
  const client = new pg.Client({
    host: loopback,
    port,
    user: "postgres",
    database,
    ssl: false,
    connectionTimeoutMillis,
  });
  client.on("error", () => undefined); // the server going away; the query itself rejects
  try {
    await client.connect();
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end().catch(() => undefined);
  }
}
