import type { AuditActor } from "#platform/audit/audit-record.ts";
import type { FileId, JobId, ShopId } from "#platform/ids/id.ts";
import type { ProductStatus } from "../catalogue/product.ts";
import type { RowErrorCode } from "./import-problem.ts";

export const JOB_KINDS = ["PRODUCTS_IMPORT", "PRODUCTS_EXPORT"] as const;
export type JobKind = (typeof JOB_KINDS)[number];

export const JOB_STATUSES = ["QUEUED", "RUNNING", "SUCCEEDED", "FAILED", "CANCELLED"] as const;
export type JobStatus = (typeof JOB_STATUSES)[number];

export const FILE_FORMATS = ["CSV", "JSONL"] as const;
export type FileFormat = (typeof FILE_FORMATS)[number];

export interface ImportRequest {
  readonly fileId: FileId;
  readonly format: FileFormat;
  /** Checks everything and writes nothing. */
  readonly dryRun: boolean;
}

export interface ExportRequest {
  readonly format: FileFormat;
  /** All of them when empty. */
  readonly statuses: readonly ProductStatus[];
}

interface JobBase {
  readonly id: JobId;
  readonly shopId: ShopId;
  /** Who started it; nobody once that person was forgotten. */
  readonly actor: AuditActor;
  readonly status: JobStatus;
  /** Rows of the file; null until they were counted. */
  readonly total: number | null;
  /** Rows that are through: written, or checked in a dry run, or exported. */
  readonly done: number;
  /** 0 to 1, over both passes of an import. */
  readonly progress: number;
  /** Whether every row of the file was found good: a run that is repeated goes on writing. */
  readonly isChecked: boolean;
  readonly productsCreated: number;
  readonly productsChanged: number;
  /** Of all that were found; the first MAX_STORED_ERRORS are stored. */
  readonly errorCount: number;
  readonly resultFileId: FileId | null;
  readonly createdAt: Date;
  readonly startedAt: Date | null;
  readonly finishedAt: Date | null;
}

export interface ImportJob extends JobBase {
  readonly kind: "PRODUCTS_IMPORT";
  readonly request: ImportRequest;
}

export interface ExportJob extends JobBase {
  readonly kind: "PRODUCTS_EXPORT";
  readonly request: ExportRequest;
}

/** Long work on a shop's products that somebody started and can follow. */
export type CatalogueJob = ImportJob | ExportJob;

/** A job that a worker has taken up, for the `run`th time: what it writes is refused once another has taken it up after it. */
export interface JobRun<Job extends CatalogueJob = CatalogueJob> {
  readonly job: Job;
  readonly run: number;
}

export const MAX_STORED_ERRORS = 1_000;
/** Living jobs of one shop: they run one after another, so more would only wait. */
export const MAX_LIVING_JOBS = 10;

/** What is wrong in a file. */
export interface RowError {
  /** As a spreadsheet numbers it, the header being 1; in JSON Lines the line. Null when the file as a whole is meant. */
  readonly row: number | null;
  /** The column, and where in its cell. */
  readonly field: readonly string[];
  readonly code: RowErrorCode;
  readonly sku: string | null;
}

/** A stored error, by its place among the job's. */
export interface NumberedError extends RowError {
  readonly number: number;
}
