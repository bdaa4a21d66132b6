import { createHash } from "node:crypto";
import type { AuditActor, AuditRecord } from "#platform/audit/audit-record.ts";
import type { ReadRecord } from "#platform/audit/record-reads.ts";
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

/** Tells the audit trail who has looked at what. The same read is told once, whoever repeats it. */
export const appendReads = (
  outbox: Pick<Outbox, "appendAll">,
  event: EventDefinition<AuditRecord>,
  reads: readonly ReadRecord[],
): Promise<void> =>
  outbox.appendAll(
    event,
    reads.map(({ record, key }) => ({ payload: record, eventId: eventIdOf(event, key) })),
  );

const eventIdOf = ({ name }: EventDefinition<AuditRecord>, key: string): EventId =>
  idFromBytes("evt", createHash("sha256").update(`${name} ${key}`).digest().subarray(0, 16));
