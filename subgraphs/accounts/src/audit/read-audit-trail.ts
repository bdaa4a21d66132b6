import type { Page, PageRequest } from "#platform/database/page.ts";
import { AppError } from "#platform/errors/app-error.ts";
import type { Actor } from "#platform/identity/viewer.ts";
import type { Now } from "#platform/time/clock.ts";
import type { AccountsDatabase } from "../database.ts";
import type { AuditFilter, AuditPosition, StoredAuditRecord } from "./audit.repository.ts";
import { recordAudit } from "./record-audit.ts";

export type ReadAuditTrail = ReturnType<typeof createReadAuditTrail>;

/**
 * A page of the audit trail, newest first. Looking is an entry of its own, made first: with what was looked for.
 * @throws AppError UNAVAILABLE when that cannot be recorded.
 */
export function createReadAuditTrail({ db, now }: { db: Pick<AccountsDatabase, "audit">; now: Now }) {
  return async (
    actor: Pick<Actor, "viewer" | "requestId">,
    filter: AuditFilter,
    request: PageRequest,
    position: AuditPosition | null,
  ): Promise<Page<StoredAuditRecord>> => {
    const subject = { type: "AuditTrail", id: "all" };
    const { from, to, ...exact } = filter;
    const after = { ...exact, ...(from ? { from: from.toISOString() } : {}), ...(to ? { to: to.toISOString() } : {}) };
    try {
      await recordAudit(db, actor, { action: "audit.read", subject, before: null, after }, now());
    } catch (cause) {
      throw new AppError(
        "UNAVAILABLE",
        "The trail can be read only once that is recorded, which is not possible now.",
        {
          cause,
        },
      );
    }
    return db.audit.findPage(filter, request, position);
  };
}
