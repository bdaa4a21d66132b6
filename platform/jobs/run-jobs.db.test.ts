import { pino } from "pino";
import { afterAll, expect, it } from "vitest";
import { z } from "zod";
import { createPool } from "#platform/database/create-pool.ts";
import { cloneTestDatabase } from "#platform/testing/test-database.ts";
import { defineJob, handleJob } from "./job.ts";
import { runJobs } from "./run-jobs.ts";

const logger = pino({ level: "silent" });
const pool = createPool({ url: await cloneTestDatabase("payments"), applicationName: "test", logger });
afterAll(() => pool.end());

it(
  "runs at every start of a worker what has to be seen to then, and again when it fails",
  { timeout: 30_000 },
  async () => {
    const attempts: number[] = [];
    const prepare = defineJob({ name: "tests.prepare", input: z.object({}), maxAttempts: 3, atStart: true });
    const handlers = [
      handleJob(prepare, async (_input, { attempt }) => {
        attempts.push(attempt);
        if (attempts.length === 1) throw new Error("not yet");
      }),
    ];
    const first = await runJobs({ pool, logger, handlers });
    await expect.poll(() => attempts, { timeout: 15_000 }).toEqual([1, 2]);
    await first.stop();
    const second = await runJobs({ pool, logger, handlers });
    await expect.poll(() => attempts, { timeout: 15_000 }).toEqual([1, 2, 1]);
    await second.stop();
  },
);
