import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import type { TestProject } from "vitest/node";
import { templateOf } from "#platform/testing/test-database.ts";
import { startEmbedded } from "../../embedded/start-embedded.ts";
import { migrateDatabase } from "../../runtime/migrate-database.ts";

const PRISMA_FOLDER = join(import.meta.dirname, "../../prisma");

/** One set of real servers on free ports for the whole run; each test file clones its own databases from the templates. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const dataDir = await mkdtemp(join(tmpdir(), "plexus-test-"));
  const stack = await startEmbedded({
    dataDir,
    mongoEmbedded: "store",
    external: { needsPostgres: true, ...(process.env["MONGODB_URL"] ? { mongo: process.env["MONGODB_URL"] } : {}) },
    databases: [],
    ports: "free",
    durability: "test",
    production: false,
    allowStandIns: true,
    onProgress: () => {},
  });
  const stop = async () => {
    await stack.stop();
    await rm(dataDir, { recursive: true, force: true });
  };
  try {
    await migrateTemplates((database) => stack.postgresUrl(database));
  } catch (error) {
    await stop();
    throw error;
  }
  project.provide("postgresUrl", stack.postgresUrl("").replace(/\/$/, ""));
  project.provide("redisUrl", stack.redisUrl);
  project.provide("mongoUrl", stack.mongoUrl);
  project.provide("smtpUrl", stack.smtpUrl);
  project.provide("mailboxUrl", stack.mailboxUrl!);
  project.provide("stripe", stack.stripe!);
  project.provide("s3", stack.s3!);
  return stop;
}

/** Empty, migrated databases to be cloned: PostgreSQL copies a template in milliseconds. */
async function migrateTemplates(urlOf: (database: string) => string): Promise<void> {
  const folders = (await readdir(PRISMA_FOLDER, { withFileTypes: true })).filter((entry) => entry.isDirectory());
  const logger = pino({ level: "warn" });
  for (const { name } of folders) {
    const migrationsFolder = join(PRISMA_FOLDER, name, "migrations");
    await migrateDatabase({ url: urlOf(templateOf(name)), migrationsFolder, logger });
  }
}
