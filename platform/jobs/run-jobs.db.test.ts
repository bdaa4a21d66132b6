import { pino } from "pino";
import { afterAll, expect, it } from "vitest";
import { z } from "zod";
import { createPool } from "#platform/database/create-pool.ts";
import type { SqlExecutor } from "#platform/database/sql.ts";
import { cloneTestDatabase } from "#platform/testing/test-database.ts";
import { defineJob, enqueueJob, handleJob } from "./job.ts";
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

it("runs the jobs of one queue one after another, and others beside them", { timeout: 30_000 }, async () => {
  const heavy = defineJob({ name: "tests.heavy", input: z.object({}), maxAttempts: 3, queue: "tests.heavy" });
  const light = defineJob({ name: "tests.light", input: z.object({}), maxAttempts: 3 });
  let running = 0;
  let most = 0;
  let done = 0;
  let free = (): void => {};
  const lightHasRun = new Promise<void>((resolve) => (free = resolve));
  const handlers = [
    handleJob(heavy, async () => {
      most = Math.max(most, ++running);
      await lightHasRun;
      running--;
      done++;
    }),
    handleJob(light, async () => free()),
  ];
  const sql: SqlExecutor = {
    $queryRawUnsafe: async <Rows>(text: string, ...values: unknown[]) => (await pool.query(text, values)).rows as Rows,
    $executeRawUnsafe: async (text, ...values) => (await pool.query(text, values)).rowCount ?? 0,
  };
  for (let count = 0; count < 6; count++) await enqueueJob(sql, heavy, {});
  await enqueueJob(sql, light, {});
  const jobs = await runJobs({ pool, logger, handlers });
  await expect.poll(() => done, { timeout: 20_000 }).toBe(6);
  expect(most).toBe(1);
  await jobs.stop();
});
