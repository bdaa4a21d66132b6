import { createHash, randomBytes } from "node:crypto";
import { readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";
import * as s3 from "@aws-sdk/client-s3";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { startTestStandIn } from "./test-stand-in.ts";
import type { TestStandIn } from "./test-stand-in.ts";

let standIn: TestStandIn;
let client: s3.S3Client;
const Bucket = "shop";

beforeAll(async () => {
  standIn = await startTestStandIn();
  client = standIn.client;
});
afterAll(() => standIn.stop());

beforeEach(async () => {
  const { Contents = [] } = await client.send(new s3.ListObjectsV2Command({ Bucket }));
  const Objects = Contents.map(({ Key }) => ({ Key }));
  if (Objects.length > 0) await client.send(new s3.DeleteObjectsCommand({ Bucket, Delete: { Objects } }));
});

const put = (Key: string, Body: string | Buffer, more: Partial<s3.PutObjectCommandInput> = {}) =>
  client.send(new s3.PutObjectCommand({ Bucket, Key, Body, ...more }));

const getText = async (Key: string, more: Partial<s3.GetObjectCommandInput> = {}): Promise<string> => {
  const { Body } = await client.send(new s3.GetObjectCommand({ Bucket, Key, ...more }));
  return (await Body?.transformToString()) ?? "";
};

const md5 = (bytes: Buffer): string => `"${createHash("md5").update(bytes).digest("hex")}"`;

it("creates a bucket once, lists it, and deletes it only when it is empty", async () => {
  const other = { Bucket: "other-bucket" };
  await client.send(new s3.CreateBucketCommand(other));
  await expect(client.send(new s3.CreateBucketCommand(other))).rejects.toMatchObject({
    name: "BucketAlreadyOwnedByYou",
  });
  expect((await client.send(new s3.HeadBucketCommand(other))).BucketRegion).toBe("eu-central-1");
  const { Buckets = [] } = await client.send(new s3.ListBucketsCommand({}));
  expect(Buckets.map(({ Name }) => Name)).toEqual(["other-bucket", Bucket]);

  await client.send(new s3.PutObjectCommand({ ...other, Key: "a", Body: "a" }));
  await expect(client.send(new s3.DeleteBucketCommand(other))).rejects.toMatchObject({ name: "BucketNotEmpty" });
  expect(await standIn.contents("other-bucket")).toHaveLength(1);
  await client.send(new s3.DeleteObjectCommand({ ...other, Key: "a" }));
  await client.send(new s3.DeleteBucketCommand(other));
  await expect(client.send(new s3.HeadBucketCommand(other))).rejects.toMatchObject({ name: "NotFound" });
  await expect(client.send(new s3.ListObjectsV2Command(other))).rejects.toMatchObject({ name: "NoSuchBucket" });
});

it("gives back bytes, type, headers and metadata as they were put", async () => {
  const bytes = randomBytes(70_000);
  const stored = {
    ContentType: "image/webp",
    CacheControl: "public, max-age=31536000, immutable",
    ContentDisposition: 'inline; filename="a.webp"',
    ContentLanguage: "de",
    ContentEncoding: "identity",
    Metadata: { owner: "user-1", "with-dash": "ü" },
  };
  const { ETag } = await put("images/a", bytes, stored);
  expect(ETag).toBe(md5(bytes));

  const head = await client.send(new s3.HeadObjectCommand({ Bucket, Key: "images/a" }));
  expect(head).toMatchObject({ ...stored, ContentLength: 70_000, ETag, AcceptRanges: "bytes" });
  const got = await client.send(new s3.GetObjectCommand({ Bucket, Key: "images/a" }));
  expect(got).toMatchObject({ ...stored, ContentLength: 70_000, ETag });
  expect(got.ChecksumCRC32).toBeTypeOf("string"); // the SDK has compared it with the bytes it read
  expect(Buffer.from((await got.Body?.transformToByteArray()) ?? []).equals(bytes)).toBe(true);
});

it.each([0, 1, 5_000, 3_000_001])("stores a streamed body of %i bytes without its chunk framing", async (size) => {
  const bytes = randomBytes(size);
  const Body = Readable.from([bytes.subarray(0, 1_000), bytes.subarray(1_000)].filter((part) => part.length > 0));
  const { ETag } = await client.send(
    new s3.PutObjectCommand({ Bucket, Key: "streamed", Body, ContentLength: size, ContentEncoding: "gzip" }),
  );
  const head = await client.send(new s3.HeadObjectCommand({ Bucket, Key: "streamed" }));
  expect(head).toMatchObject({ ContentLength: size, ETag: md5(bytes), ContentEncoding: "gzip" });
  expect(ETag).toBe(md5(bytes));
});

it("accepts each checksum that it can check and refuses the others by name", async () => {
  for (const ChecksumAlgorithm of ["CRC32", "SHA1", "SHA256"] as const) {
    await put("sum", "hello", { ChecksumAlgorithm });
    const Body = Readable.from([Buffer.from("hello")]);
    await client.send(new s3.PutObjectCommand({ Bucket, Key: "sum", Body, ContentLength: 5, ChecksumAlgorithm }));
  }
  const refused = put("sum-2", "hello", { ChecksumAlgorithm: "CRC32C" });
  await expect(refused).rejects.toMatchObject({ name: "NotImplemented" });
  expect(await standIn.contents(Bucket)).toHaveLength(1);
});

it("serves the old bytes to whoever began to read before an overwrite", async () => {
  const [before, after] = [randomBytes(4_000_000), Buffer.from("after")];
  await put("moving", before);
  const { Body } = await client.send(new s3.GetObjectCommand({ Bucket, Key: "moving" }));
  await put("moving", after);
  expect(await getText("moving")).toBe("after");
  expect(md5(Buffer.from((await Body?.transformToByteArray()) ?? []))).toBe(md5(before));
});

it("serves ranges, and refuses one beyond the end", async () => {
  await put("ranged", "0123456789");
  expect(await getText("ranged", { Range: "bytes=2-4" })).toBe("234");
  expect(await getText("ranged", { Range: "bytes=-2" })).toBe("89");
  const part = await client.send(new s3.GetObjectCommand({ Bucket, Key: "ranged", Range: "bytes=8-100" }));
  expect(part).toMatchObject({ ContentRange: "bytes 8-9/10", ContentLength: 2 });
  await expect(getText("ranged", { Range: "bytes=10-" })).rejects.toMatchObject({ name: "InvalidRange" });
});

it("honours conditional reads", async () => {
  const { ETag } = await put("conditional", "x");
  const read = (more: Partial<s3.GetObjectCommandInput>) => getText("conditional", more);
  expect(await read({ IfMatch: ETag })).toBe("x");
  await expect(read({ IfMatch: '"other"' })).rejects.toMatchObject({ $metadata: { httpStatusCode: 412 } });
  await expect(read({ IfNoneMatch: ETag })).rejects.toMatchObject({ $metadata: { httpStatusCode: 304 } });
  const inAnHour = new Date(Date.now() + 3_600_000);
  await expect(read({ IfModifiedSince: inAnHour })).rejects.toMatchObject({ $metadata: { httpStatusCode: 304 } });
  await expect(read({ IfUnmodifiedSince: new Date(0) })).rejects.toMatchObject({ $metadata: { httpStatusCode: 412 } });
});

it("lets exactly one of eight writers create an object that must be absent", async () => {
  const writers = Array.from({ length: 8 }, (_, n) => put("once", `writer ${String(n)}`, { IfNoneMatch: "*" }));
  const outcomes = await Promise.allSettled(writers);
  const winners = outcomes.flatMap((outcome, n) => (outcome.status === "fulfilled" ? [n] : []));
  expect(winners).toHaveLength(1);
  expect(await getText("once")).toBe(`writer ${String(winners[0])}`);
  expect(await standIn.leftovers()).toEqual([]);
});

it("replaces only the version named by If-Match", async () => {
  const { ETag } = await put("versioned", "1");
  await put("versioned", "2", { IfMatch: ETag });
  await expect(put("versioned", "3", { IfMatch: ETag })).rejects.toMatchObject({ name: "PreconditionFailed" });
  expect(await getText("versioned")).toBe("2");
});

it("copies an object with what belongs to it, or with what replaces it", async () => {
  await put("incoming/ü 1+1", "bytes", { ContentType: "image/png", Metadata: { owner: "u1" } });
  const CopySource = `${Bucket}/${encodeURIComponent("incoming/ü 1+1")}`;
  await client.send(new s3.CopyObjectCommand({ Bucket, Key: "kept", CopySource }));
  const kept = await client.send(new s3.HeadObjectCommand({ Bucket, Key: "kept" }));
  expect(kept).toMatchObject({ ContentType: "image/png", Metadata: { owner: "u1" }, ContentLength: 5 });

  const replacing = { MetadataDirective: "REPLACE", ContentType: "image/webp", Metadata: { checked: "yes" } } as const;
  await client.send(new s3.CopyObjectCommand({ Bucket, Key: "replaced", CopySource, ...replacing }));
  const replaced = await client.send(new s3.HeadObjectCommand({ Bucket, Key: "replaced" }));
  expect(replaced).toMatchObject({ ContentType: "image/webp", Metadata: { checked: "yes" } });
  expect(await getText("replaced")).toBe("bytes");
  expect(await standIn.leftovers()).toEqual([]);
});

it("refuses to copy what is missing, changed, or the object itself", async () => {
  const { ETag } = await put("source", "x");
  const copy = (Key: string, CopySource: string, more: Partial<s3.CopyObjectCommandInput> = {}) =>
    client.send(new s3.CopyObjectCommand({ Bucket, Key, CopySource, ...more }));
  await expect(copy("copy", "shop/missing")).rejects.toMatchObject({ name: "NoSuchKey" });
  await expect(copy("copy", "no-bucket/source")).rejects.toMatchObject({ name: "NoSuchBucket" });
  await expect(copy("copy", "shop")).rejects.toMatchObject({ name: "InvalidArgument" });
  await expect(copy("source", "shop/source")).rejects.toMatchObject({ name: "InvalidRequest" });
  const other = copy("copy", "shop/source", { CopySourceIfMatch: '"other"' });
  await expect(other).rejects.toMatchObject({ name: "PreconditionFailed" });
  expect(await standIn.contents(Bucket)).toEqual([`source ${String(ETag)}`]);
  expect(await standIn.leftovers()).toEqual([]);
});

it("deletes one or many, and what is missing without complaint", async () => {
  const keys = ["a", "b & <c>", "line\nbreak", "d"];
  for (const key of keys) await put(key, key);
  await client.send(new s3.DeleteObjectCommand({ Bucket, Key: "a" }));
  await client.send(new s3.DeleteObjectCommand({ Bucket, Key: "a" }));
  const Objects = ["b & <c>", "line\nbreak", "never there"].map((Key) => ({ Key }));
  const { Deleted = [] } = await client.send(new s3.DeleteObjectsCommand({ Bucket, Delete: { Objects } }));
  expect(Deleted).toEqual(Objects);
  expect((await standIn.contents(Bucket)).map((entry) => entry.slice(0, 2))).toEqual(["d "]);
  await expect(getText("a")).rejects.toMatchObject({ name: "NoSuchKey" });
  await expect(client.send(new s3.HeadObjectCommand({ Bucket, Key: "a" }))).rejects.toMatchObject({ name: "NotFound" });
});

it("lists every key once over pages, prefixes folded, in byte order", async () => {
  const keys = ["a/1", "a/2", "a/é", "b", "c/x/1", "c/y", "é", "😀"];
  for (const key of keys) await put(key, key);
  const list = async (more: Partial<s3.ListObjectsV2CommandInput>) => {
    const pages: string[][] = [];
    for (let token: string | undefined, more_ = true; more_;) {
      const input = { Bucket, ...more, ...(token === undefined ? {} : { ContinuationToken: token }) };
      const page = await client.send(new s3.ListObjectsV2Command(input));
      const { Contents = [], CommonPrefixes = [] } = page;
      pages.push([...CommonPrefixes.map(({ Prefix }) => Prefix ?? ""), ...Contents.map(({ Key }) => Key ?? "")]);
      token = page.NextContinuationToken;
      more_ = page.IsTruncated === true;
    }
    return pages;
  };
  expect(await list({})).toEqual([keys]);
  expect(await list({ MaxKeys: 3 })).toEqual([keys.slice(0, 3), keys.slice(3, 6), keys.slice(6)]);
  expect(await list({ Prefix: "a/" })).toEqual([["a/1", "a/2", "a/é"]]);
  expect(await list({ StartAfter: "b" })).toEqual([["c/x/1", "c/y", "é", "😀"]]);
  expect(await list({ Delimiter: "/", MaxKeys: 1 })).toEqual([["a/"], ["b"], ["c/"], ["é"], ["😀"]]);
  expect(await list({ Delimiter: "/", Prefix: "c/" })).toEqual([["c/x/", "c/y"]]);
  expect(await list({ MaxKeys: 0 })).toEqual([[]]);
  expect(await list({ Prefix: "é", EncodingType: "url" })).toEqual([["%C3%A9"]]);
});

it("keeps everything over a restart and sweeps up what a crash left", async () => {
  const { ETag } = await put("kept", "still here", { ContentType: "text/plain", Metadata: { a: "b" } });
  await put("gone", "x");
  await client.send(new s3.DeleteObjectCommand({ Bucket, Key: "gone" }));
  const shards = join(standIn.dataDir, "buckets", Bucket, "objects");
  const [shard = ""] = await readdir(shards);
  const orphan = join(shards, shard, `${"0".repeat(64)}.crashed.blob`);
  await writeFile(orphan, "half a body");
  await writeFile(join(standIn.dataDir, "incoming", "crashed.part"), "half a body");

  await standIn.restart();

  expect(await standIn.contents(Bucket)).toEqual([`kept ${String(ETag)}`]);
  const head = await client.send(new s3.HeadObjectCommand({ Bucket, Key: "kept" }));
  expect(head).toMatchObject({ ContentType: "text/plain", Metadata: { a: "b" } });
  expect(await getText("kept")).toBe("still here");
  expect(await readdir(join(shards, shard))).not.toContain(`${"0".repeat(64)}.crashed.blob`);
  expect(await standIn.leftovers()).toEqual([]);
});

it("keeps one blob per object, however often it is overwritten", async () => {
  await Promise.all(Array.from({ length: 20 }, (_, n) => put("hot", String(n))));
  const files = await readdir(join(standIn.dataDir, "buckets", Bucket, "objects"), { recursive: true });
  const hash = createHash("sha256").update("hot").digest("hex");
  expect(files.filter((name) => name.includes(hash))).toHaveLength(2);
});

it("says 501 to every step of a multipart upload and to sub-resources it does not have", async () => {
  const UploadId = "1";
  const steps = [
    () => client.send(new s3.CreateMultipartUploadCommand({ Bucket, Key: "big" })),
    () => client.send(new s3.UploadPartCommand({ Bucket, Key: "big", UploadId, PartNumber: 1, Body: "x" })),
    () =>
      client.send(
        new s3.CompleteMultipartUploadCommand({ Bucket, Key: "big", UploadId, MultipartUpload: { Parts: [] } }),
      ),
    () => client.send(new s3.AbortMultipartUploadCommand({ Bucket, Key: "big", UploadId })),
    () => client.send(new s3.ListMultipartUploadsCommand({ Bucket })),
    () => client.send(new s3.ListPartsCommand({ Bucket, Key: "big", UploadId })),
    () => client.send(new s3.PutObjectTaggingCommand({ Bucket, Key: "big", Tagging: { TagSet: [] } })),
    () => client.send(new s3.PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: "Enabled" } })),
    () => client.send(new s3.GetObjectCommand({ Bucket, Key: "big", VersionId: "1" })),
    () => client.send(new s3.ListObjectsCommand({ Bucket })),
    () => put("big", "x", { Tagging: "a=b" }),
    () => put("big", "x", { GrantRead: "id=1" }),
    () => put("big", "x", { ACL: "public-read-write" }),
  ];
  for (const step of steps) await expect(step()).rejects.toMatchObject({ $metadata: { httpStatusCode: 501 } });
  expect(await standIn.contents(Bucket)).toEqual([]);
  expect(standIn.errors).toEqual([]);
});
