// One statement, prepared once on each connection, that writes some rows and commits them durably.
import { randomBytes } from "node:crypto";
import pg from "pg";
import { answerLoads } from "./answer-parent.ts";

export interface CommitRows {
  databaseUrl: string;
  rows: number;
  connections: number;
}

const INSERT = {
  name: "bench-insert",
  text: "INSERT INTO bench_rows (payload) SELECT $1 FROM generate_series(1, $2::int)",
};

answerLoads<CommitRows>(async ({ databaseUrl, rows, connections }) => {
  const pool = new pg.Pool({ connectionString: databaseUrl, max: connections });
  await pool.query(
    "CREATE TABLE IF NOT EXISTS bench_rows (id bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY, payload text)",
  );
  const { rows: settings } = await pool.query(
    "SELECT current_setting('fsync') AS fsync, current_setting('synchronous_commit') AS commit",
  );
  if (settings[0].fsync !== "on" || settings[0].commit !== "on") throw new Error("this PostgreSQL is not durable");
  const payload = randomBytes(75).toString("hex");
  return async () => void (await pool.query({ ...INSERT, values: [payload, rows] }));
});
