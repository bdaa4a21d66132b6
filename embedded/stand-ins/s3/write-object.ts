import { assertWriteAllowed, assertCopySourceAllowed } from "./preconditions.ts";
import { parseCannedAcl, readObjectAttributes } from "./object-attributes.ts";
import type { Upload } from "./object-store.ts";
import { receiveBodyToFile } from "./receive-body.ts";
import { bodyOf, bucketOf, headerOf, keyOf, metadataOf, xmlReply } from "./s3-call.ts";
import type { Reply, S3Call } from "./s3-call.ts";
import { accessDenied, invalidArgument, invalidRequest, noSuchBucket, noSuchKey, notImplemented } from "./s3-error.ts";
import { quotedETag } from "./stored-object.ts";
import type { ObjectAttributes, StoredObject } from "./stored-object.ts";
import { element, S3_NAMESPACE, xmlDocument } from "./xml.ts";

/** Headers whose promise would be broken by ignoring them. */
const NOT_IMPLEMENTED =
  /^x-amz-(grant-|object-lock-|tagging$|write-offset-bytes$|website-redirect-location$|server-side-encryption-customer-)/;

/** PutObject. The body goes to a temporary file and becomes the object only when every check on it has passed. */
export async function putObject(call: S3Call): Promise<Reply> {
  const bucket = bucketOf(call);
  const key = keyOf(call);
  const attributes = requestAttributes(call);
  const check = (current: StoredObject | null): void => {
    assertWriteAllowed(call.request.headers, current);
  };
  check(bucket.objects.get(key) ?? null);

  const path = call.store.newIncomingPath();
  try {
    const digests = await receiveBodyToFile(bodyOf(call), path, call.limits.maxObjectBytes);
    const upload: Upload = { path, size: digests.size, etag: digests.md5Hex, crc32Base64: digests.crc32Base64 };
    const object = await call.store.putObject(bucket, key, upload, attributes, check);
    const checksum = { "x-amz-checksum-crc32": object.crc32Base64, "x-amz-checksum-type": "FULL_OBJECT" };
    return { status: 200, headers: { etag: quotedETag(object), ...checksum } };
  } finally {
    await call.store.discard(path);
  }
}

/** CopyObject, within or across buckets. As in S3 the ACL is not copied. */
export async function copyObject(call: S3Call): Promise<Reply> {
  const bucket = bucketOf(call);
  const key = keyOf(call);
  const source = parseCopySource(headerOf(call, "x-amz-copy-source") ?? "");
  const sourceBucket = call.store.findBucket(source.bucket);
  if (sourceBucket === null) throw noSuchBucket();
  const replaces = metadataDirective(call) === "REPLACE";
  if (!replaces && sourceBucket === bucket && source.key === key) {
    throw invalidRequest("This copy request is illegal because it is trying to copy an object to itself unchanged.");
  }
  const given = requestAttributes(call);

  const copy = await call.store.copyToIncoming(sourceBucket, source.key);
  if (copy === null) throw noSuchKey();
  try {
    const { object: original, path } = copy;
    assertCopySourceAllowed((name) => headerOf(call, name), original);
    const kept = replaces ? given : { headers: original.headers, metadata: original.metadata, acl: given.acl };
    const upload = { path, size: original.size, etag: original.etag, crc32Base64: original.crc32Base64 };
    const object = await call.store.putObject(bucket, key, upload, kept);
    const result = [element("LastModified", object.lastModified), element("ETag", quotedETag(object))];
    return xmlReply(xmlDocument(element("CopyObjectResult", result, S3_NAMESPACE)));
  } finally {
    await call.store.discard(copy.path);
  }
}

/** PutObjectAcl, canned ACLs only. */
export async function putObjectAcl(call: S3Call): Promise<Reply> {
  const canned = headerOf(call, "x-amz-acl");
  if (canned === undefined) throw notImplemented("ACLs other than canned ones");
  const object = await call.store.updateObject(bucketOf(call), keyOf(call), { acl: parseCannedAcl(canned) });
  if (object === null) throw noSuchKey();
  return { status: 200 };
}

/** DeleteObject. Answers alike whether the object was there or not. */
export async function deleteObject(call: S3Call): Promise<Reply> {
  if (call.access.kind !== "owner") throw accessDenied();
  await call.store.deleteObject(bucketOf(call), keyOf(call));
  return { status: 204 };
}

function requestAttributes(call: S3Call): ObjectAttributes {
  const refused = Object.keys(call.request.headers).filter((name) => NOT_IMPLEMENTED.test(name));
  if (refused.length > 0) throw notImplemented(refused.join(", "));
  return readObjectAttributes((name) => headerOf(call, name), metadataOf(call), headerOf(call, "x-amz-acl"));
}

function metadataDirective(call: S3Call): "COPY" | "REPLACE" {
  const directive = headerOf(call, "x-amz-metadata-directive") ?? "COPY";
  if (directive === "COPY" || directive === "REPLACE") return directive;
  throw invalidArgument("Unknown metadata directive.");
}

function parseCopySource(text: string): { bucket: string; key: string } {
  const [path = "", version] = text.split("?", 2);
  if (version !== undefined) throw notImplemented("object versions");
  let decoded: string;
  try {
    decoded = decodeURIComponent(path).replace(/^\//, "");
  } catch {
    throw invalidArgument("Copy Source must be URL-encoded");
  }
  const slash = decoded.indexOf("/");
  if (slash < 1 || slash === decoded.length - 1) {
    throw invalidArgument("Copy Source must mention the source bucket and key: sourcebucket/sourcekey");
  }
  return { bucket: decoded.slice(0, slash), key: decoded.slice(slash + 1) };
}
