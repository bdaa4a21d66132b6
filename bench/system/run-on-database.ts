import pg from "pg";

/** Runs `work` on one database of the server at `postgresUrl`, which ends with the port. */
export async function runOnDatabase<Result>(
  postgresUrl: string,
  database: string,
  work: (client: pg.Client) => Promise<Result>,
): Promise<Result> {
  const client = new pg.Client({ connectionString: `${postgresUrl}/${database}` });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
