import {
  DeleteObjectsCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { addAbortSignal, type Readable } from "node:stream";
import { createPresignedPost } from "@aws-sdk/s3-presigned-post";
import { seconds } from "#platform/time/duration.ts";
import {
  contentFolder,
  documentFolder,
  FORM_TTL_MS,
  type FileId,
  IMAGE_FORMATS,
  pictureFolder,
  pictureKey,
  type StoredFile,
  uploadFolder,
  uploadKey,
} from "./file.ts";
import { createDocuments } from "./document-storage.ts";
import type { RenderedImage } from "./render-picture.ts";
import { unlessMissing } from "./s3-answer.ts";

export interface FileStorageOptions {
  endpoint: string;
  region: string;
  accessKeyId: string;
  secretAccessKey: string;
  bucket: string;
  /** Where a browser posts an upload form; ends with the bucket, no slash. */
  uploadUrl: string;
  /** Milliseconds to wait for an answer that a person waits for too. */
  timeoutMs: number;
}

/** Everything a client needs for one POST of `multipart/form-data`: the fields in this order, then `file`. */
export interface UploadForm {
  readonly url: string;
  readonly fields: readonly { readonly name: string; readonly value: string }[];
}

export interface UploadedObject {
  readonly sizeBytes: number;
  readonly contentType: string;
}

export type FileStorage = ReturnType<typeof createFileStorage>;

/** For work that no one waits for; a job repeats what it could not do. */
const JOB_TIMEOUT_MS = seconds(20);
/** Keys name the content, so what is behind one never changes. */
const CACHE_FOR_EVER = "public, max-age=31536000, immutable";

export const createS3Client = (
  options: Pick<FileStorageOptions, "endpoint" | "region" | "accessKeyId" | "secretAccessKey">,
): S3Client =>
  new S3Client({
    endpoint: options.endpoint,
    region: options.region,
    credentials: { accessKeyId: options.accessKeyId, secretAccessKey: options.secretAccessKey },
    forcePathStyle: true,
    maxAttempts: 1, // a job has its own back-off, and a person's time is short
  });

/**
 * The objects behind files. Every call but `signForm` is over the network, bounded in time, and rejects when S3 does not answer
 * or answers with a fault: nothing is known then.
 */
export const createFileStorage = (s3: S3Client, place: Place) => ({
  ...createUploads(s3, place),
  ...createPictures(s3, place),
  ...createDocuments(s3, place),
});

type Place = Pick<FileStorageOptions, "bucket" | "uploadUrl" | "timeoutMs">;

const within = (milliseconds: number) => ({ abortSignal: AbortSignal.timeout(milliseconds) });

/** What an upload was said to be. */
type Declared = Pick<StoredFile, "sizeBytes" | "contentType">;

/** `etag` names the very bytes that `body` brings, for whoever goes on with them. */
export type OpenedUpload =
  { kind: "open"; body: Readable; etag: string } | { kind: "missing" } | { kind: "notAsDeclared" };

function createUploads(s3: S3Client, { bucket, uploadUrl, timeoutMs }: Place) {
  /** The upload as a stream, good for `forMs`, if it has exactly this size and type by its header fields. */
  async function openUpload(id: FileId, declared: Declared, forMs = JOB_TIMEOUT_MS): Promise<OpenedUpload> {
    const get = new GetObjectCommand({ Bucket: bucket, Key: uploadKey(id) });
    const found = await unlessMissing(s3.send(get, within(JOB_TIMEOUT_MS)));
    if (!found) return { kind: "missing" };
    // The signal above ends with the headers; a body that stalls needs one of its own.
    const body = addAbortSignal(AbortSignal.timeout(forMs), found.Body as Readable);
    if (found.ContentLength === declared.sizeBytes && found.ContentType === declared.contentType) {
      return { kind: "open", body, etag: found.ETag ?? "" };
    }
    body.destroy();
    return { kind: "notAsDeclared" };
  }

  return {
    /** Signs a form for exactly this file: its key, type and size, and nothing else in it. Made without the network. */
    async signForm({ id, contentType, sizeBytes }: StoredFile): Promise<UploadForm> {
      const { fields } = await createPresignedPost(s3, {
        Bucket: bucket,
        Key: uploadKey(id),
        Conditions: [["content-length-range", sizeBytes, sizeBytes]],
        Fields: { "Content-Type": contentType },
        Expires: FORM_TTL_MS / 1_000,
      });
      return { url: uploadUrl, fields: Object.entries(fields).map(([name, value]) => ({ name, value })) };
    },

    /** What lies where the form of `id` puts it; null when nothing does. */
    async findUpload(id: FileId): Promise<UploadedObject | null> {
      const head = new HeadObjectCommand({ Bucket: bucket, Key: uploadKey(id) });
      const found = await unlessMissing(s3.send(head, within(timeoutMs)));
      return found ? { sizeBytes: found.ContentLength ?? 0, contentType: found.ContentType ?? "" } : null;
    },

    openUpload,

    /** The upload's bytes if there are exactly `sizeBytes` of this type; never reads more than that. */
    async readUpload(
      id: FileId,
      declared: Declared,
    ): Promise<{ kind: "read"; bytes: Buffer } | Exclude<OpenedUpload, { kind: "open" }>> {
      const opened = await openUpload(id, declared);
      if (opened.kind !== "open") return opened;
      const bytes = await readAll(opened.body, declared.sizeBytes);
      return bytes === null ? { kind: "notAsDeclared" } : { kind: "read", bytes };
    },

    deleteUpload: (id: FileId): Promise<void> => deleteFolder(s3, bucket, uploadFolder(id)),
  };
}

function createPictures(s3: S3Client, { bucket }: Place) {
  return {
    /** Stores the sizes of a checked picture. Safe to repeat. */
    async storePicture(id: FileId, digest: string, images: readonly RenderedImage[]): Promise<void> {
      for (const { width, format, bytes } of images) {
        const put = new PutObjectCommand({
          Bucket: bucket,
          Key: pictureKey(id, digest, width, format),
          Body: bytes,
          ContentType: IMAGE_FORMATS[format].contentType,
          CacheControl: CACHE_FOR_EVER,
        });
        await s3.send(put, within(JOB_TIMEOUT_MS));
      }
    },

    /** Deletes what one check has stored. */
    deleteContent: (id: FileId, digest: string): Promise<void> => deleteFolder(s3, bucket, contentFolder(id, digest)),

    /** Deletes whatever there is of a file. */
    async deleteAll(id: FileId): Promise<void> {
      await deleteFolder(s3, bucket, uploadFolder(id));
      await deleteFolder(s3, bucket, pictureFolder(id));
      await deleteFolder(s3, bucket, documentFolder(id));
    },
  };
}

async function deleteFolder(s3: S3Client, bucket: string, folder: string): Promise<void> {
  for (;;) {
    const listing = new ListObjectsV2Command({ Bucket: bucket, Prefix: folder });
    // Without a bucket there is nothing to delete.
    const { Contents = [], IsTruncated } = (await unlessMissing(s3.send(listing, within(JOB_TIMEOUT_MS)))) ?? {};
    if (Contents.length === 0) return;
    const Objects = Contents.map(({ Key }) => ({ Key: Key! }));
    const deletion = new DeleteObjectsCommand({ Bucket: bucket, Delete: { Objects, Quiet: true } });
    const { Errors = [] } = await s3.send(deletion, within(JOB_TIMEOUT_MS));
    if (Errors.length > 0) throw new Error(`S3 kept ${Errors.length} objects: ${Errors[0]!.Code ?? "no code"}`);
    if (!IsTruncated) return;
  }
}

/** All bytes of `stream`, or null as soon as there are more than `limit`. */
async function readAll(stream: Readable, limit: number): Promise<Buffer | null> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of stream as AsyncIterable<Uint8Array>) {
    size += part.length;
    if (size > limit) return null; // leaving the loop destroys the stream
    parts.push(part);
  }
  return size === limit ? Buffer.concat(parts) : null;
}
