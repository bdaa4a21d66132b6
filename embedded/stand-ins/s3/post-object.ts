import { writeFile } from "node:fs/promises";
import { assertScope, invalidToken, signatureDoesNotMatch } from "./authenticate.ts";
import type { Account } from "./authenticate.ts";
import { createDigester } from "./checksums.ts";
import { readObjectAttributes } from "./object-attributes.ts";
import { readPostForm } from "./post-form.ts";
import { assertPolicyAllows, parsePostPolicy } from "./post-policy.ts";
import { assertKeyLength, encodePath } from "./request-target.ts";
import type { Reply, S3Call } from "./s3-call.ts";
import { accessDenied, entityTooLarge, invalidArgument, noSuchBucket, S3Error } from "./s3-error.ts";
import { quotedETag } from "./stored-object.ts";
import type { StoredObject } from "./stored-object.ts";
import { ALGORITHM, equalSignatures, parseAmzDate, parseCredential, sign } from "./sigv4.ts";
import { element, xmlDocument } from "./xml.ts";

type Fields = ReadonlyMap<string, string>;

/** A signing key serves for seven days from the day in its scope. */
const MAX_SIGNATURE_AGE_MS = 7 * 24 * 60 * 60_000;
const MAX_SKEW_MS = 15 * 60_000;

/**
 * PostObject: a browser's upload form. The form carries its own authority, a policy signed by the account; without a
 * valid one nothing is stored, whoever else signed the request.
 */
export async function postObject(call: S3Call): Promise<Reply> {
  const bucketName = call.target.bucket ?? "";
  const { fields, file } = await readPostForm(call.request, call.acceptBody, call.limits.maxFormBytes);
  const policy = readSignedPolicy(fields, call.account, call.now());
  const claimed = fields.get("bucket");
  if (claimed !== undefined && claimed !== bucketName) throw accessDenied("Invalid according to Policy: wrong bucket");
  // The bucket counts as a field: a policy that does not name it would open every bucket of the account.
  const upload = { fields: new Map([...fields, ["bucket", bucketName]]), size: file.length };
  assertPolicyAllows(policy, upload, call.now());
  if (file.length > call.limits.maxObjectBytes) throw entityTooLarge(call.limits.maxObjectBytes);
  const bucket = call.store.findBucket(bucketName);
  if (bucket === null) throw noSuchBucket();

  const key = fields.get("key") ?? "";
  if (key === "") throw invalidArgument("Bucket POST must contain a field named 'key'.");
  assertKeyLength(key);
  const attributes = readObjectAttributes((name) => fields.get(name), metadataFields(fields), fields.get("acl"));
  const path = call.store.newIncomingPath();
  try {
    await writeFile(path, file, { flag: "wx" });
    const object = await call.store.putObject(bucket, key, { path, ...measure(file) }, attributes);
    return answer(fields, bucketName, object);
  } finally {
    await call.store.discard(path);
  }
}

function readSignedPolicy(fields: Fields, account: Account, now: Date): ReturnType<typeof parsePostPolicy> {
  const policy = fields.get("policy");
  const signature = fields.get("x-amz-signature");
  if (policy === undefined || signature === undefined) throw accessDenied();
  if (fields.has("x-amz-security-token")) throw invalidToken();
  if (fields.get("x-amz-algorithm") !== ALGORITHM) throw invalidArgument(`x-amz-algorithm must be ${ALGORITHM}`);
  const credential = parseCredential(fields.get("x-amz-credential") ?? "");
  const amzDate = fields.get("x-amz-date") ?? "";
  const date = parseAmzDate(amzDate);
  if (credential === null) throw invalidArgument("x-amz-credential is mal-formed");
  if (date === null) throw invalidArgument("x-amz-date is mal-formed");
  assertScope({ credential, amzDate }, account);
  // The policy as sent is what is signed; nothing in it is looked at before that is proven.
  if (!equalSignatures(sign(account.secretAccessKey, credential, policy), signature)) throw signatureDoesNotMatch();
  const ageMs = now.getTime() - date.getTime();
  if (ageMs > MAX_SIGNATURE_AGE_MS || ageMs < -MAX_SKEW_MS) {
    throw accessDenied("Invalid according to Policy: the signature is not valid at this time.");
  }
  return parsePostPolicy(policy);
}

function answer(fields: Fields, bucket: string, object: StoredObject): Reply {
  const etag = quotedETag(object);
  const redirect = fields.get("success_action_redirect") ?? fields.get("redirect");
  const location = `/${bucket}/${encodePath(object.key)}`;
  if (redirect !== undefined && URL.canParse(redirect) && /^https?:/i.test(redirect)) {
    const url = new URL(redirect);
    for (const [name, value] of Object.entries({ bucket, key: object.key, etag })) url.searchParams.append(name, value);
    return { status: 303, headers: { location: url.href, etag } };
  }
  const status = fields.get("success_action_status");
  if (status === "200") return { status: 200, headers: { location, etag } };
  if (status !== "201") return { status: 204, headers: { location, etag } };
  const parts = { Location: location, Bucket: bucket, Key: object.key, ETag: etag };
  const result = Object.entries(parts).map(([name, value]) => element(name, value));
  const headers = { "content-type": "application/xml", location, etag };
  return { status: 201, headers, body: xmlDocument(element("PostResponse", result)) };
}

function metadataFields(fields: Fields): Record<string, string> {
  const prefix = "x-amz-meta-";
  const found = [...fields].filter(([name]) => name.startsWith(prefix));
  return Object.fromEntries(found.map(([name, value]) => [name.slice(prefix.length), value]));
}

function measure(file: Buffer): { size: number; etag: string; crc32Base64: string } {
  const digester = createDigester();
  digester.add(file);
  const { size, md5Hex, crc32Base64 } = digester.digests();
  return { size, etag: md5Hex, crc32Base64 };
}

/** A POST to a bucket that is no form at all. */
export const notAForm = (): S3Error =>
  new S3Error(412, "PreconditionFailed", "Bucket POST must be of the enclosure-type multipart/form-data");
