import { createReadStream } from "node:fs";
import type { Readable } from "node:stream";
import {
  CopyObjectCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  PutObjectCommand,
  type S3Client,
} from "@aws-sdk/client-s3";
import { minutes, seconds } from "#platform/time/duration.ts";
import { type ContentType, documentKey, type FileId, uploadKey } from "./file.ts";
import { statusOf } from "./s3-answer.ts";

/** For one small request. */
const TIMEOUT_MS = seconds(20);
/** For the largest document; S3 copies by itself, a written one has to be sent. */
const TRANSFER_TIMEOUT_MS = minutes(5);
/** How long S3 may be silent in the middle of a document that somebody waits for. */
const STALL_MS = seconds(20);
const PRECONDITION_FAILED = 412;

/** Checked documents, below `private/`: no policy opens it. @throws when S3 does not answer; nothing is known then. */
export const createDocuments = (s3: S3Client, { bucket }: { bucket: string }) => ({
  /** Keeps the upload's bytes that `etag` names as a checked document; false when they are no longer there. Safe to repeat. */
  async keepUpload(id: FileId, { digest, etag }: { digest: string; etag: string }): Promise<boolean> {
    const copy = new CopyObjectCommand({
      Bucket: bucket,
      Key: documentKey(id, digest),
      CopySource: `${bucket}/${uploadKey(id)}`,
      CopySourceIfMatch: etag,
    });
    try {
      await s3.send(copy, { abortSignal: AbortSignal.timeout(TRANSFER_TIMEOUT_MS) });
      return true;
    } catch (error) {
      if (statusOf(error) === PRECONDITION_FAILED || statusOf(error) === 404) return false;
      throw error;
    }
  },

  /**
   * A document's bytes from `fromByte` on, as fast as they are taken: at most some hundred kilobytes are held. Whoever takes
   * none for minutes must expect S3 to hang up, and go on from the last byte that it had. Leaving the loop ends the transfer.
   */
  async *readDocument(id: FileId, digest: string, fromByte = 0): AsyncGenerator<Uint8Array, void> {
    const get = new GetObjectCommand({
      Bucket: bucket,
      Key: documentKey(id, digest),
      ...(fromByte > 0 ? { Range: `bytes=${fromByte}-` } : {}),
    });
    const { Body } = await s3.send(get, { abortSignal: AbortSignal.timeout(TIMEOUT_MS) });
    yield* withoutStalls(Body as Readable);
  },

  /** Stores a document that is a file here. Safe to repeat. */
  async putDocument(
    id: FileId,
    document: { digest: string; path: string; sizeBytes: number; contentType: ContentType },
  ): Promise<void> {
    const put = new PutObjectCommand({
      Bucket: bucket,
      Key: documentKey(id, document.digest),
      Body: createReadStream(document.path),
      ContentLength: document.sizeBytes,
      ContentType: document.contentType,
    });
    await s3.send(put, { abortSignal: AbortSignal.timeout(TRANSFER_TIMEOUT_MS) });
  },

  /** Deletes what one check has kept. */
  async deleteDocument(id: FileId, digest: string): Promise<void> {
    const deletion = new DeleteObjectCommand({ Bucket: bucket, Key: documentKey(id, digest) });
    await s3.send(deletion, { abortSignal: AbortSignal.timeout(TIMEOUT_MS) });
  },
});

/** The stream's chunks; the clock runs only while one is waited for, not while the taker is at work on it. */
async function* withoutStalls(body: Readable): AsyncGenerator<Uint8Array, void> {
  const watch = () => setTimeout(() => body.destroy(new Error("S3 stopped sending a document")), STALL_MS);
  let timer = watch();
  try {
    for await (const chunk of body as AsyncIterable<Uint8Array>) {
      clearTimeout(timer);
      yield chunk;
      timer = watch();
    }
  } finally {
    clearTimeout(timer);
    body.destroy();
  }
}
