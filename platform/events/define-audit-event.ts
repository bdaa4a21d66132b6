import { type AuditRecord, auditRecord } from "#platform/audit/audit-record.ts";
import { defineEvent, type EventDefinition } from "./define-event.ts";

/** The event by which `subgraph` tells what belongs into the audit trail, which accounts keeps: one record an event. */
export const defineAuditEvent = (subgraph: string): EventDefinition<AuditRecord> =>
  defineEvent(`${subgraph}.audit-recorded.v1`, auditRecord);
