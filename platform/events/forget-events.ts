import { z } from "zod";
import type { SqlExecutor } from "#platform/database/sql.ts";
import { defineJob, handleJob, type JobHandler } from "#platform/jobs/job.ts";
import { type Now, plusMs } from "#platform/time/clock.ts";
import { days } from "#platform/time/duration.ts";

/** For so long stored events can be delivered again, say after a database was restored from a backup. */
const PUBLISHED_FOR_MS = days(30);
/** Far longer than events are kept: whatever is still delivered finds what was done about it. */
const RECEIVED_FOR_MS = days(180);
const BATCH = 5_000;

const forgetEvents = defineJob({
  name: "events.forget",
  input: z.object({}),
  maxAttempts: 3,
  schedule: "41 3 * * *",
});

/**
 * Removes events that were delivered long ago, and the memory of having received some even longer ago. An event that a delivery
 * still waits for stays, a parked delivery included. Short statements, so that publishing goes on meanwhile.
 */
export const createForgetEventsJob = ({ sql, now }: { sql: SqlExecutor; now: Now }): JobHandler =>
  handleJob(forgetEvents, async (_, { logger }) => {
    const at = now();
    const published = await inBatches(() =>
      sql.$executeRawUnsafe(FORGET_PUBLISHED, plusMs(at, -PUBLISHED_FOR_MS).toISOString(), BATCH),
    );
    const received = await inBatches(() =>
      sql.$executeRawUnsafe(FORGET_RECEIVED, plusMs(at, -RECEIVED_FOR_MS).toISOString(), BATCH),
    );
    logger.info({ published, received }, "old events forgotten");
  });

async function inBatches(removeSome: () => PromiseLike<number>): Promise<number> {
  for (let total = 0; ;) {
    const removed = await removeSome();
    total += removed;
    if (removed < BATCH) return total;
  }
}

const FORGET_PUBLISHED = `
WITH awaited AS (
  SELECT job.payload->>'eventId' AS id
  FROM graphile_worker._private_jobs AS job JOIN graphile_worker._private_tasks AS task ON task.id = job.task_id
  WHERE task.identifier = 'events.deliver')
DELETE FROM outbox_events WHERE id IN (
  SELECT id FROM outbox_events
  WHERE occurred_at < $1::timestamptz AND NOT EXISTS (SELECT FROM awaited WHERE awaited.id = outbox_events.id)
  LIMIT $2::int)`;

const FORGET_RECEIVED = `
DELETE FROM inbox_events WHERE (event_id, reaction) IN (
  SELECT event_id, reaction FROM inbox_events WHERE received_at < $1::timestamptz LIMIT $2::int)`;
