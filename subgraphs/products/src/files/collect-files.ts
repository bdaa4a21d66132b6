import type { Logger } from "#platform/logging/logger.ts";
import { type Now, plusMs } from "#platform/time/clock.ts";
import type { ProductsDatabase } from "../database.ts";
import type { FileStorage } from "./file-storage.ts";
import { type FileId, FORM_GRACE_MS, PURPOSES, purposesThat } from "./file.ts";

export interface CollectedFiles {
  /** Files that had waited too long to be used and are deleted now. */
  deleted: number;
  /** Deleted files whose objects are gone and that are forgotten now. */
  removed: number;
  /** Deleted files whose objects S3 did not give up; the next run tries again. */
  failed: number;
}

const MAX_FAILED_IN_A_ROW = 3;
/** How long files may wait to be used, and which of them so long. */
const LOOSE_TTLS = [...new Set(Object.values(PURPOSES).map(({ looseTtlMs }) => looseTtlMs))].map((ttlMs) => ({
  ttlMs,
  purposes: purposesThat(({ looseTtlMs }) => looseTtlMs === ttlMs),
}));

export type CollectFiles = ReturnType<typeof createCollectFiles>;

/**
 * Deletes files that nothing has used for a day (what the server made: a week), then the objects of all deleted files, then their rows, which stay as long as
 * their form could bring new objects. In batches of `batchSize`, at most `maxBatches` of each. Any number of these may run at
 * once. A file that is being attached is either attached or deleted: both are one conditional update of its row.
 */
export function createCollectFiles(deps: {
  db: Pick<ProductsDatabase, "transaction" | "files">;
  storage: Pick<FileStorage, "deleteAll">;
  now: Now;
  batchSize?: number;
  maxBatches?: number;
}) {
  const { db, storage, now, batchSize = 100, maxBatches = 10 } = deps;

  async function deleteLoose(): Promise<number> {
    let deleted = 0;
    for (const { ttlMs, purposes } of LOOSE_TTLS) {
      for (let batch = 0; batch < maxBatches; batch++) {
        const before = plusMs(now(), -ttlMs);
        const count = await db.transaction(({ files }) => files.deleteLoose(purposes, before, batchSize));
        deleted += count;
        if (count < batchSize) break;
      }
    }
    return deleted;
  }

  /**
   * Those among `ids` of which nothing is left. One that S3 does not give up must not keep the others, but many in a row mean
   * that S3 itself is away, and each further try would only wait for its timeout.
   */
  async function deleteObjects(ids: readonly FileId[], logger: Logger): Promise<FileId[]> {
    const done: FileId[] = [];
    let failedInARow = 0;
    for (const fileId of ids) {
      try {
        await storage.deleteAll(fileId);
        done.push(fileId);
        failedInARow = 0;
      } catch (error) {
        logger.warn({ err: error, fileId }, "the objects of a file could not be deleted");
        if (++failedInARow === MAX_FAILED_IN_A_ROW) break;
      }
    }
    return done;
  }

  return async (logger: Logger): Promise<CollectedFiles> => {
    const collected: CollectedFiles = { deleted: await deleteLoose(), removed: 0, failed: 0 };
    let after = "";
    for (let batch = 0; batch < maxBatches; batch++) {
      const ids = await db.files.findDeleted(after, batchSize);
      if (ids.length === 0) break;
      after = ids.at(-1)!;
      const done = await deleteObjects(ids, logger);
      const formsEndedBefore = plusMs(now(), -FORM_GRACE_MS);
      collected.removed += await db.transaction(({ files }) => files.removeDeleted(done, formsEndedBefore));
      collected.failed += ids.length - done.length;
      if (done.length === 0) break;
    }
    return collected;
  };
}
