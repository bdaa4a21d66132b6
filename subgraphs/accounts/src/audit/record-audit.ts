import { type AuditRecord, toAuditActor } from "#platform/audit/audit-record.ts";
import type { Actor } from "#platform/identity/viewer.ts";
import { newId } from "#platform/ids/id.ts";
import type { AccountsStore } from "../database.ts";

/** Adds what `actor` does to the audit trail, in the caller's transaction: it is there exactly when the change is. */
export async function recordAudit(
  { audit }: Pick<AccountsStore, "audit">,
  actor: Pick<Actor, "viewer" | "requestId">,
  record: Omit<AuditRecord, "actor">,
  at: Date,
): Promise<void> {
  await audit.append({
    ...record,
    actor: toAuditActor(actor.viewer),
    id: newId("aud", at),
    source: "accounts",
    occurredAt: at,
    requestId: actor.requestId,
  });
}
