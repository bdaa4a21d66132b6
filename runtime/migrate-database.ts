import { createHash, randomUUID } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import pg from "pg";
import { createPool } from "#platform/database/create-pool.ts";
import { migrateJobs } from "#platform/jobs/run-jobs.ts";
import type { Logger } from "#platform/logging/logger.ts";

/** Any number; the same for everyone who migrates, so that two starts at once take turns. */
const LOCK_KEY = 7_245_001;

export interface MigrateOptions {
  /** The database to bring up to date; created when it does not exist. */
  url: string;
  /** The folder that holds `<time>_<name>/migration.sql`. */
  migrationsFolder: string;
  logger: Logger;
}

/**
 * Brings one database up to date: its own migrations, then the job queue's. Each file runs in one transaction with its entry
 * in Prisma's `_prisma_migrations`, so that it is applied whole or not at all and Prisma's CLI agrees on the state; a file
 * that builds an index CONCURRENTLY runs outside one, as PostgreSQL demands. Safe to run from several processes at once.
 *
 * @throws MigrationFailed when an applied file has been changed since, or a statement fails.
 */
export async function migrateDatabase({ url, migrationsFolder, logger }: MigrateOptions): Promise<void> {
  await createIfMissing(url);
  const client = new pg.Client({ connectionString: url });
  client.on("error", () => {}); // the statement that was running rejects with the same error
  await client.connect();
  try {
    await client.query("SELECT pg_advisory_lock($1)", [LOCK_KEY]);
    await client.query(MIGRATIONS_TABLE);
    const applied = await findApplied(client);
    for (const migration of readMigrations(migrationsFolder)) {
      const checksum = applied.get(migration.name);
      if (checksum === undefined) await apply(client, migration);
      else if (checksum !== migration.checksum) {
        throw new MigrationFailed(
          `${migrationsFolder}: ${migration.name} has been changed after it was applied. Write a new migration.`,
        );
      }
    }
    const pool = createPool({ url, applicationName: "plexus-migrate", max: 2, logger });
    await migrateJobs(pool, logger);
    await pool.end();
  } finally {
    await client.end();
  }
}

/** A database cannot be brought up to date. The message says which migration and why, for a person to read. */
export class MigrationFailed extends Error {
  override readonly name = "MigrationFailed";
}

interface Migration {
  name: string;
  sql: string;
  /** SHA-256 in hexadecimal, as Prisma computes it. */
  checksum: string;
}

const readMigrations = (folder: string): Migration[] =>
  readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => {
      const sql = readFileSync(join(folder, name, "migration.sql"), "utf8");
      return { name, sql, checksum: createHash("sha256").update(sql).digest("hex") };
    })
    .sort((left, right) => (left.name < right.name ? -1 : 1));

/** Prisma's own definition of the table. */
const MIGRATIONS_TABLE = `CREATE TABLE IF NOT EXISTS _prisma_migrations (
  id varchar(36) PRIMARY KEY,
  checksum varchar(64) NOT NULL,
  finished_at timestamptz,
  migration_name varchar(255) NOT NULL,
  logs text,
  rolled_back_at timestamptz,
  started_at timestamptz NOT NULL DEFAULT now(),
  applied_steps_count integer NOT NULL DEFAULT 0
)`;

async function findApplied(client: pg.Client): Promise<Map<string, string>> {
  const { rows } = await client.query<{ migration_name: string; checksum: string }>(
    "SELECT migration_name, checksum FROM _prisma_migrations WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL",
  );
  return new Map(rows.map((row) => [row.migration_name, row.checksum]));
}

async function apply(client: pg.Client, { name, sql, checksum }: Migration): Promise<void> {
  const isTransactional = !/\bCONCURRENTLY\b/i.test(sql.replaceAll(/--.*$/gm, ""));
  try {
    if (isTransactional) await client.query("BEGIN");
    await client.query(sql);
    await client.query(
      `INSERT INTO _prisma_migrations (id, checksum, migration_name, started_at, finished_at, applied_steps_count)
       VALUES ($1, $2, $3, now(), now(), 1)`,
      [randomUUID(), checksum, name],
    );
    if (isTransactional) await client.query("COMMIT");
  } catch (cause) {
    if (isTransactional) await client.query("ROLLBACK").catch(() => {}); // the connection may be what failed
    throw new MigrationFailed(`migration ${name} failed: ${cause instanceof Error ? cause.message : String(cause)}`, {
      cause,
    });
  }
}

async function createIfMissing(url: string): Promise<void> {
  const admin = new URL(url);
  const database = decodeURIComponent(admin.pathname.slice(1));
  admin.pathname = "/postgres";
  const client = new pg.Client({ connectionString: admin.toString() });
  await client.connect();
  try {
    const { rowCount } = await client.query("SELECT 1 FROM pg_database WHERE datname = $1", [database]);
    if (rowCount === 0) await client.query(`CREATE DATABASE ${pg.escapeIdentifier(database)}`);
  } catch (error) {
    // 42P04 and 23505: another process created it in between. 42501: no right to create; connecting will tell.
    if (!["42P04", "23505", "42501"].includes((error as { code?: string }).code ?? "")) throw error;
  } finally {
    await client.end();
  }
}
