import { createHash } from "node:crypto";
import { createWriteStream } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { newId, type ShopId, type UserId } from "#platform/ids/id.ts";
import type { Now } from "#platform/time/clock.ts";
import type { ProductsDatabase } from "../database.ts";
import type { FileStorage } from "./file-storage.ts";
import { type DocumentType, MAX_DOCUMENT_BYTES, type StoredFile } from "./file.ts";

export interface ExportToStore {
  /** Who asked for it, and may see it beside the shop's members. */
  ownerId: UserId;
  shopId: ShopId;
  filename: string;
  contentType: DocumentType;
  /** Its bytes, taken once and as fast as they can be written. */
  chunks: AsyncIterable<Uint8Array | string>;
}

export type StoreExportOutcome =
  | { kind: "stored"; file: StoredFile }
  /** More than MAX_DOCUMENT_BYTES; nothing is kept. */
  | { kind: "tooLarge" };

export type StoreExport = ReturnType<typeof createStoreExport>;

/**
 * Makes a private PRODUCT_EXPORT file of a stream, in bounded memory: the bytes wait in a temporary file, because S3 has to be told
 * their number first. READY when this resolves, and collected a week later. Two runs make two files; what a run that was cut off
 * leaves in S3 is collected, too.
 *
 * @throws what `chunks` throws, or when S3 does not answer; no file is READY then.
 */
export function createStoreExport(deps: {
  db: Pick<ProductsDatabase, "transaction">;
  storage: Pick<FileStorage, "putDocument">;
  now: Now;
}) {
  const { db, storage, now } = deps;
  return async (toStore: ExportToStore): Promise<StoreExportOutcome> => {
    const folder = await mkdtemp(join(tmpdir(), "plexus-export-"));
    try {
      const path = join(folder, "document");
      const written = await writeDocument(path, toStore.chunks);
      if (written === null) return { kind: "tooLarge" };
      const { digest, sizeBytes } = written;
      const file = pendingExport(toStore, sizeBytes, now());
      await db.transaction(({ files }) => files.insert(file));
      await storage.putDocument(file.id, { digest, path, sizeBytes, contentType: file.contentType });
      const isAccepted = await db.transaction(({ files }) => files.acceptDocument(file.id, { digest }));
      // Only the erasure of its owner comes in between: there is nobody left to show it to.
      if (!isAccepted) throw new Error(`the export ${file.id} was deleted while it was stored`);
      return { kind: "stored", file: { ...file, status: "READY", document: { digest } } };
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  };
}

const pendingExport = (toStore: ExportToStore, sizeBytes: number, at: Date): StoredFile => ({
  id: newId("file", at),
  ownerId: toStore.ownerId,
  shopId: toStore.shopId,
  purpose: "PRODUCT_EXPORT",
  status: "PENDING",
  filename: toStore.filename,
  contentType: toStore.contentType,
  sizeBytes,
  picture: null,
  document: null,
  rejectionReason: null,
  reference: null,
  createdAt: at,
  expiresAt: at, // there is no form
  completedAt: null,
});

/** Writes the chunks to a file; null as soon as they are too many. */
async function writeDocument(
  path: string,
  chunks: ExportToStore["chunks"],
): Promise<{ digest: string; sizeBytes: number } | null> {
  const hash = createHash("sha256");
  let sizeBytes = 0;
  async function* counted() {
    for await (const chunk of chunks) {
      const bytes = Buffer.from(chunk as Uint8Array);
      sizeBytes += bytes.length;
      if (sizeBytes > MAX_DOCUMENT_BYTES) return;
      hash.update(bytes);
      yield bytes;
    }
  }
  await pipeline(counted, createWriteStream(path));
  return sizeBytes > MAX_DOCUMENT_BYTES ? null : { digest: hash.digest("hex").slice(0, 32), sizeBytes };
}
