import { pino } from "pino";
import { afterAll, beforeAll, expect, it } from "vitest";
import { z } from "zod";
import { createPool } from "#platform/database/create-pool.ts";
import { cloneTestDatabase } from "#platform/testing/test-database.ts";
import { defineJob, handleJob } from "./job.ts";
import { keepWorkerRegister } from "./release-dead-workers.ts";
import { runJobs } from "./run-jobs.ts";

const logger = pino({ level: "silent" });
const work = defineJob({ name: "tests.work", input: z.object({ by: z.string() }), maxAttempts: 5 });
let pool: ReturnType<typeof createPool>;

beforeAll(async () => {
  pool = createPool({ url: await cloneTestDatabase("payments"), applicationName: "test", logger });
});
afterAll(() => pool.end());

/** A job that `worker` took a minute ago and has not finished. */
async function aJobTakenBy(worker: string): Promise<void> {
  await pool.query(
    "SELECT graphile_worker.add_job('tests.work', json_build_object('by', $1::text), max_attempts := 5)",
    [worker],
  );
  await pool.query(
    `UPDATE graphile_worker._private_jobs SET locked_by = $1, locked_at = now() - interval '1 minute', attempts = 1
     WHERE payload->>'by' = $1`,
    [worker],
  );
}

it(
  "runs again what a killed worker had taken, and leaves alone what a living one is at",
  { timeout: 30_000 },
  async () => {
    const living = await keepWorkerRegister(pool, logger);
    living.add("worker-living");
    await expect
      .poll(
        async () =>
          (
            await pool.query(`SELECT FROM pg_locks WHERE locktype = 'advisory' AND classid = 7245002
             AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`)
          ).rowCount,
      )
      .toBe(1);
    await aJobTakenBy("worker-living");
    await aJobTakenBy("worker-killed");

    const ran: string[] = [];
    const jobs = await runJobs({ pool, logger, handlers: [handleJob(work, async ({ by }) => void ran.push(by))] });
    await expect.poll(() => ran, { timeout: 15_000 }).toEqual(["worker-killed"]);
    await living.stop(); // its session ends, as it would with its process
    await expect.poll(() => ran, { timeout: 15_000 }).toEqual(["worker-killed", "worker-living"]);
    await jobs.stop();
  },
);
