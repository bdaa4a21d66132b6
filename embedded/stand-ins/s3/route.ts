import * as bucketOperations from "./bucket-operations.ts";
import { deleteObjects } from "./delete-objects.ts";
import { listObjects } from "./list-objects.ts";
import { notAForm, postObject } from "./post-object.ts";
import { getObject, headObject } from "./read-object.ts";
import { headerOf } from "./s3-call.ts";
import type { Operation, Reply, S3Call } from "./s3-call.ts";
import { accessDenied, invalidRequest, notImplemented, S3Error } from "./s3-error.ts";
import { copyObject, deleteObject, putObject, putObjectAcl } from "./write-object.ts";

/** What is served, by `<scope> <method>[ <sub-resource>]`. */
const OPERATIONS: Readonly<Record<string, Operation>> = {
  "service GET": bucketOperations.listBuckets,
  "bucket PUT": bucketOperations.createBucket,
  "bucket HEAD": bucketOperations.headBucket,
  "bucket DELETE": bucketOperations.deleteBucket,
  "bucket GET": listObjects,
  "bucket POST": postObject,
  "bucket POST delete": deleteObjects,
  "bucket GET location": bucketOperations.getBucketLocation,
  "bucket PUT policy": bucketOperations.putBucketPolicy,
  "bucket GET policy": bucketOperations.getBucketPolicy,
  "bucket DELETE policy": bucketOperations.deleteBucketPolicy,
  "bucket PUT cors": bucketOperations.putBucketCors,
  "bucket GET cors": bucketOperations.getBucketCors,
  "bucket DELETE cors": bucketOperations.deleteBucketCors,
  "bucket DELETE publicAccessBlock": bucketOperations.deletePublicAccessBlock,
  "object GET": getObject,
  "object HEAD": headObject,
  "object PUT": putObject,
  "object PUT acl": putObjectAcl,
  "object DELETE": deleteObject,
};

/** The few that look at who asks by themselves; all others are the owner's. */
const OPEN_TO_ANYONE = ["bucket POST", "object GET", "object HEAD"];

/** Query parameters that turn a request into another operation. One that is not served must never fall through. */
const SUB_RESOURCES = new Set(
  (
    "accelerate acl analytics attributes cors delete encryption intelligent-tiering inventory legal-hold lifecycle " +
    "location logging metadataTable metrics notification object-lock ownershipControls partNumber policy policyStatus " +
    "publicAccessBlock renameObject replication requestPayment restore retention select session tagging torrent " +
    "uploadId uploads versionId versioning versions website"
  ).split(" "),
);

/** Multipart upload comes with two parameters; one answer for all its steps. */
const MULTIPART = ["uploads", "uploadId", "partNumber"];

/**
 * Runs the operation that a request asks for.
 *
 * @throws S3Error AccessDenied for anonymous callers, NotImplemented for what S3 has and this does not.
 */
export async function route(call: S3Call): Promise<Reply> {
  const { bucket, key, query } = call.target;
  const scope = bucket === null ? "service" : key === null ? "bucket" : "object";
  const subResources = [...new Set(query.map(([name]) => name).filter((name) => SUB_RESOURCES.has(name)))];
  const name = [scope, call.request.method ?? "", ...subResources].join(" ");

  if (call.access.kind === "anonymous" && !OPEN_TO_ANYONE.includes(name)) throw accessDenied();
  if (subResources.some((subResource) => MULTIPART.includes(subResource))) throw notImplemented("multipart upload");
  if (subResources.length > 1) throw invalidRequest(`Conflicting query parameters: ${subResources.join(", ")}`);
  if (name === "bucket POST" && !isForm(call)) throw call.access.kind === "anonymous" ? accessDenied() : notAForm();
  if (name === "object PUT" && headerOf(call, "x-amz-copy-source") !== undefined) return copyObject(call);

  const operation = OPERATIONS[name];
  if (operation !== undefined) return operation(call);
  if (subResources.length > 0) throw notImplemented(name);
  throw new S3Error(405, "MethodNotAllowed", "The specified method is not allowed against this resource.");
}

const isForm = (call: S3Call): boolean => /^multipart\/form-data\s*;/i.test(call.request.headers["content-type"] ?? "");
