import { type AuditRecord, toAuditActor } from "#platform/audit/audit-record.ts";
import type { Actor } from "#platform/identity/viewer.ts";
import { newId } from "#platform/ids/id.ts";
import type { AccountsStore } from "../database.ts";
import { entryIdOf } from "./entry-id.ts";

/**
 * Adds what `actor` does to the audit trail, in the caller's transaction: it is there exactly when the change is. Records of
 * the same `cause` are one entry.
 */
export async function recordAudit(
  { audit }: Pick<AccountsStore, "audit">,
  actor: Pick<Actor, "viewer" | "requestId">,
  record: Omit<AuditRecord, "actor">,
  at: Date,
  cause?: string,
): Promise<void> {
  await audit.append([
    {
      ...record,
      actor: toAuditActor(actor.viewer),
      id: cause === undefined ? newId("aud", at) : entryIdOf(cause),
      source: "accounts",
      occurredAt: at,
      requestId: actor.requestId,
    },
  ]);
}
