import { runOnDatabase } from "../system/run-on-database.ts";
import type { Floor } from "./floor.ts";
import { startFloorProcess } from "./floor-process.ts";
import type { CommitRows } from "./programs/commit-rows.ts";

const DATABASE = "bench";

/** Durable transactions of one prepared statement each that write `rows` rows, on the system's own PostgreSQL. */
export async function startCommitFloor(postgresUrl: string, rows: number, connections: number): Promise<Floor> {
  await runOnDatabase(postgresUrl, "postgres", async (client) => {
    const { rowCount } = await client.query("SELECT FROM pg_database WHERE datname = $1", [DATABASE]);
    if (rowCount === 0) await client.query(`CREATE DATABASE ${DATABASE}`);
  });
  const process = startFloorProcess("commit-rows");
  const setup: CommitRows = { databaseUrl: `${postgresUrl}/${DATABASE}`, rows, connections };
  await process.ask(setup);
  return {
    title: `one commit of ${rows} rows`,
    pid: process.pid,
    usesServers: true,
    run: (load) => process.ask(load),
    stop: process.stop,
  };
}
