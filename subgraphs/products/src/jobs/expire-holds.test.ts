import { pino } from "pino";
import { expect, it } from "vitest";
import { createExpireHoldsJob } from "./expire-holds.ts";

it("runs every minute with what the scheduler hands in, and fails when the work fails", async () => {
  let runs = 0;
  const job = createExpireHoldsJob(async () => ++runs);
  const run = { attempt: 1, logger: pino({ level: "silent" }) };
  await job.run({ _cron: { ts: "2026-11-20T10:00:00Z", backfilled: false } }, run);
  expect(runs).toBe(1);
  expect(job.definition).toMatchObject({ name: "products.expire-holds", schedule: "* * * * *" });

  const failing = createExpireHoldsJob(() => Promise.reject(new Error("database is away")));
  await expect(failing.run({}, run)).rejects.toThrow("database is away");
});
