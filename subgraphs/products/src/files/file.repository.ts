import type { SqlExecutor } from "#platform/database/sql.ts";
import type { ShopId, UserId } from "#platform/ids/id.ts";
import {
  type ContentType,
  FILE_MOVES,
  type FileId,
  type FilePurpose,
  type Picture,
  purposesThat,
  type RejectionReason,
  type StoredDocument,
  type StoredFile,
  type StoredStatus,
  type UploadQuota,
} from "./file.ts";

export type FileRepository = ReturnType<typeof createFileRepository>;

export interface Attachment {
  fileId: FileId;
  ownerId: UserId;
  purpose: FilePurpose;
  reference: string;
  /** For a private file: the shop whose members may see it from now on. */
  shopId?: ShopId;
}

const UPLOADED_PURPOSES = purposesThat(({ madeBy }) => madeBy === "person");

/**
 * Writes of files. Every move is one update conditional on where FILE_MOVES lets it start; false or 0: it did not apply.
 * Locks: the owner's advisory lock before rows.
 */
export const createFileRepository = (sql: SqlExecutor) => ({
  ...createFileLookUps(sql),
  ...createMovesOfOne(sql),
  ...createUses(sql),
  ...createMovesOfMany(sql),
});

function createFileLookUps(sql: SqlExecutor) {
  const findOne = async (condition: string, ...values: unknown[]): Promise<StoredFile | null> => {
    const [row] = await sql.$queryRawUnsafe<FileRow[]>(`${SELECT_FILES} WHERE ${condition}`, ...values);
    return row ? toFile(row) : null;
  };
  return {
    /** The file in whatever state, tombstones too. */
    find: (id: FileId): Promise<StoredFile | null> => findOne("id = $1", id),

    /** The file if that person owns it, tombstones too. */
    findOwn: (ownerId: UserId, id: FileId): Promise<StoredFile | null> =>
      findOne("id = $1 AND owner_id = $2", id, ownerId),

    /** Those of the person's files among `ids`, tombstones too, locked in id order until the transaction ends. */
    async lockOwn(ownerId: UserId, ids: readonly string[]): Promise<StoredFile[]> {
      if (ids.length === 0) return [];
      const text = `${SELECT_FILES} WHERE id = ANY($1::text[]) AND owner_id = $2 ORDER BY id FOR NO KEY UPDATE`;
      return (await sql.$queryRawUnsafe<FileRow[]>(text, ids, ownerId)).map(toFile);
    },

    /** Lets one transaction at a time count and add files of this person, until it ends. */
    async lockOwner(ownerId: UserId): Promise<void> {
      await sql.$executeRawUnsafe("SELECT pg_advisory_xact_lock(hashtextextended('files of ' || $1, 0))", ownerId);
    },

    /** What of the quota is used: uploads in no use, and deleted ones whose form can still bring something in. */
    async measureUse(ownerId: UserId, at: Date): Promise<UploadQuota> {
      const [use] = await sql.$queryRawUnsafe<UploadQuota[]>(
        `SELECT count(*)::int AS files, COALESCE(sum(size_bytes), 0)::float8 AS bytes FROM files
         WHERE owner_id = $1 AND purpose = ANY($4::text[])
           AND (status = ANY($2::text[]) OR (status = 'DELETED' AND expires_at > $3::timestamptz))`,
        ownerId,
        FILE_MOVES.delete.from,
        at,
        UPLOADED_PURPOSES,
      );
      return use!;
    },

    async insert(file: StoredFile): Promise<void> {
      await sql.$executeRawUnsafe(
        `INSERT INTO files (id, owner_id, purpose, status, filename, content_type, size_bytes, created_at, expires_at,
           loose_since, shop_id)
         VALUES ($1, $2, $3, $4, $5, $6, $7::int, $8::timestamptz, $9::timestamptz, $8::timestamptz, $10)`,
        file.id,
        file.ownerId,
        file.purpose,
        file.status,
        file.filename,
        file.contentType,
        file.sizeBytes,
        file.createdAt,
        file.expiresAt,
        file.shopId,
      );
    },
  };
}

function createMovesOfOne(sql: SqlExecutor) {
  /** `changes` and `condition` may use $3 and on for `values`. */
  const move = async (
    name: keyof typeof FILE_MOVES,
    id: FileId,
    { changes, condition = "true", values }: { changes: string; condition?: string; values: readonly unknown[] },
  ): Promise<boolean> => {
    const { from, to } = FILE_MOVES[name];
    const changed = await sql.$executeRawUnsafe(
      `UPDATE files SET status = '${to}', ${changes} WHERE id = $1 AND status = ANY($2::text[]) AND ${condition}`,
      id,
      from,
      ...values,
    );
    return changed === 1;
  };
  return {
    /** Notes that the owner is done uploading; true for the first time only. */
    async markCompleted(id: FileId, at: Date): Promise<boolean> {
      const changed = await sql.$executeRawUnsafe(
        "UPDATE files SET completed_at = $2::timestamptz WHERE id = $1 AND status = 'PENDING' AND completed_at IS NULL",
        id,
        at,
      );
      return changed === 1;
    },

    accept: (id: FileId, { width, height, widths, digest }: Picture): Promise<boolean> =>
      move("accept", id, {
        changes: "width = $3::int, height = $4::int, widths = $5::int[], digest = $6",
        values: [width, height, widths, digest],
      }),

    acceptDocument: (id: FileId, { digest }: StoredDocument): Promise<boolean> =>
      move("accept", id, { changes: "digest = $3", values: [digest] }),

    reject: (id: FileId, reason: RejectionReason): Promise<boolean> =>
      move("reject", id, { changes: "rejection_reason = $3", values: [reason] }),

    attach: ({ fileId, ownerId, purpose, reference, shopId }: Attachment): Promise<boolean> =>
      move("attach", fileId, {
        changes: "reference = $5, shop_id = $6",
        condition: "owner_id = $3 AND purpose = $4",
        values: [ownerId, purpose, reference, shopId ?? null],
      }),

    detach: (id: FileId, reference: string, at: Date): Promise<boolean> =>
      move("detach", id, {
        changes: "reference = NULL, shop_id = NULL, loose_since = $4::timestamptz",
        condition: "reference = $3",
        values: [reference, at],
      }),

    delete: (ownerId: UserId, id: FileId): Promise<boolean> =>
      move("delete", id, { changes: "filename = NULL", condition: "owner_id = $3", values: [ownerId] }),
  };
}

function createUses(sql: SqlExecutor) {
  return {
    /** Makes what `reference` uses what it shows: ends the use of `released` unless it is shown, takes up what is. */
    async settleUse(
      reference: string,
      { shown, released }: { shown: readonly string[]; released: readonly string[] },
      at: Date,
    ): Promise<void> {
      const gone = released.filter((id) => !shown.includes(id));
      if (gone.length > 0)
        await sql.$executeRawUnsafe(
          `UPDATE files SET status = '${FILE_MOVES.detach.to}', reference = NULL, loose_since = $4::timestamptz
           WHERE id = ANY($1::text[]) AND status = ANY($2::text[]) AND reference = $3`,
          gone,
          FILE_MOVES.detach.from,
          reference,
          at,
        );
      if (shown.length > 0)
        await sql.$executeRawUnsafe(
          `UPDATE files SET status = '${FILE_MOVES.attach.to}', reference = $3
           WHERE id = ANY($1::text[]) AND status = ANY($2::text[])`,
          shown,
          FILE_MOVES.attach.from,
          reference,
        );
    },
  };
}

function createMovesOfMany(sql: SqlExecutor) {
  return {
    /** Deletes up to `limit` files for `purposes` that have waited since before `before` to be used; returns how many. */
    async deleteLoose(purposes: readonly FilePurpose[], before: Date, limit: number): Promise<number> {
      // ARRAY, because the rows of a plain IN may be looked up several times, each time up to the limit.
      return sql.$executeRawUnsafe(
        `UPDATE files SET status = '${FILE_MOVES.delete.to}', filename = NULL
         WHERE status = ANY($1::text[]) AND loose_since < $2::timestamptz AND id = ANY(ARRAY(
           SELECT id FROM files WHERE status IN ('PENDING', 'READY', 'REJECTED') AND loose_since < $2::timestamptz
             AND purpose = ANY($4::text[])
           ORDER BY loose_since LIMIT $3::int FOR UPDATE SKIP LOCKED))`,
        FILE_MOVES.delete.from,
        before,
        limit,
        purposes,
      );
    },

    /**
     * Deletes every file of a person, but for those in use for one of `keptPurposes`, which lose owner and name. Returns how
     * many it deleted.
     */
    async eraseOwner(ownerId: UserId, keptPurposes: readonly FilePurpose[]): Promise<number> {
      await sql.$executeRawUnsafe(
        `UPDATE files SET owner_id = NULL, filename = NULL
         WHERE owner_id = $1 AND status = 'ATTACHED' AND purpose = ANY($2::text[])`,
        ownerId,
        keptPurposes,
      );
      return sql.$executeRawUnsafe(
        `UPDATE files SET status = '${FILE_MOVES.erase.to}', filename = NULL, reference = NULL
         WHERE owner_id = $1 AND status = ANY($2::text[])`,
        ownerId,
        FILE_MOVES.erase.from,
      );
    },

    /** Forgets those among the deleted files `ids` whose upload form had ended before `before`; returns how many. */
    async removeDeleted(ids: readonly FileId[], before: Date): Promise<number> {
      return sql.$executeRawUnsafe(
        "DELETE FROM files WHERE id = ANY($1::text[]) AND status = 'DELETED' AND expires_at < $2::timestamptz",
        ids,
        before,
      );
    },
  };
}

export const SELECT_FILES = `
SELECT id, owner_id, purpose, status, filename, content_type, size_bytes, width, height, widths, digest, rejection_reason,
       reference, shop_id, created_at, expires_at, completed_at
FROM files`;

export interface FileRow {
  id: FileId;
  owner_id: UserId | null;
  purpose: FilePurpose;
  status: StoredStatus;
  filename: string | null;
  content_type: ContentType;
  size_bytes: number;
  width: number | null;
  height: number | null;
  widths: number[];
  digest: string | null;
  rejection_reason: RejectionReason | null;
  reference: string | null;
  shop_id: ShopId | null;
  created_at: Date;
  expires_at: Date;
  completed_at: Date | null;
}

export const toFile = (row: FileRow): StoredFile => ({
  id: row.id,
  ownerId: row.owner_id,
  purpose: row.purpose,
  status: row.status,
  filename: row.filename,
  contentType: row.content_type,
  sizeBytes: row.size_bytes,
  picture:
    row.digest === null || row.width === null
      ? null
      : { width: row.width, height: row.height!, widths: row.widths, digest: row.digest },
  document: row.digest === null || row.width !== null ? null : { digest: row.digest },
  rejectionReason: row.rejection_reason,
  reference: row.reference,
  shopId: row.shop_id,
  createdAt: row.created_at,
  expiresAt: row.expires_at,
  completedAt: row.completed_at,
});
