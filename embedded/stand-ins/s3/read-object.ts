import { isPublicByPolicy } from "./bucket-policy.ts";
import { parseByteRange } from "./byte-range.ts";
import { decideRead, listsETag, preconditionFailed } from "./preconditions.ts";
import { headerOf, keyOf } from "./s3-call.ts";
import type { Reply, S3Call } from "./s3-call.ts";
import { accessDenied, invalidArgument, invalidRequest, noSuchBucket, noSuchKey } from "./s3-error.ts";
import type { S3Error } from "./s3-error.ts";
import { quotedETag } from "./stored-object.ts";
import type { Bucket, StoredObject } from "./stored-object.ts";

/** Query parameters by which a signed request overrides what was stored. */
const OVERRIDES = [
  "content-type",
  "content-language",
  "expires",
  "cache-control",
  "content-disposition",
  "content-encoding",
];

/** GetObject: whole or one range, with the conditional headers. Anonymous callers see public objects only. */
export async function getObject(call: S3Call): Promise<Reply> {
  const bucket = readableBucketOf(call);
  const opened = await call.store.openObject(bucket, keyOf(call));
  if (opened === null) throw missing(call);
  const { object, handle } = opened;
  try {
    // Asked of the very object that was opened: another may have taken its key just now.
    assertReadable(call, bucket, object);
    const { status, headers, range } = describe(call, object);
    if (range !== null) return { status, headers, body: { handle, ...range } };
    await handle.close();
    return { status, headers };
  } catch (error) {
    await handle.close();
    throw error;
  }
}

/** HeadObject: the headers of GetObject without the bytes. */
export function headObject(call: S3Call): Reply {
  const bucket = readableBucketOf(call);
  const object = bucket.objects.get(keyOf(call));
  if (object === undefined) throw missing(call);
  assertReadable(call, bucket, object);
  const { status, headers } = describe(call, object);
  return { status, headers };
}

interface Description {
  readonly status: number;
  readonly headers: Record<string, string>;
  /** The bytes to send; null when there is no body. */
  readonly range: { readonly start: number; readonly length: number } | null;
}

function describe(call: S3Call, object: StoredObject): Description {
  const headers = call.request.headers;
  const described = objectHeaders(call, object);
  const decision = decideRead(headers, object);
  if (decision === "failed") throw preconditionFailed();
  if (decision === "notModified") {
    delete described["content-type"];
    return { status: 304, headers: described, range: null };
  }
  const ifRange = headers["if-range"];
  const isRangeCurrent = typeof ifRange !== "string" || listsETag(ifRange, object);
  const range = isRangeCurrent ? parseByteRange(headers.range, object.size) : null;
  if (range === null) {
    const wholeHeaders = { ...described, ...checksumHeaders(call, object), "content-length": String(object.size) };
    return { status: 200, headers: wholeHeaders, range: { start: 0, length: object.size } };
  }
  const last = range.start + range.length - 1;
  const contentRange = `bytes ${String(range.start)}-${String(last)}/${String(object.size)}`;
  const partHeaders = { ...described, "content-range": contentRange, "content-length": String(range.length) };
  return { status: 206, headers: partHeaders, range };
}

function objectHeaders(call: S3Call, object: StoredObject): Record<string, string> {
  const metadata = Object.entries(object.metadata).map(([name, value]) => [`x-amz-meta-${name}`, value] as const);
  return {
    "content-type": "binary/octet-stream",
    ...object.headers,
    ...responseOverrides(call),
    ...Object.fromEntries(metadata),
    etag: quotedETag(object),
    "last-modified": new Date(object.lastModified).toUTCString(),
    "accept-ranges": "bytes",
    // Uploads are strangers' bytes: never guessed to be a page, and a page among them runs nothing.
    "x-content-type-options": "nosniff",
    "content-security-policy": "default-src 'none'; sandbox",
  };
}

function responseOverrides(call: S3Call): Record<string, string> {
  const overrides: Record<string, string> = {};
  for (const [name, value] of call.target.query) {
    const header = /^response-(.+)$/.exec(name)?.[1];
    if (header === undefined) continue;
    if (!OVERRIDES.includes(header)) throw invalidArgument(`${name} is not supported`);
    if (call.access.kind !== "owner") {
      throw invalidRequest("Request specific response headers cannot be used for anonymous GET requests.");
    }
    if (!/^[\t\x20-\x7e\x80-\xff]*$/.test(value)) throw invalidArgument(`${name} cannot be sent in a header`);
    overrides[header] = value;
  }
  return overrides;
}

function checksumHeaders(call: S3Call, object: StoredObject): Record<string, string> {
  if (headerOf(call, "x-amz-checksum-mode") !== "ENABLED") return {};
  return { "x-amz-checksum-crc32": object.crc32Base64, "x-amz-checksum-type": "FULL_OBJECT" };
}

// Anonymous callers learn nothing about what is not public, not even whether it exists.

function readableBucketOf(call: S3Call): Bucket {
  const bucket = call.store.findBucket(call.target.bucket ?? "");
  if (bucket === null) throw call.access.kind === "owner" ? noSuchBucket() : accessDenied();
  return bucket;
}

const missing = (call: S3Call): S3Error => (call.access.kind === "owner" ? noSuchKey() : accessDenied());

function assertReadable(call: S3Call, bucket: Bucket, object: StoredObject): void {
  if (call.access.kind === "owner" || object.acl === "public-read") return;
  if (!isPublicByPolicy(bucket.settings, object.key)) throw accessDenied();
}
