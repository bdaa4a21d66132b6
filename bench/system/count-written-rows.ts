import pg from "pg";
import { SUBGRAPH_NAMES } from "../../subgraphs/registry.ts";
import { databaseName } from "../../runtime/start-backing.ts";
import type { Operation } from "../load/closed-loop.ts";
import { untilQuiet } from "../processes/until-quiet.ts";
import { median } from "../report/statistics.ts";
import { runOnDatabase } from "./run-on-database.ts";

const OPERATIONS = 5;

/**
 * How many rows of all databases an operation has inserted or changed at the moment of its answer: what it must make durable
 * at the least. Rows that were deleted, and what jobs write later, are not among them. Counted by xmin, the transaction that
 * wrote a row version, on a system that does nothing else; the median of a few operations.
 */
export async function countWrittenRows(postgresUrl: string, systemPid: number, operation: Operation): Promise<number> {
  const counts: number[] = [];
  for (let done = 0; done < OPERATIONS; done++) {
    await untilQuiet(systemPid);
    const before = await runOnDatabase(postgresUrl, "postgres", readTransactionId);
    await operation();
    const written = SUBGRAPH_NAMES.map((name) =>
      runOnDatabase(postgresUrl, databaseName(name), (client) => countSince(client, before)),
    );
    counts.push((await Promise.all(written)).reduce((total, rows) => total + rows, 0));
  }
  return Math.max(1, Math.round(median(counts)));
}

async function readTransactionId(client: pg.Client): Promise<string> {
  const { rows } = await client.query<{ id: string }>("SELECT pg_current_xact_id()::text AS id");
  return rows[0]!.id;
}

async function countSince(client: pg.Client, transactionId: string): Promise<number> {
  const { rows: tables } = await client.query<{ schema: string; name: string }>(
    `SELECT schemaname AS schema, tablename AS name FROM pg_tables
     WHERE schemaname NOT IN ('pg_catalog', 'information_schema')`,
  );
  const counts = tables.map(
    ({ schema, name }) =>
      `(SELECT count(*) FROM ${pg.escapeIdentifier(schema)}.${pg.escapeIdentifier(name)} WHERE xmin::text::bigint > $1)`,
  );
  if (counts.length === 0) return 0;
  const { rows } = await client.query<{ total: string }>(`SELECT ${counts.join(" + ")} AS total`, [transactionId]);
  return Number(rows[0]!.total);
}
