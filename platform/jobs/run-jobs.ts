import { EventEmitter } from "node:events";
import {
  Logger as WorkerLogger,
  parseCronItems,
  run,
  runMigrations,
  type TaskList,
  type WorkerEvents,
} from "graphile-worker";
import type pg from "pg";
import type { Logger } from "#platform/logging/logger.ts";
import { seconds } from "#platform/time/duration.ts";
import type { JobHandler } from "./job.ts";
import { keepWorkerRegister } from "./release-dead-workers.ts";

export interface RunningJobs {
  /** Takes no new job and waits for the running ones. */
  stop(): Promise<void>;
}

export interface RunJobsOptions {
  pool: pg.Pool;
  handlers: readonly JobHandler[];
  logger: Logger;
  /** Jobs at a time in this process. */
  concurrency?: number;
}

/**
 * Runs the jobs of one database, scheduled ones included, until stopped. A new job starts within milliseconds of its
 * commit (LISTEN/NOTIFY); the poll only finds what became due. Any number of processes may run the same database; the jobs
 * of one that was killed go to the others, or to its successor, within seconds.
 */
export async function runJobs({ pool, handlers, logger, concurrency = 4 }: RunJobsOptions): Promise<RunningJobs> {
  const taskList: TaskList = Object.fromEntries(
    handlers.map(({ definition, run: work }) => [
      definition.name,
      (payload, helpers) => work(payload, { attempt: helpers.job.attempts, logger }),
    ]),
  );
  const scheduled = handlers.filter(({ definition }) => definition.schedule !== undefined);
  const register = await keepWorkerRegister(pool, logger);
  const events: WorkerEvents = new EventEmitter();
  events.on("worker:create", ({ worker }) => register.add(worker.workerId));
  const runner = await run({
    pgPool: pool,
    events,
    taskList,
    parsedCronItems: parseCronItems(
      scheduled.map(({ definition }) => ({
        task: definition.name,
        match: definition.schedule!,
        options: { maxAttempts: definition.maxAttempts },
      })),
    ),
    concurrency,
    pollInterval: seconds(2),
    noHandleSignals: true,
    logger: toWorkerLogger(logger),
  });
  for (const { definition } of handlers.filter((handler) => handler.definition.atStart)) {
    await runner.addJob(definition.name, {}, { maxAttempts: definition.maxAttempts, jobKey: definition.name });
  }
  runner.promise.catch((error: unknown) => logger.error({ err: error }, "the job runner stopped"));
  return {
    async stop() {
      await runner.stop();
      await register.stop();
    },
  };
}

/** Creates or upgrades the queue's own tables in the database behind `pool`. Safe to run at the same time twice. */
export const migrateJobs = (pool: pg.Pool, logger: Logger): Promise<void> =>
  runMigrations({ pgPool: pool, logger: toWorkerLogger(logger) });

const toWorkerLogger = (logger: Logger): WorkerLogger =>
  new WorkerLogger(() => (level, message) => {
    if (level === "error") logger.error({ source: "jobs" }, message);
    else if (level === "warning") logger.warn({ source: "jobs" }, message);
    else logger.debug({ source: "jobs" }, message);
  });
