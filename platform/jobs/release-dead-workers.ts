import type pg from "pg";
import type { Logger } from "#platform/logging/logger.ts";
import { seconds } from "#platform/time/duration.ts";

/** Any number: the class of the advisory locks that say "this worker lives". */
const LIVING_WORKERS = 7_245_002;
/** A job taken more recently may belong to a worker that has not told yet that it lives. */
const GRACE_SECONDS = 10;
const SWEEP_EVERY_MS = seconds(5);

export interface WorkerRegister {
  /** Tells the other processes that this worker lives, for as long as this process does. */
  add(workerId: string): void;
  stop(): Promise<void>;
}

/**
 * Gives the jobs of killed workers back to the living. The queue itself waits four hours before it takes a locked job for
 * abandoned; a webhook or a mail cannot. Each worker's life is an advisory lock of one session, which PostgreSQL drops the
 * moment its process is gone, however it went; a sweep takes back the jobs of workers whose lock is free. A worker that
 * only lost its connection may so run a job beside another: handlers are idempotent anyway.
 */
export async function keepWorkerRegister(pool: pg.Pool, logger: Logger): Promise<WorkerRegister> {
  const own = new Set<string>();
  let session: pg.PoolClient | undefined;

  const tell = async (): Promise<void> => {
    session ??= await openSession(pool, () => (session = undefined));
    await session.query(
      `SELECT pg_try_advisory_lock($1, hashtext(id)) FROM unnest($2::text[]) AS id
       WHERE NOT EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid()
                           AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
                           AND classid = $1::oid AND objid::bigint = (hashtext(id)::bigint & 4294967295))`,
      [LIVING_WORKERS, [...own]],
    );
  };
  const sweep = async (): Promise<void> => {
    await tell();
    const released = await releaseDead(session!);
    if (released.length > 0) logger.warn({ workers: released }, "jobs of dead workers were given back");
  };
  const attempt = (work: () => Promise<void>): Promise<void> =>
    work().catch((error: unknown) => logger.warn({ err: error }, "the register of workers could not be kept"));

  await sweep();
  let running: Promise<void> = Promise.resolve();
  const timer = setInterval(() => {
    running = running.then(() => attempt(sweep));
  }, SWEEP_EVERY_MS);
  return {
    add(workerId) {
      own.add(workerId);
      running = running.then(() => attempt(tell));
    },
    async stop() {
      clearInterval(timer);
      await running;
      session?.release(true); // closes the session, and with it the locks
    },
  };
}

async function openSession(pool: pg.Pool, onLost: () => void): Promise<pg.PoolClient> {
  const client = await pool.connect();
  client.once("error", () => {
    onLost();
    client.release(true);
  });
  return client;
}

/** Unlocks the jobs of every worker whose lock is free, and answers whose they were. */
async function releaseDead(session: pg.PoolClient): Promise<string[]> {
  const { rows } = await session.query<{ id: string }>(
    `WITH holders AS (
       SELECT DISTINCT locked_by AS id FROM graphile_worker._private_jobs
       WHERE locked_by IS NOT NULL AND locked_at < now() - make_interval(secs => $2)
       UNION
       SELECT DISTINCT locked_by FROM graphile_worker._private_job_queues
       WHERE locked_by IS NOT NULL AND locked_at < now() - make_interval(secs => $2)
     )
     SELECT id FROM holders
     WHERE NOT EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND granted
                         AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
                         AND classid = $1::oid AND objid::bigint = (hashtext(holders.id)::bigint & 4294967295))`,
    [LIVING_WORKERS, GRACE_SECONDS],
  );
  const dead = rows.map(({ id }) => id);
  if (dead.length > 0) await session.query("SELECT graphile_worker.force_unlock_workers($1::text[])", [dead]);
  return dead;
}
