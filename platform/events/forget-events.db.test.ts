import { pino } from "pino";
import { afterAll, expect, it } from "vitest";
import { createPool } from "#platform/database/create-pool.ts";
import { cloneTestDatabase } from "#platform/testing/test-database.ts";
import { plusMs } from "#platform/time/clock.ts";
import { days } from "#platform/time/duration.ts";
import { createForgetEventsJob } from "./forget-events.ts";

const logger = pino({ level: "silent" });
const NOW = new Date("2026-11-23T10:00:00Z");
const pool = createPool({ url: await cloneTestDatabase("payments"), applicationName: "test", logger });
afterAll(() => pool.end());

const job = createForgetEventsJob({
  sql: {
    $queryRawUnsafe: async <Rows>(text: string, ...values: unknown[]) => (await pool.query(text, values)).rows as Rows,
    $executeRawUnsafe: async (text, ...values) => (await pool.query(text, values)).rowCount ?? 0,
  },
  now: () => NOW,
});

const publish = (id: string, daysAgo: number) =>
  pool.query("INSERT INTO outbox_events (id, name, payload, occurred_at) VALUES ($1, 'tests.happened.v1', '{}', $2)", [
    id,
    plusMs(NOW, -days(daysAgo)),
  ]);
const receive = (id: string, daysAgo: number) =>
  pool.query("INSERT INTO inbox_events (event_id, reaction, received_at) VALUES ($1, 'tests.react', $2)", [
    id,
    plusMs(NOW, -days(daysAgo)),
  ]);
const idsIn = async (table: string, column: string): Promise<string[]> =>
  (await pool.query(`SELECT ${column} AS id FROM ${table} ORDER BY 1`)).rows.map(({ id }: { id: string }) => id);

it("forgets what was delivered long ago, and keeps what may be delivered again or still waits, parked or not", async () => {
  await publish("evt_delivered", 31);
  await publish("evt_recent", 29);
  await publish("evt_awaited", 400);
  await publish("evt_parked", 400);
  for (const id of ["evt_awaited", "evt_parked"]) {
    await pool.query(
      "SELECT graphile_worker.add_job('events.deliver', json_build_object('eventId', $1::text, 'subscriber', 'orders'))",
      [id],
    );
  }
  await pool.query(
    "UPDATE graphile_worker._private_jobs SET attempts = max_attempts WHERE payload->>'eventId' = 'evt_parked'",
  );
  await receive("evt_received_long_ago", 181);
  await receive("evt_received", 179);

  await job.run({}, { attempt: 1, logger });

  expect(await idsIn("outbox_events", "id")).toEqual(["evt_awaited", "evt_parked", "evt_recent"]);
  expect(await idsIn("inbox_events", "event_id")).toEqual(["evt_received"]);
});

it("goes on until nothing old is left, however much there is", async () => {
  await pool.query(
    `INSERT INTO outbox_events (id, name, payload, occurred_at)
     SELECT 'evt_many_' || number, 'tests.happened.v1', '{}', $1 FROM generate_series(1, 10001) AS number`,
    [plusMs(NOW, -days(40))],
  );

  await job.run({}, { attempt: 1, logger });

  expect((await idsIn("outbox_events", "id")).filter((id) => id.startsWith("evt_many_"))).toEqual([]);
});
