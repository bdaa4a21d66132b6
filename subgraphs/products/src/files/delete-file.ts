import type { UserId } from "#platform/ids/id.ts";
import type { ProductsDatabase } from "../database.ts";
import { collectFilesNow } from "../jobs/collect-files.ts";
import type { FileId } from "./file.ts";

export type DeleteFileOutcome = { kind: "deleted" } | { kind: "notFound" } | { kind: "attached" };

export type DeleteFile = ReturnType<typeof createDeleteFile>;

/** Deletes a file that is in no use, for its owner: gone at once for everyone, its objects by a job. Safe to repeat. */
export function createDeleteFile({ db }: { db: Pick<ProductsDatabase, "transaction"> }) {
  return (ownerId: UserId, fileId: FileId): Promise<DeleteFileOutcome> =>
    db.transaction(async ({ files, sql }) => {
      if (await files.delete(ownerId, fileId)) {
        await collectFilesNow(sql);
        return { kind: "deleted" };
      }
      const file = await files.findOwn(ownerId, fileId);
      if (!file) return { kind: "notFound" };
      return { kind: file.status === "DELETED" ? "deleted" : "attached" };
    });
}
