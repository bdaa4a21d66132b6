import type { UserId } from "#platform/ids/id.ts";
import { enqueueJob } from "#platform/jobs/job.ts";
import type { Logger } from "#platform/logging/logger.ts";
import type { Now } from "#platform/time/clock.ts";
import type { ProductsDatabase } from "../database.ts";
import { checkUpload } from "../jobs/check-upload.ts";
import type { FileStorage, UploadedObject } from "./file-storage.ts";
import type { FileId, StoredFile } from "./file.ts";

export type CompleteUploadOutcome =
  /** The file as it is now: PENDING while its check is under way. */
  { kind: "known"; file: StoredFile } | { kind: "notFound" } | { kind: "notUploaded" } | { kind: "expired" };

export type CompleteUpload = ReturnType<typeof createCompleteUpload>;

/**
 * Takes the owner's word that the upload is done, and has it checked by a job. Safe to repeat and to run concurrently: one
 * file gets one check. When S3 does not say in time whether the upload is there, the check finds out.
 */
export function createCompleteUpload(deps: {
  db: Pick<ProductsDatabase, "transaction">;
  storage: Pick<FileStorage, "findUpload">;
  logger: Logger;
  now: Now;
}) {
  const { db, storage, logger, now } = deps;
  return async (ownerId: UserId, fileId: FileId): Promise<CompleteUploadOutcome> => {
    const file = await db.transaction(({ files }) => files.findOwn(ownerId, fileId));
    if (!file || file.status === "DELETED") return { kind: "notFound" };
    if (file.status !== "PENDING" || file.completedAt) return { kind: "known", file };

    const uploaded = await storage.findUpload(fileId).catch((error: unknown) => {
      logger.warn({ err: error, fileId }, "S3 did not say whether an upload is there, its check will");
      return "unknown" as const;
    });
    if (uploaded !== "unknown" && !isAsDeclared(uploaded, file)) {
      return now() < file.expiresAt ? { kind: "notUploaded" } : { kind: "expired" };
    }
    return db.transaction(async ({ files, sql }): Promise<CompleteUploadOutcome> => {
      if (await files.markCompleted(fileId, now())) await enqueueJob(sql, checkUpload, { fileId });
      const current = await files.findOwn(ownerId, fileId);
      return !current || current.status === "DELETED" ? { kind: "notFound" } : { kind: "known", file: current };
    });
  };
}

const isAsDeclared = (uploaded: UploadedObject | null, file: StoredFile): boolean =>
  uploaded?.sizeBytes === file.sizeBytes && uploaded.contentType === file.contentType;
