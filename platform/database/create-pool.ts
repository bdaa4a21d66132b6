import pg from "pg";
import type { Logger } from "#platform/logging/logger.ts";
import { seconds } from "#platform/time/duration.ts";

export interface PoolOptions {
  url: string;
  /** Shown in pg_stat_activity. */
  applicationName: string;
  /** Most connections this pool opens. */
  max?: number;
  logger: Logger;
}

/**
 * A bounded PostgreSQL pool whose statements, lock waits and idle transactions are all limited in time, so that one slow
 * query cannot hold everything. A connection lost while idle is logged and replaced; it never ends the process.
 */
export function createPool({ url, applicationName, max = 12, logger }: PoolOptions): pg.Pool {
  const pool = new pg.Pool({
    connectionString: url,
    application_name: applicationName,
    max,
    connectionTimeoutMillis: seconds(5),
    idleTimeoutMillis: seconds(30),
    statement_timeout: seconds(10),
    lock_timeout: seconds(5),
    idle_in_transaction_session_timeout: seconds(30),
    allowExitOnIdle: true,
  });
  // While the pool closes, its last connections may see the server go first.
  pool.on("error", (error) => {
    if (!pool.ending) logger.warn({ err: error }, "an idle database connection was lost");
  });
  // A connection that is lost while it is used rejects its statement; without a listener it would end the process as well.
  pool.on("connect", (client) => client.on("error", () => {}));
  return pool;
}
