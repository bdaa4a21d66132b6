import type { AuditRecord } from "#platform/audit/audit-record.ts";
import { Prisma } from "../generated/prisma/client.ts";

export type AuditRepository = ReturnType<typeof createAuditRepository>;

/** A record with where, when and in which request it happened. */
export interface StoredAuditRecord extends AuditRecord {
  id: string;
  source: string;
  occurredAt: Date;
  requestId: string | null;
}

/** SQL for the audit trail. Entries are added in the transaction of what they tell of, and never touched again. */
export function createAuditRepository(db: Prisma.TransactionClient) {
  return {
    /** Does nothing when an entry of this id is there: an event that comes twice is one entry. */
    async append({ actor, subject, before, after, ...record }: StoredAuditRecord): Promise<void> {
      await db.auditEntry.createMany({
        data: [
          {
            ...record,
            actorKind: actor.kind,
            actorUserId: actor.userId,
            actorApiKeyId: actor.apiKeyId,
            subjectType: subject.type,
            subjectId: subject.id,
            before: toJson(before),
            after: toJson(after),
          },
        ],
        skipDuplicates: true,
      });
    },
  };
}

const toJson = (state: AuditRecord["before"]) => (state === null ? Prisma.DbNull : (state as Prisma.InputJsonObject));
