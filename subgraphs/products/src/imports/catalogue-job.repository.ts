import type { AuditActor } from "#platform/audit/audit-record.ts";
import type { SqlExecutor } from "#platform/database/sql.ts";
import type { FileId, JobId, ShopId, UserId } from "#platform/ids/id.ts";
import {
  type CatalogueJob,
  type JobKind,
  type JobRun,
  type JobStatus,
  MAX_STORED_ERRORS,
  type RowError,
} from "./catalogue-job.ts";

export type CatalogueJobRepository = ReturnType<typeof createCatalogueJobRepository>;

export interface NewJob {
  readonly id: JobId;
  readonly kind: JobKind;
  readonly shopId: ShopId;
  readonly actor: AuditActor;
  readonly request: CatalogueJob["request"];
  readonly idempotencyKey: string | null;
  readonly createdAt: Date;
}

export interface BegunJob extends JobRun {
  readonly kind: "begun";
}

/** How far a job has come. What is absent stays. */
export interface JobProgress {
  total?: number;
  done?: number;
  progress: number;
  isChecked?: boolean;
  created?: number;
  changed?: number;
}

/**
 * Writes of jobs, inside a transaction. Whatever a worker writes names its run: false means that the job was cancelled or that
 * another worker has taken it up, and the caller has to stop.
 */
export const createCatalogueJobRepository = (sql: SqlExecutor) => ({ ...createMoves(sql), ...createNotes(sql) });

function createMoves(sql: SqlExecutor) {
  return {
    /** Lets one transaction at a time count and add jobs of this shop, until it ends. */
    async lockShop(shopId: ShopId): Promise<void> {
      await sql.$executeRawUnsafe("SELECT pg_advisory_xact_lock(hashtextextended('jobs of ' || $1, 0))", shopId);
    },

    async countLiving(shopId: ShopId): Promise<number> {
      const [row] = await sql.$queryRawUnsafe<{ count: number }[]>(
        "SELECT count(*)::int AS count FROM catalogue_jobs WHERE shop_id = $1 AND finished_at IS NULL",
        shopId,
      );
      return row!.count;
    },

    /** What the person, or a key of theirs, has started under this key. */
    async findByKey(userId: UserId, kind: JobKind, idempotencyKey: string): Promise<CatalogueJob | null> {
      const [row] = await sql.$queryRawUnsafe<JobRow[]>(
        `${SELECT_JOBS} WHERE started_by = $1 AND kind = $2 AND idempotency_key = $3`,
        userId,
        kind,
        idempotencyKey,
      );
      return row ? toJob(row) : null;
    },

    /** Stores a QUEUED job. */
    async insert(job: NewJob): Promise<CatalogueJob> {
      const [row] = await sql.$queryRawUnsafe<JobRow[]>(
        INSERT,
        job.id,
        job.kind,
        job.shopId,
        job.actor.userId,
        job.actor.apiKeyId,
        JSON.stringify(job.request),
        job.idempotencyKey,
        job.createdAt,
      );
      return toJob(row!);
    },

    /**
     * Takes a job up: whoever had taken it up before gets on no more. `wait` while an older one of its shop lives, null when it is
     * over.
     */
    async begin(id: JobId, at: Date): Promise<BegunJob | { kind: "wait"; shopId: ShopId } | null> {
      const [found] = await sql.$queryRawUnsafe<(JobRow & { is_first: boolean })[]>(FIND_TO_BEGIN, id);
      if (!found || found.finished_at !== null) return null;
      if (!found.is_first) return { kind: "wait", shopId: found.shop_id };
      const [row] = await sql.$queryRawUnsafe<JobRow[]>(BEGIN, id, at);
      return row ? { kind: "begun", job: toJob(row), run: row.run } : null;
    },

    /** Ends a job: FAILED with errors, SUCCEEDED without. Null when it is no longer that run's. */
    async finish({ job, run }: JobRun, at: Date): Promise<CatalogueJob | null> {
      const [row] = await sql.$queryRawUnsafe<JobRow[]>(FINISH, job.id, run, at);
      return row ? toJob(row) : null;
    },

    /** Cancels a living job; null when it is over. */
    async cancel(id: JobId, at: Date): Promise<CatalogueJob | null> {
      const [row] = await sql.$queryRawUnsafe<JobRow[]>(CANCEL, id, at);
      return row ? toJob(row) : null;
    },
  };
}

function createNotes(sql: SqlExecutor) {
  return {
    /** Notes how far a run has come. */
    async advance({ job, run }: JobRun, progress: JobProgress, at: Date): Promise<boolean> {
      const changed = await sql.$executeRawUnsafe(
        ADVANCE,
        job.id,
        run,
        progress.total ?? null,
        progress.done ?? null,
        progress.progress,
        progress.isChecked ?? null,
        progress.created ?? 0,
        progress.changed ?? 0,
        at,
      );
      return changed === 1;
    },

    /** Forgets what an earlier run found: this one checks everything anew. */
    async clearErrors({ job }: JobRun): Promise<void> {
      await sql.$executeRawUnsafe("DELETE FROM catalogue_job_errors WHERE job_id = $1", job.id);
      await sql.$executeRawUnsafe("UPDATE catalogue_jobs SET error_count = 0 WHERE id = $1", job.id);
    },

    /** Adds to the errors of a job, of which it keeps the first and counts them all. The job's row is locked from here on. */
    async addErrors({ job }: JobRun, errors: readonly RowError[]): Promise<void> {
      if (errors.length === 0) return;
      const stored = errors.slice(0, MAX_STORED_ERRORS);
      await sql.$executeRawUnsafe(ADD_ERRORS, job.id, errors.length, JSON.stringify(stored), MAX_STORED_ERRORS);
    },

    async setResult({ job, run }: JobRun, fileId: FileId): Promise<void> {
      await sql.$executeRawUnsafe(
        "UPDATE catalogue_jobs SET result_file_id = $3 WHERE id = $1 AND run = $2::int AND status = 'RUNNING'",
        job.id,
        run,
        fileId,
      );
    },

    /** Forgets who started them. */
    async forgetPerson(userId: string): Promise<void> {
      await sql.$executeRawUnsafe(
        "UPDATE catalogue_jobs SET started_by = NULL, api_key_id = NULL WHERE started_by = $1",
        userId,
      );
    },

    /** Fails the living jobs that no worker has touched since `before`: their attempts are used up. Returns them. */
    async failStale(before: Date, at: Date): Promise<CatalogueJob[]> {
      const rows = await sql.$queryRawUnsafe<JobRow[]>(FAIL_STALE, before, at);
      return rows.map(toJob);
    },

    /** Forgets jobs that were over before `before`, with their errors; returns how many. */
    async removeOld(before: Date, limit: number): Promise<number> {
      return sql.$executeRawUnsafe(REMOVE_OLD, before, limit);
    },
  };
}

const COLUMNS = `id, kind, shop_id, started_by, api_key_id, status, request, run, total, done, progress, is_checked,
  products_created, products_changed, error_count, result_file_id, created_at, started_at, finished_at`;

export const SELECT_JOBS = `SELECT ${COLUMNS} FROM catalogue_jobs`;

const INSERT = `
INSERT INTO catalogue_jobs (id, kind, shop_id, started_by, api_key_id, status, request, idempotency_key, created_at, touched_at)
VALUES ($1, $2, $3, $4, $5, 'QUEUED', $6::jsonb, $7, $8::timestamptz, $8::timestamptz)
RETURNING ${COLUMNS}`;

/** The shop's jobs run in the order of their ids, which is that of their creation. */
const FIND_TO_BEGIN = `
SELECT ${COLUMNS}, NOT EXISTS (
    SELECT FROM catalogue_jobs AS older
    WHERE older.shop_id = job.shop_id AND older.id < job.id AND older.finished_at IS NULL) AS is_first
FROM catalogue_jobs AS job WHERE id = $1`;

const BEGIN = `
UPDATE catalogue_jobs
SET status = 'RUNNING', run = run + 1, started_at = COALESCE(started_at, $2::timestamptz), touched_at = $2::timestamptz
WHERE id = $1 AND finished_at IS NULL RETURNING ${COLUMNS}`;

const FINISH = `
UPDATE catalogue_jobs
SET status = CASE WHEN error_count > 0 THEN 'FAILED' ELSE 'SUCCEEDED' END,
    progress = CASE WHEN error_count > 0 THEN progress ELSE 1 END,
    finished_at = $3::timestamptz, touched_at = $3::timestamptz
WHERE id = $1 AND run = $2::int AND status = 'RUNNING' RETURNING ${COLUMNS}`;

const ADVANCE = `
UPDATE catalogue_jobs
SET total = COALESCE($3::int, total), done = COALESCE($4::int, done), progress = $5::real,
    is_checked = COALESCE($6::boolean, is_checked), products_created = products_created + $7::int,
    products_changed = products_changed + $8::int, touched_at = $9::timestamptz
WHERE id = $1 AND run = $2::int AND status = 'RUNNING'`;

const ADD_ERRORS = `
WITH counted AS (
  UPDATE catalogue_jobs SET error_count = error_count + $2::int WHERE id = $1 RETURNING error_count - $2::int AS before
)
INSERT INTO catalogue_job_errors (job_id, number, "row", field, code, sku)
SELECT $1, counted.before + error.ordinality, (error.value ->> 'row')::int,
       ARRAY(SELECT jsonb_array_elements_text(error.value -> 'field')), error.value ->> 'code', error.value ->> 'sku'
FROM counted, jsonb_array_elements($3::jsonb) WITH ORDINALITY AS error
WHERE counted.before + error.ordinality <= $4::int`;

const CANCEL = `
UPDATE catalogue_jobs SET status = 'CANCELLED', finished_at = $2::timestamptz, touched_at = $2::timestamptz
WHERE id = $1 AND finished_at IS NULL RETURNING ${COLUMNS}`;

const FAIL_STALE = `
UPDATE catalogue_jobs SET status = 'FAILED', finished_at = $2::timestamptz
WHERE finished_at IS NULL AND touched_at < $1::timestamptz RETURNING ${COLUMNS}`;

const REMOVE_OLD = `
DELETE FROM catalogue_jobs WHERE id = ANY(ARRAY(
  SELECT id FROM catalogue_jobs WHERE finished_at < $1::timestamptz ORDER BY id LIMIT $2::int))`;

export interface JobRow {
  id: JobId;
  kind: JobKind;
  shop_id: ShopId;
  started_by: string | null;
  api_key_id: string | null;
  status: JobStatus;
  request: never;
  run: number;
  total: number | null;
  done: number;
  progress: number;
  is_checked: boolean;
  products_created: number;
  products_changed: number;
  error_count: number;
  result_file_id: FileId | null;
  created_at: Date;
  started_at: Date | null;
  finished_at: Date | null;
}

export const toJob = (row: JobRow): CatalogueJob => ({
  id: row.id,
  kind: row.kind,
  shopId: row.shop_id,
  actor: toActor(row),
  status: row.status,
  request: row.request,
  total: row.total,
  done: row.done,
  progress: row.progress,
  isChecked: row.is_checked,
  productsCreated: row.products_created,
  productsChanged: row.products_changed,
  errorCount: row.error_count,
  resultFileId: row.result_file_id,
  createdAt: row.created_at,
  startedAt: row.started_at,
  finishedAt: row.finished_at,
});

function toActor({ started_by: userId, api_key_id: apiKeyId }: JobRow): AuditActor {
  if (apiKeyId !== null) return { kind: "API_KEY", userId, apiKeyId };
  return userId === null ? { kind: "SYSTEM", userId, apiKeyId } : { kind: "USER", userId, apiKeyId };
}
