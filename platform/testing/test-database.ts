import { randomUUID } from "node:crypto";
import pg from "pg";
import { inject } from "vitest";

declare module "vitest" {
  interface ProvidedContext {
    /** Base URL of the test PostgreSQL, without a database. */
    postgresUrl: string;
    redisUrl: string;
    mongoUrl: string;
    smtpUrl: string;
    mailboxUrl: string;
    stripe: { apiBase: string; secretKey: string; publishableKey: string; webhookSecret: string };
    s3: { endpoint: string; region: string; accessKeyId: string; secretAccessKey: string };
  }
}

/** Name of the migrated, empty database that tests of `subgraph` copy. */
export const templateOf = (subgraph: string): string => `plexus_${subgraph}_template`;

/**
 * A fresh, migrated database of `subgraph` for one test file: a copy of its template. Nobody else writes to it. It goes
 * away with the test cluster.
 */
export async function cloneTestDatabase(subgraph: string): Promise<string> {
  const base = inject("postgresUrl");
  const name = `plexus_${subgraph}_test_${randomUUID().replaceAll("-", "").slice(0, 12)}`;
  const admin = new pg.Client({ connectionString: `${base}/postgres` });
  await admin.connect();
  try {
    await admin.query(`CREATE DATABASE ${name} TEMPLATE ${templateOf(subgraph)}`);
  } finally {
    await admin.end();
  }
  return `${base}/${name}`;
}
