import { z } from "zod";
import type { SqlExecutor } from "#platform/database/sql.ts";
import { newId } from "#platform/ids/id.ts";
import { defineJob, enqueueJob, enqueueJobs, handleJob, type JobHandler } from "#platform/jobs/job.ts";
import type { Now } from "#platform/time/clock.ts";
import type { EventDefinition } from "./define-event.ts";
import type { EventEnvelope } from "./envelope.ts";

/** Names of the subgraphs that react to an event; from the registry, handed in by `runtime/`. */
export type SubscribersOf = (eventName: string) => readonly string[];

/** Delivers one stored event to one subscriber. Twenty-five attempts with exponential back-off are about three days. */
const deliverEvent = defineJob({
  name: "events.deliver",
  input: z.object({ eventId: z.string(), subscriber: z.string() }),
  maxAttempts: 25,
});

export interface Outbox {
  /**
   * Stores the event and one delivery job per subscriber in the transaction that this outbox was made for: the event is
   * published exactly when the change it tells of commits. `eventId` may be given to make a repeat harmless: an event
   * with a known id is stored and delivered once.
   */
  append<Payload>(event: EventDefinition<Payload>, payload: Payload, eventId?: string): Promise<void>;

  /** Stores many events of one kind like `append`, by one statement, and one for each subscriber. */
  appendAll<Payload>(
    event: EventDefinition<Payload>,
    events: readonly { readonly payload: Payload; readonly eventId: string }[],
  ): Promise<void>;
}

/** The outbox of one database; call the result with a transaction. Needs the table `outbox_events`. */
export function createOutbox(options: { subscribersOf: SubscribersOf; now: Now }) {
  return (transaction: SqlExecutor, requestId: string | null = null): Outbox => ({
    async append(event, payload, eventId = newId("evt", options.now())) {
      const stored = await transaction.$executeRawUnsafe(
        `INSERT INTO outbox_events (id, name, payload, occurred_at, request_id)
         VALUES ($1, $2, $3::jsonb, $4::timestamptz, $5) ON CONFLICT (id) DO NOTHING`,
        eventId,
        event.name,
        JSON.stringify(event.payload.parse(payload)),
        options.now().toISOString(),
        requestId,
      );
      if (stored === 0) return;
      for (const subscriber of options.subscribersOf(event.name)) {
        await enqueueJob(transaction, deliverEvent, { eventId, subscriber });
      }
    },

    async appendAll(event, events) {
      const rows = events.map(({ payload, eventId }) => ({ id: eventId, payload: event.payload.parse(payload) }));
      const stored = await transaction.$queryRawUnsafe<{ id: string }[]>(
        `INSERT INTO outbox_events (id, name, payload, occurred_at, request_id)
         SELECT id, $1, payload, $2::timestamptz, $3 FROM jsonb_to_recordset($4::jsonb) AS event (id text, payload jsonb)
         ON CONFLICT (id) DO NOTHING RETURNING id`,
        event.name,
        options.now().toISOString(),
        requestId,
        JSON.stringify(rows),
      );
      if (stored.length === 0) return;
      for (const subscriber of options.subscribersOf(event.name)) {
        const deliveries = stored.map(({ id }) => ({ eventId: id, subscriber }));
        await enqueueJobs(transaction, deliverEvent, deliveries);
      }
    },
  });
}

export type CreateOutbox = ReturnType<typeof createOutbox>;

/** The job that carries stored events to their subscribers. `deliver` resolves when the subscriber has them durably. */
export const createDeliverEventJob = (deps: {
  sql: SqlExecutor;
  deliver: (subscriber: string, envelope: EventEnvelope) => Promise<void>;
}): JobHandler =>
  handleJob(deliverEvent, async ({ eventId, subscriber }) => {
    const [event] = await deps.sql.$queryRawUnsafe<StoredEvent[]>(
      "SELECT id, name, payload, occurred_at, request_id FROM outbox_events WHERE id = $1",
      eventId,
    );
    if (!event) throw new Error(`outbox event ${eventId} is gone`);
    await deps.deliver(subscriber, {
      id: event.id,
      name: event.name,
      occurredAt: event.occurred_at.toISOString(),
      requestId: event.request_id,
      payload: event.payload,
    });
  });

interface StoredEvent {
  id: string;
  name: string;
  payload: Record<string, unknown>;
  occurred_at: Date;
  request_id: string | null;
}
