import { pino } from "pino";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { createPool } from "#platform/database/create-pool.ts";
import type { SqlExecutor } from "#platform/database/sql.ts";
import { defineJob, enqueueJob, handleJob } from "#platform/jobs/job.ts";
import { type RunningJobs, runJobs } from "#platform/jobs/run-jobs.ts";
import { createBarrier } from "#platform/testing/barrier.ts";
import { cloneTestDatabase } from "#platform/testing/test-database.ts";
import { defineEvent } from "./define-event.ts";
import type { EventEnvelope } from "./envelope.ts";
import { createAcceptEvent, reactTo } from "./inbox.ts";
import { createDeliverEventJob, createOutbox } from "./outbox.ts";

const logger = pino({ level: "silent" });
const Happened = defineEvent("tests.happened.v1", z.object({ what: z.string() }));
const now = () => new Date("2026-11-22T10:00:00Z");
const outboxOf = createOutbox({ subscribersOf: (name) => (name === Happened.name ? ["left", "right"] : []), now });

let pool: ReturnType<typeof createPool>;

/** Plain SQL over one connection, as Prisma's transaction gives it. */
const sqlOn = (client: {
  query: (text: string, values: unknown[]) => Promise<{ rows: unknown; rowCount: number | null }>;
}): SqlExecutor => ({
  $queryRawUnsafe: async <Rows>(text: string, ...values: unknown[]) => (await client.query(text, values)).rows as Rows,
  $executeRawUnsafe: async (text: string, ...values: unknown[]) => (await client.query(text, values)).rowCount ?? 0,
});

async function inTransaction<Result>(work: (store: { sql: SqlExecutor }) => Promise<Result>): Promise<Result> {
  const client = await pool.connect();
  try {
    await client.query("BEGIN");
    const result = await work({ sql: sqlOn(client) });
    await client.query("COMMIT");
    return result;
  } catch (error) {
    await client.query("ROLLBACK");
    throw error;
  } finally {
    client.release();
  }
}

beforeAll(async () => {
  pool = createPool({ url: await cloneTestDatabase("payments"), applicationName: "test", logger });
});
afterAll(() => pool.end());

const count = async (table: string): Promise<number> =>
  Number((await pool.query(`SELECT count(*) FROM ${table}`)).rows[0].count);

describe("the outbox", () => {
  it("publishes exactly when the change commits, once per subscriber", async () => {
    await expect(
      inTransaction(async ({ sql }) => {
        await outboxOf(sql).append(Happened, { what: "rolled back" });
        throw new Error("the change fails");
      }),
    ).rejects.toThrow("the change fails");
    expect([await count("outbox_events"), await count("graphile_worker.jobs")]).toEqual([0, 0]);

    await inTransaction(({ sql }) => outboxOf(sql).append(Happened, { what: "committed" }, "evt_one"));
    await inTransaction(({ sql }) => outboxOf(sql).append(Happened, { what: "repeated" }, "evt_one"));
    expect([await count("outbox_events"), await count("graphile_worker.jobs")]).toEqual([1, 2]);
  });

  it("publishes many events of a kind at once, each exactly once", async () => {
    const [events, jobs] = [await count("outbox_events"), await count("graphile_worker.jobs")];
    const many = ["evt_many_1", "evt_many_2", "evt_many_3"].map((eventId) => ({ eventId, payload: { what: eventId } }));
    await inTransaction(({ sql }) => outboxOf(sql, "request-1").appendAll(Happened, many.slice(0, 2)));
    await inTransaction(({ sql }) => outboxOf(sql, "request-2").appendAll(Happened, many));
    await inTransaction(({ sql }) => outboxOf(sql, "request-3").appendAll(Happened, many));
    expect([await count("outbox_events"), await count("graphile_worker.jobs")]).toEqual([events + 3, jobs + 6]);
    const { rows } = await pool.query(
      "SELECT id, payload, request_id FROM outbox_events WHERE id LIKE 'evt_many_%' ORDER BY id",
    );
    expect(rows).toEqual([
      { id: "evt_many_1", payload: { what: "evt_many_1" }, request_id: "request-1" },
      { id: "evt_many_2", payload: { what: "evt_many_2" }, request_id: "request-1" },
      { id: "evt_many_3", payload: { what: "evt_many_3" }, request_id: "request-2" },
    ]);
  });

  it("keeps what does not fit the event's schema from being published", async () => {
    const wrong = { what: 1 } as unknown as { what: string };
    await expect(inTransaction(({ sql }) => outboxOf(sql).append(Happened, wrong))).rejects.toThrow();
  });

  it("delivers again to the subscriber that failed, and only to that one", async () => {
    const arrived: string[] = [];
    let failures = 1;
    const deliver = async (subscriber: string, { id, payload }: EventEnvelope) => {
      if (subscriber === "right" && failures-- > 0) throw new Error("away");
      arrived.push(`${subscriber} ${id} ${String(payload["what"])}`);
    };
    const worker = await runJobs({ pool, logger, handlers: [createDeliverEventJob({ sql: sqlOn(pool), deliver })] });
    try {
      const events = ["one committed", ...[1, 2, 3].map((number) => `many_${number} evt_many_${number}`)];
      const expected = events.flatMap((event) => [`left evt_${event}`, `right evt_${event}`]).sort();
      await expect.poll(() => [...arrived].sort(), { timeout: 15_000 }).toEqual(expected);
    } finally {
      await worker.stop();
    }
  });
});

describe("the inbox", () => {
  const envelope = (id: string, payload: Record<string, unknown>): EventEnvelope => ({
    id,
    name: Happened.name,
    occurredAt: now().toISOString(),
    requestId: null,
    payload,
  });

  it("lets each reaction run once per event, also when the same delivery arrives ten times at once", async () => {
    const allIn = createBarrier(10);
    let runs = 0;
    const reaction = reactTo(Happened, "tests.count", async () => void runs++);
    const accept = createAcceptEvent({
      transaction: async (work) => {
        await allIn();
        return inTransaction(work);
      },
      reactions: [reaction],
      logger,
    });
    await Promise.all(Array.from({ length: 10 }, () => accept(envelope("evt_many", { what: "x" }))));
    expect(runs).toBe(1);
  });

  it("forgets an event whose reaction failed, so that the next delivery tries again", async () => {
    let attempts = 0;
    const reaction = reactTo(Happened, "tests.fail-once", async () => {
      if (attempts++ === 0) throw new Error("not yet");
    });
    const accept = createAcceptEvent({ transaction: inTransaction, reactions: [reaction], logger });
    await expect(accept(envelope("evt_retry", { what: "x" }))).rejects.toThrow("not yet");
    await accept(envelope("evt_retry", { what: "x" }));
    await accept(envelope("evt_retry", { what: "x" }));
    expect(attempts).toBe(2);
  });

  it("acknowledges an event that nothing reacts to", async () => {
    const accept = createAcceptEvent({ transaction: inTransaction, reactions: [], logger });
    await accept(envelope("evt_other", {}));
    expect((await pool.query("SELECT 1 FROM inbox_events WHERE event_id = 'evt_other'")).rowCount).toBe(0);
  });
});

describe("jobs", () => {
  const remember = defineJob({ name: "tests.remember", input: z.object({ word: z.string() }), maxAttempts: 2 });
  let running: RunningJobs;
  afterAll(() => running.stop());

  it("runs a job with its checked input, keeps one per key, and parks what keeps failing", async () => {
    const words: string[] = [];
    running = await runJobs({
      pool,
      logger,
      handlers: [
        handleJob(remember, async ({ word }) => {
          words.push(word);
          if (word === "poison") throw new Error("cannot");
        }),
      ],
    });
    const later = new Date(Date.now() + 60_000);
    await inTransaction(async ({ sql }) => {
      await enqueueJob(sql, remember, { word: "later" }, { key: "one", runAt: later });
      await enqueueJob(sql, remember, { word: "later" }, { key: "one", runAt: later });
      await enqueueJob(sql, remember, { word: "poison" });
      await enqueueJob(sql, remember, { word: "good" });
    });

    await expect.poll(() => words.filter((word) => word === "poison").length, { timeout: 15_000 }).toBe(2);
    const { rows } = await pool.query(
      "SELECT attempts, max_attempts, key FROM graphile_worker.jobs WHERE task_identifier = 'tests.remember' ORDER BY key NULLS FIRST",
    );
    await expect.poll(() => words.filter((word) => word === "good").length).toBe(1);
    expect(rows.map(({ key }) => key)).toEqual([null, "one"]);
    expect(words).not.toContain("later");
  });
});
