// `npm run migrate`: brings every database named by DATABASE_URL or <SUBGRAPH>_DATABASE_URL up to date, for deployments that
// set MIGRATE_ON_START=0.
import { createLogger } from "#platform/logging/logger.ts";
import { loadDotEnv } from "../runtime/load-dot-env.ts";
import { migrateDatabase } from "../runtime/migrate-database.ts";
import { databaseName, databaseVariable } from "../runtime/start-backing.ts";
import { migrationsFolder } from "../runtime/start-roles.ts";
import { SUBGRAPH_NAMES } from "../subgraphs/registry.ts";

loadDotEnv();
const logger = createLogger({ part: "migrate", level: "warn" });
for (const name of SUBGRAPH_NAMES) {
  const base = process.env["DATABASE_URL"]?.replace(/\/+$/, "");
  const url = process.env[databaseVariable(name)] ?? (base && `${base}/${databaseName(name)}`);
  if (!url) {
    process.stderr.write(`migrate: set DATABASE_URL, or ${databaseVariable(name)}.\n`);
    process.exit(1);
  }
  await migrateDatabase({ url, migrationsFolder: migrationsFolder(name), logger });
  process.stdout.write(`migrate: ${name} is up to date\n`);
}
