import type { AuditRecord } from "#platform/audit/audit-record.ts";
import { type Page, type PageRequest, toPage } from "#platform/database/page.ts";
import { type AuditEntry as AuditEntryRow, Prisma } from "../generated/prisma/client.ts";

export type AuditRepository = ReturnType<typeof createAuditRepository>;

/** A record with where, when and in which request it happened. */
export interface StoredAuditRecord extends AuditRecord {
  id: string;
  source: string;
  occurredAt: Date;
  requestId: string | null;
}

/** Every given part must hold; `from` is included, `to` is not. */
export interface AuditFilter {
  actorUserId?: string;
  subjectId?: string;
  action?: string;
  source?: string;
  from?: Date;
  to?: Date;
}

/** Where an entry stands in the trail, newest first. */
export interface AuditPosition {
  occurredAt: Date;
  id: string;
}

/** SQL for the audit trail. Entries are added in the transaction of what they tell of, and never touched again. */
export function createAuditRepository(db: Prisma.TransactionClient) {
  return {
    /** By one statement. An entry whose id is there already stays as it is: an event that comes twice is one entry. */
    async append(records: readonly StoredAuditRecord[]): Promise<void> {
      await db.auditEntry.createMany({ data: records.map(toRow), skipDuplicates: true });
    },

    /** A page of what fits `filter`, newest first. */
    async findPage(
      filter: AuditFilter,
      request: PageRequest,
      position: AuditPosition | null,
    ): Promise<Page<StoredAuditRecord>> {
      const order = request.backward ? ("asc" as const) : ("desc" as const);
      const rows = await db.auditEntry.findMany({
        where: { AND: [fitting(filter), ...behind(position, request)] },
        orderBy: [{ occurredAt: order }, { id: order }],
        take: request.limit + 1,
      });
      return toPage(rows.map(toRecord), request);
    },

    count: (filter: AuditFilter): Promise<number> => db.auditEntry.count({ where: fitting(filter) }),
  };
}

const fitting = ({ from, to, ...exact }: AuditFilter): Prisma.AuditEntryWhereInput => ({
  ...exact,
  occurredAt: { ...(from ? { gte: from } : {}), ...(to ? { lt: to } : {}) },
});

/** The first part of each is implied; it lets the index find the place. */
function behind(position: AuditPosition | null, { backward }: PageRequest): Prisma.AuditEntryWhereInput[] {
  if (position === null) return [];
  const { occurredAt, id } = position;
  return backward
    ? [
        { occurredAt: { gte: occurredAt } },
        { OR: [{ occurredAt: { gt: occurredAt } }, { occurredAt, id: { gt: id } }] },
      ]
    : [
        { occurredAt: { lte: occurredAt } },
        { OR: [{ occurredAt: { lt: occurredAt } }, { occurredAt, id: { lt: id } }] },
      ];
}

const toRow = ({ actor, subject, before, after, ...record }: StoredAuditRecord) => ({
  ...record,
  actorKind: actor.kind,
  actorUserId: actor.userId,
  actorApiKeyId: actor.apiKeyId,
  subjectType: subject.type,
  subjectId: subject.id,
  before: toJson(before),
  after: toJson(after),
});

const toJson = (state: AuditRecord["before"]) => (state === null ? Prisma.DbNull : (state as Prisma.InputJsonObject));

const toRecord = (row: AuditEntryRow): StoredAuditRecord => ({
  id: row.id,
  source: row.source,
  occurredAt: row.occurredAt,
  requestId: row.requestId,
  action: row.action,
  actor: {
    kind: row.actorKind as AuditRecord["actor"]["kind"],
    userId: row.actorUserId,
    apiKeyId: row.actorApiKeyId,
  },
  subject: { type: row.subjectType, id: row.subjectId },
  before: row.before as AuditRecord["before"],
  after: row.after as AuditRecord["after"],
});
