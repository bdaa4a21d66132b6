import { parseBucketPolicy } from "./bucket-policy.ts";
import { parseCorsConfiguration } from "./cors.ts";
import { receiveBodyAsText } from "./receive-body.ts";
import { bodyOf, bucketOf, headerOf, xmlReply } from "./s3-call.ts";
import type { Operation, Reply, S3Call } from "./s3-call.ts";
import { invalidRequest, malformedXml, notImplemented, S3Error } from "./s3-error.ts";
import { childText, element, parseXml, S3_NAMESPACE, xmlDocument } from "./xml.ts";

/** S3's limit for a bucket policy; more than enough for the other documents. */
const MAX_DOCUMENT_BYTES = 20 * 1_024;

export async function createBucket(call: S3Call): Promise<Reply> {
  const name = call.target.bucket ?? "";
  const isValid = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(name) && !/\.\.|^\d+\.\d+\.\d+\.\d+$/.test(name);
  if (!isValid) throw new S3Error(400, "InvalidBucketName", "The specified bucket is not valid.");
  const acl = headerOf(call, "x-amz-acl");
  if (acl !== undefined && acl !== "private") throw notImplemented(`the bucket ACL ${acl}; use a bucket policy`);
  const body = await receiveBodyAsText(bodyOf(call), MAX_DOCUMENT_BYTES);
  if (body !== "") assertLocation(body, call.account.region);
  if (!(await call.store.createBucket(name))) {
    const message = "Your previous request to create the named bucket succeeded and you already own it.";
    throw new S3Error(409, "BucketAlreadyOwnedByYou", message);
  }
  return { status: 200, headers: { location: `/${name}` } };
}

export function headBucket(call: S3Call): Reply {
  bucketOf(call);
  return { status: 200, headers: { "x-amz-bucket-region": call.account.region } };
}

export async function deleteBucket(call: S3Call): Promise<Reply> {
  if (!(await call.store.deleteBucket(bucketOf(call)))) {
    throw new S3Error(409, "BucketNotEmpty", "The bucket you tried to delete is not empty");
  }
  return { status: 204 };
}

export function listBuckets(call: S3Call): Reply {
  const buckets = call.store
    .buckets()
    .map(({ settings }) => settings)
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .map(({ name, createdAt }) => element("Bucket", [element("Name", name), element("CreationDate", createdAt)]));
  const owner = element("Owner", [element("ID", call.account.accessKeyId)]);
  const result = [owner, element("Buckets", buckets)];
  return xmlReply(xmlDocument(element("ListAllMyBucketsResult", result, S3_NAMESPACE)));
}

export function getBucketLocation(call: S3Call): Reply {
  bucketOf(call);
  // us-east-1 is the one region that S3 leaves empty.
  const region = call.account.region === "us-east-1" ? "" : call.account.region;
  return xmlReply(xmlDocument(element("LocationConstraint", region, S3_NAMESPACE)));
}

export const putBucketPolicy: Operation = async (call) => {
  const bucket = bucketOf(call);
  const policy = await receiveBodyAsText(bodyOf(call), MAX_DOCUMENT_BYTES);
  parseBucketPolicy(policy, bucket.settings.name);
  await call.store.updateSettings(bucket, { policy });
  return { status: 204 };
};

export function getBucketPolicy(call: S3Call): Reply {
  const { policy } = bucketOf(call).settings;
  if (policy === null) throw new S3Error(404, "NoSuchBucketPolicy", "The bucket policy does not exist");
  return { status: 200, headers: { "content-type": "application/json" }, body: policy };
}

export const deleteBucketPolicy: Operation = async (call) => {
  await call.store.updateSettings(bucketOf(call), { policy: null });
  return { status: 204 };
};

export const putBucketCors: Operation = async (call) => {
  const bucket = bucketOf(call);
  const cors = await receiveBodyAsText(bodyOf(call), MAX_DOCUMENT_BYTES);
  parseCorsConfiguration(cors);
  await call.store.updateSettings(bucket, { cors });
  return { status: 200 };
};

export function getBucketCors(call: S3Call): Reply {
  const { cors } = bucketOf(call).settings;
  if (cors === null) {
    throw new S3Error(404, "NoSuchCORSConfiguration", "The CORS configuration does not exist");
  }
  return xmlReply(cors);
}

export const deleteBucketCors: Operation = async (call) => {
  await call.store.updateSettings(bucketOf(call), { cors: null });
  return { status: 204 };
};

/** Code that opens a bucket on AWS lifts this block first. There is none here, so lifting it succeeds. */
export function deletePublicAccessBlock(call: S3Call): Reply {
  bucketOf(call);
  return { status: 204 };
}

function assertLocation(xml: string, region: string): void {
  const root = parseXml(xml);
  if (root?.name !== "CreateBucketConfiguration") throw malformedXml();
  const location = childText(root, "LocationConstraint")?.trim();
  if (location !== undefined && location !== region) {
    throw new S3Error(
      400,
      "IllegalLocationConstraintException",
      `The ${location} location constraint is incompatible for the region specific endpoint this request was sent to.`,
    );
  }
  if (location === undefined && root.children.length > 0) throw invalidRequest("Only LocationConstraint is understood");
}
