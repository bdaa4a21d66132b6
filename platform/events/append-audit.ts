import { createHash } from "node:crypto";
import type { AuditActor, AuditRecord } from "#platform/audit/audit-record.ts";
import type { StoreReads } from "#platform/audit/record-reads.ts";
import { type EventId, idFromBytes } from "#platform/ids/id.ts";
import type { EventDefinition } from "./define-event.ts";
import type { Outbox } from "./outbox.ts";

/** Tells the audit trail what `actor` does, in the transaction of `outbox`: it is told exactly when the change commits. */
export const appendAudit = (
  outbox: Pick<Outbox, "append">,
  event: EventDefinition<AuditRecord>,
  actor: AuditActor,
  record: Omit<AuditRecord, "actor">,
): Promise<void> => outbox.append(event, { ...record, actor });

/** Tells the audit trail who looks at what, in a transaction of its own. The same read is told once, whoever repeats it. */
export const createStoreReads =
  (
    db: {
      transaction: (
        work: (store: { outbox: Pick<Outbox, "appendAll"> }) => Promise<void>,
        requestId: string,
      ) => Promise<void>;
    },
    event: EventDefinition<AuditRecord>,
  ): StoreReads =>
  (reads, requestId) =>
    db.transaction(({ outbox }) => {
      const events = reads.map(({ record, key }) => ({ payload: record, eventId: eventIdOf(event, key) }));
      return outbox.appendAll(event, events);
    }, requestId);

const eventIdOf = ({ name }: EventDefinition<AuditRecord>, key: string): EventId =>
  idFromBytes("evt", createHash("sha256").update(`${name} ${key}`).digest().subarray(0, 16));
