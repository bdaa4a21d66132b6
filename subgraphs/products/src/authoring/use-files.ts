import { type FileId, type ProductId, type UserId } from "#platform/ids/id.ts";
import { enqueueJob } from "#platform/jobs/job.ts";
import { type Now, plusMs } from "#platform/time/clock.ts";
import { minutes } from "#platform/time/duration.ts";
import type { ProductsDatabase } from "../database.ts";
import { attachFile, type AttachFileOutcome } from "../files/attach-file.ts";
import { detachFile } from "../files/detach-file.ts";
import { settleProductFiles } from "../jobs/settle-product-files.ts";

/** Long after any request has ended. */
const SETTLE_AFTER_MS = minutes(5);

export type RefusedFile = { readonly fileId: FileId; readonly reason: Exclude<AttachFileOutcome["kind"], "attached"> };

export type UseFiles = ReturnType<typeof createUseFiles>;

/**
 * Puts files to use for a product before its document names them, and takes them back when the document was not stored after all. A
 * job does the latter when the process dies in between. A file's reference is the product's id.
 */
export function createUseFiles({ db, now }: { db: Pick<ProductsDatabase, "transaction">; now: Now }) {
  return {
    /** Attaches all of `fileIds`; returns those that could not be. Files are the person's own, checked and unused. */
    async attach(ownerId: UserId, productId: ProductId, fileIds: readonly FileId[]): Promise<RefusedFile[]> {
      if (fileIds.length === 0) return [];
      return db.transaction(async (store) => {
        const refused: RefusedFile[] = [];
        for (const fileId of [...fileIds].sort()) {
          const attachment = { fileId, ownerId, purpose: "PRODUCT_MEDIA", reference: productId } as const;
          const { kind } = await attachFile(store, attachment);
          if (kind !== "attached") refused.push({ fileId, reason: kind });
        }
        const input = { productId, fileIds: [...fileIds] };
        await enqueueJob(store.sql, settleProductFiles, input, { runAt: plusMs(now(), SETTLE_AFTER_MS) });
        return refused;
      });
    },

    /** Ends the product's use of `fileIds`. Safe to repeat. */
    async release(productId: ProductId, fileIds: readonly FileId[]): Promise<void> {
      if (fileIds.length === 0) return;
      await db.transaction(async (store) => {
        for (const fileId of [...fileIds].sort()) await detachFile(store, { fileId, reference: productId }, now());
      });
    },
  };
}
