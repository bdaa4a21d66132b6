import { GetObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";
import { seconds } from "#platform/time/duration.ts";
import { documentKey, DOWNLOAD_TTL_MS, type StoredDocument, type StoredFile } from "./file.ts";
import type { FileStorageOptions } from "./file-storage.ts";

export type SignDownload = ReturnType<typeof createSignDownload>;

/**
 * Makes addresses of private documents that are good for DOWNLOAD_TTL_MS, without the network. They lead to where browsers reach
 * the bucket, and always save the document under its name, never show it.
 */
export function createSignDownload(options: Omit<FileStorageOptions, "timeoutMs">) {
  const { region, accessKeyId, secretAccessKey, bucket, uploadUrl } = options;
  const suffix = `/${bucket}`;
  // `https://s3.example/<bucket>`, else an address of the bucket's own.
  const place = uploadUrl.endsWith(suffix)
    ? { endpoint: uploadUrl.slice(0, -suffix.length), forcePathStyle: true }
    : { bucketEndpoint: true };
  const s3 = new S3Client({ region, credentials: { accessKeyId, secretAccessKey }, ...place });
  return ({ id, filename }: StoredFile, { digest }: StoredDocument): Promise<string> => {
    const get = new GetObjectCommand({
      Bucket: "bucketEndpoint" in place ? uploadUrl : bucket,
      Key: documentKey(id, digest),
      ResponseContentDisposition: disposition(filename),
    });
    return getSignedUrl(s3, get, { expiresIn: DOWNLOAD_TTL_MS / seconds(1) });
  };
}

/** @see RFC 6266, and RFC 8187 for the characters that stay as they are. */
const disposition = (filename: string | null): string =>
  filename === null
    ? "attachment"
    : `attachment; filename*=UTF-8''${encodeURIComponent(filename).replace(/['()*]/g, percentEncoded)}`;

const percentEncoded = (character: string): string => `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
