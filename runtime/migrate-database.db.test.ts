import { randomUUID } from "node:crypto";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { pino } from "pino";
import { afterEach, beforeEach, expect, inject, it } from "vitest";
import { migrateDatabase, MigrationFailed } from "./migrate-database.ts";

const logger = pino({ level: "silent" });
let folder: string;
let url: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "plexus-migrations-"));
  url = `${inject("postgresUrl")}/plexus_migrate_test_${randomUUID().slice(0, 8)}`;
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function aMigration(name: string, sql: string): Promise<void> {
  await mkdir(join(folder, name), { recursive: true });
  await writeFile(join(folder, name, "migration.sql"), sql);
}

const migrate = (): Promise<void> => migrateDatabase({ url, migrationsFolder: folder, logger });

async function rows(sql: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

it("makes the database, and applies each file once, also when four processes start at the same time", async () => {
  await aMigration(
    "1_first",
    "CREATE TABLE things (id int); -- a semicolon; in a comment\nINSERT INTO things VALUES (1);",
  );
  await Promise.all([migrate(), migrate(), migrate(), migrate()]);
  await aMigration("2_second", "DO $$ BEGIN INSERT INTO things VALUES (2); END; $$;");
  await migrate();

  expect(await rows("SELECT id FROM things ORDER BY id")).toEqual([{ id: 1 }, { id: 2 }]);
  expect(await rows("SELECT migration_name FROM _prisma_migrations ORDER BY 1")).toEqual([
    { migration_name: "1_first" },
    { migration_name: "2_second" },
  ]);
});

it("leaves nothing of a file whose last statement fails, and goes on once it is mended", async () => {
  await aMigration("1_first", "CREATE TABLE things (id int); SELECT no_such_function();");
  await expect(migrate()).rejects.toThrow(/1_first failed: function no_such_function/);
  expect(await rows("SELECT to_regclass('things') AS found")).toEqual([{ found: null }]);

  await aMigration("1_first", "CREATE TABLE things (id int);");
  await migrate();
  expect(await rows("SELECT to_regclass('things')::text AS found")).toEqual([{ found: "things" }]);
});

it("refuses a file that was changed after it was applied", async () => {
  await aMigration("1_first", "CREATE TABLE things (id int);");
  await migrate();
  await aMigration("1_first", "CREATE TABLE things (id bigint);");
  await expect(migrate()).rejects.toBeInstanceOf(MigrationFailed);
});

it("builds an index concurrently, which no transaction allows", async () => {
  await aMigration("1_first", "-- not CONCURRENTLY\nCREATE TABLE things (id int); SELECT 1;");
  await aMigration("2_index", "CREATE INDEX CONCURRENTLY things_by_id ON things (id)");
  await migrate();
  expect(await rows("SELECT indexname FROM pg_indexes WHERE tablename = 'things'")).toEqual([
    { indexname: "things_by_id" },
  ]);
});
