import { invalidArgument, notImplemented, S3Error } from "./s3-error.ts";
import { STORED_HEADERS } from "./stored-object.ts";
import type { CannedAcl, ObjectAttributes, StoredHeader } from "./stored-object.ts";

/** S3's limit for names and values of user metadata together. */
const MAX_METADATA_BYTES = 2_048;

/** ACLs that give nobody but the owner anything. */
const PRIVATE_ACLS = ["private", "bucket-owner-full-control", "bucket-owner-read"];

/**
 * Collects what a writer says about an object, from headers or from form fields.
 *
 * @throws S3Error InvalidArgument for a value that cannot be sent back in a header, MetadataTooLarge, NotImplemented.
 */
export function readObjectAttributes(
  given: (name: string) => string | undefined,
  metadata: Readonly<Record<string, string>>,
  acl: string | undefined,
): ObjectAttributes {
  const headers: Partial<Record<StoredHeader, string>> = {};
  for (const name of STORED_HEADERS) {
    const value = name === "content-encoding" ? withoutAwsChunked(given(name)) : given(name);
    if (value !== undefined && value !== "") headers[name] = assertHeaderValue(name, value);
  }
  let bytes = 0;
  for (const [name, value] of Object.entries(metadata)) {
    if (!/^[\w!#$%&'*+.^`|~-]+$/.test(name)) throw invalidArgument(`${name} is no metadata name`);
    bytes += name.length + assertHeaderValue(name, value).length;
  }
  if (bytes > MAX_METADATA_BYTES) {
    const message = "Your metadata headers exceed the maximum allowed metadata size";
    throw new S3Error(400, "MetadataTooLarge", message);
  }
  return { headers, metadata, acl: parseCannedAcl(acl) };
}

/** @throws S3Error NotImplemented for an ACL that would let others in in another way than by reading. */
export function parseCannedAcl(acl: string | undefined): CannedAcl {
  if (acl === undefined || PRIVATE_ACLS.includes(acl)) return "private";
  if (acl === "public-read") return acl;
  throw notImplemented(`the ACL ${acl}`);
}

function assertHeaderValue(name: string, value: string): string {
  if (!/^[\t\x20-\x7e\x80-\xff]*$/.test(value))
    throw invalidArgument(`The value of ${name} cannot be sent in a header`);
  return value;
}

/** `aws-chunked` describes the transfer, not the object. */
function withoutAwsChunked(contentEncoding: string | undefined): string | undefined {
  return contentEncoding
    ?.split(",")
    .map((coding) => coding.trim())
    .filter((coding) => coding !== "aws-chunked")
    .join(",");
}
