import type { ProductsStore } from "../database.ts";
import type { FileId } from "./file.ts";

/**
 * Ends the use of a file by `reference`; a day later it is collected. Does nothing when something else uses it, or nothing
 * does, so it is safe to repeat. Returns whether it was this call that ended the use.
 */
export const detachFile = (
  { files }: Pick<ProductsStore, "files">,
  { fileId, reference }: { fileId: FileId; reference: string },
  at: Date,
): Promise<boolean> => files.detach(fileId, reference, at);
