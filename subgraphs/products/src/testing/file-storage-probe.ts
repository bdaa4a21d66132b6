import { randomUUID } from "node:crypto";
import { GetObjectCommand, ListObjectsV2Command, PutObjectCommand } from "@aws-sdk/client-s3";
import { inject } from "vitest";
import { createFileStorage, createS3Client } from "../files/file-storage.ts";
import { type FileId, uploadKey } from "../files/file.ts";
import { prepareBucket } from "../files/prepare-bucket.ts";

/** A bucket of its own in the S3 of the tests, and a way around products to look into it. */
export function openTestBucket(bucket = `plexus-test-${randomUUID().slice(0, 12)}`) {
  const account = inject("s3");
  const s3 = createS3Client(account);
  const url = `${account.endpoint}/${bucket}`;
  const faultsUrl = `${account.endpoint}/_control/faults`;
  return {
    bucket,
    s3,
    url,
    storage: createFileStorage(s3, { bucket, uploadUrl: url, timeoutMs: 5_000 }),
    prepare: () => prepareBucket(s3, { bucket, pageOrigins: ["*"] }),

    /** Keys of a file's objects in order, uploads, pictures and documents; of all files without an id. */
    async keys(id = ""): Promise<string[]> {
      const list = (folder: string) => s3.send(new ListObjectsV2Command({ Bucket: bucket, Prefix: `${folder}/${id}` }));
      const listings = await Promise.all(["files", "incoming", "private"].map(list));
      return listings.flatMap(({ Contents = [] }) => Contents.map(({ Key }) => Key!)).sort();
    },

    async read(key: string): Promise<Buffer> {
      const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
      return Buffer.from(await Body!.transformToByteArray());
    },

    /** Puts an upload there as if its form had been posted. */
    async putUpload(id: FileId, bytes: Uint8Array, contentType: string): Promise<void> {
      await s3.send(
        new PutObjectCommand({ Bucket: bucket, Key: uploadKey(id), Body: bytes, ContentType: contentType }),
      );
    },

    /** Makes S3 fail for requests that contain `match`, which defaults to this bucket, until it is switched off. */
    async fail(fault: Record<string, unknown>): Promise<() => Promise<void>> {
      const body = JSON.stringify({ match: `/${bucket}`, ...fault });
      const headers = { "content-type": "application/json" };
      const { id } = (await (await fetch(faultsUrl, { method: "POST", headers, body })).json()) as { id: string };
      return async () => void (await fetch(`${faultsUrl}/${id}`, { method: "DELETE" }));
    },
  };
}

export interface Form {
  url: string;
  fields: readonly { name: string; value: string }[];
}

/** Posts an upload form as a browser does; the answer of S3. */
export function postForm(
  { url, fields }: Form,
  bytes: Uint8Array,
  { name = "photo", changed = {} }: { name?: string; changed?: Record<string, string> } = {},
): Promise<Response> {
  const form = new FormData();
  for (const field of fields) form.append(field.name, changed[field.name] ?? field.value);
  form.append("file", new Blob([new Uint8Array(bytes)]), name);
  return fetch(url, { method: "POST", body: form });
}
