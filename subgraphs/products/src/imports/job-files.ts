import type { FileId, UserId } from "#platform/ids/id.ts";
import type { ProductsDatabase } from "../database.ts";
import type { FileStorage } from "../files/file-storage.ts";
import type { DocumentType } from "../files/file.ts";
import type { StoreExport } from "../files/store-export.ts";
import type { FileFormat } from "./catalogue-job.ts";
import { ExportRefused, type SaveExport } from "./run-export.ts";
import type { ImportSource } from "./run-import.ts";

const KINDS: Record<FileFormat, { contentType: DocumentType; extension: string }> = {
  CSV: { contentType: "text/csv", extension: "csv" },
  JSONL: { contentType: "application/x-ndjson", extension: "jsonl" },
};

/** Opens an uploaded document that was checked; null when it is gone. */
export const createOpenSource =
  ({ db, storage }: { db: Pick<ProductsDatabase, "transaction">; storage: Pick<FileStorage, "readDocument"> }) =>
  async (fileId: FileId): Promise<ImportSource | null> => {
    const file = await db.transaction(({ files }) => files.find(fileId));
    const document = file?.document;
    if (!file || !document || file.status === "DELETED") return null;
    return { sizeBytes: file.sizeBytes, read: () => storage.readDocument(fileId, document.digest) };
  };

/** Keeps an export as a private file, which its shop's members see for a week. */
export const createSaveExport =
  (storeExport: StoreExport): SaveExport =>
  async ({ shopId, actor, request, createdAt }, chunks) => {
    // Whoever asked for it was erased meanwhile: nobody waits for the file.
    if (actor.userId === null) throw new ExportRefused("NOT_FOUND");
    const { contentType, extension } = KINDS[request.format];
    const filename = `products-${createdAt.toISOString().slice(0, 10)}.${extension}`;
    const stored = await storeExport({ ownerId: actor.userId as UserId, shopId, filename, contentType, chunks });
    if (stored.kind === "tooLarge") throw new ExportRefused("TOO_MANY_ROWS");
    return stored.file.id;
  };
