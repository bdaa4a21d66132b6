import type { SqlExecutor } from "#platform/database/sql.ts";
import type { Logger } from "#platform/logging/logger.ts";
import type { EventDefinition } from "./define-event.ts";
import type { EventEnvelope } from "./envelope.ts";

/**
 * What a subgraph does about one event, inside one transaction of its own database. Deliveries repeat and arrive out of
 * order: the inbox lets each (event, reaction) through once, and the reaction itself must find a state that has already
 * moved on and leave it alone. No network call in here; enqueue a job for that.
 */
export interface Reaction<Store> {
  readonly event: EventDefinition;
  /** Stable for ever: it is half of the inbox key. */
  readonly name: string;
  react(store: Store, payload: unknown, envelope: EventEnvelope): Promise<void>;
}

/** A reaction with its payload checked by the event's schema. */
export const reactTo = <Store, Payload>(
  event: EventDefinition<Payload>,
  name: string,
  react: (store: Store, payload: Payload, envelope: EventEnvelope) => Promise<void>,
): Reaction<Store> => ({
  event,
  name,
  react: (store, payload, envelope) => react(store, event.payload.parse(payload), envelope),
});

/**
 * Accepts a delivered event: runs each reaction that it has not run for this event id, each in its own transaction
 * together with its inbox row (table `inbox_events`). Resolves when everything has committed; throws to be delivered again.
 * An event that nothing here reacts to is acknowledged.
 */
export function createAcceptEvent<Store extends { sql: SqlExecutor }>(deps: {
  transaction: <Result>(work: (store: Store) => Promise<Result>) => Promise<Result>;
  reactions: readonly Reaction<Store>[];
  logger: Logger;
}) {
  return async (envelope: EventEnvelope): Promise<void> => {
    for (const reaction of deps.reactions.filter(({ event }) => event.name === envelope.name)) {
      const ran = await deps.transaction(async (store) => {
        const isNew = await store.sql.$executeRawUnsafe(
          "INSERT INTO inbox_events (event_id, reaction) VALUES ($1, $2) ON CONFLICT DO NOTHING",
          envelope.id,
          reaction.name,
        );
        if (isNew === 1) await reaction.react(store, envelope.payload, envelope);
        return isNew === 1;
      });
      deps.logger.debug({ event: envelope.name, eventId: envelope.id, reaction: reaction.name, ran }, "event accepted");
    }
  };
}
