import type pg from "pg";
import { newId, type UserId } from "#platform/ids/id.ts";
import { plusMs } from "#platform/time/clock.ts";
import type { FileId, FilePurpose, StoredStatus } from "../files/file.ts";
import { FORM_TTL_MS } from "../files/file.ts";

export interface FileToStore {
  ownerId: UserId;
  status?: StoredStatus;
  purpose?: FilePurpose;
  reference?: string;
  /** When it was begun, and since when it is in no use. */
  createdAt?: Date;
  sizeBytes?: number;
  completed?: boolean;
}

/** Puts a file into the database in any state; one that is checked has the sizes 160 and 300. */
export async function storeFile(pool: pg.Pool, file: FileToStore): Promise<FileId> {
  const { ownerId, status = "READY", purpose = "AVATAR", createdAt = new Date(), sizeBytes = 1_000 } = file;
  const id = newId("file", createdAt);
  const isChecked = status === "READY" || status === "ATTACHED";
  await pool.query(
    `INSERT INTO files (id, owner_id, purpose, status, filename, content_type, size_bytes, width, height, widths, digest,
       rejection_reason, reference, created_at, expires_at, loose_since, completed_at)
     VALUES ($1, $2, $3, $4, 'me.png', 'image/png', $5, $6, $7, $8, $9, $10, $11, $12, $13, $12, $14)`,
    [
      id,
      ownerId,
      purpose,
      status,
      sizeBytes,
      ...(isChecked ? [300, 200, [160, 300], "digest"] : [null, null, [], null]),
      status === "REJECTED" ? "UNREADABLE" : null,
      status === "ATTACHED" ? (file.reference ?? "something") : null,
      createdAt,
      plusMs(createdAt, FORM_TTL_MS),
      file.completed || status !== "PENDING" ? createdAt : null,
    ],
  );
  return id;
}

/** The stored row as it is; undefined when there is none. */
export async function readFile(pool: pg.Pool, id: string): Promise<Record<string, unknown> | undefined> {
  return (await pool.query<Record<string, unknown>>("SELECT * FROM files WHERE id = $1", [id])).rows[0];
}

/** How many jobs of this name wait, optionally of one file. */
export async function countJobs(pool: pg.Pool, name: string, fileId?: string): Promise<number> {
  const { rows } = await pool.query<{ count: number }>(
    `SELECT count(*)::int AS count FROM graphile_worker._private_jobs AS job
     JOIN graphile_worker._private_tasks AS task ON task.id = job.task_id
     WHERE task.identifier = $1 AND ($2::text IS NULL OR job.payload->>'fileId' = $2)`,
    [name, fileId ?? null],
  );
  return rows[0]!.count;
}
