import type { IncomingHttpHeaders } from "node:http";
import { S3Error } from "./s3-error.ts";
import { quotedETag } from "./stored-object.ts";
import type { StoredObject } from "./stored-object.ts";

/** What the conditional headers of a read say: go on, "you have it already", or refuse. */
export type ReadDecision = "proceed" | "notModified" | "failed";

/** If-Match, If-None-Match, If-Modified-Since, If-Unmodified-Since in the precedence of RFC 9110, section 13.2.2. */
export function decideRead(headers: IncomingHttpHeaders, object: StoredObject): ReadDecision {
  const modifiedAt = Math.floor(Date.parse(object.lastModified) / 1_000);
  const ifMatch = headers["if-match"];
  const ifUnmodifiedSince = toSeconds(headers["if-unmodified-since"]);
  if (ifMatch !== undefined) {
    if (!listsETag(ifMatch, object)) return "failed";
  } else if (ifUnmodifiedSince !== null && modifiedAt > ifUnmodifiedSince) {
    return "failed";
  }
  const ifNoneMatch = headers["if-none-match"];
  const ifModifiedSince = toSeconds(headers["if-modified-since"]);
  if (ifNoneMatch !== undefined) return listsETag(ifNoneMatch, object) ? "notModified" : "proceed";
  return ifModifiedSince !== null && modifiedAt <= ifModifiedSince ? "notModified" : "proceed";
}

/**
 * Conditional writes: `If-None-Match: *` (only if absent) and `If-Match` (only over that version).
 *
 * @throws S3Error PreconditionFailed, NotImplemented, NoSuchKey.
 */
export function assertWriteAllowed(headers: IncomingHttpHeaders, current: StoredObject | null): void {
  const ifNoneMatch = headers["if-none-match"];
  const ifMatch = headers["if-match"];
  if (ifNoneMatch !== undefined && ifNoneMatch !== "*") {
    throw new S3Error(501, "NotImplemented", "If-None-Match on a write accepts only *");
  }
  if (ifNoneMatch === "*" && current !== null) throw preconditionFailed();
  if (ifMatch !== undefined && (current === null || !listsETag(ifMatch, current))) throw preconditionFailed();
}

/** The same for the source of a copy. @throws S3Error PreconditionFailed. */
export function assertCopySourceAllowed(header: (name: string) => string | undefined, source: StoredObject): void {
  const copied = (name: string): string | undefined => header(`x-amz-copy-source-${name}`);
  const decision = decideRead(
    {
      "if-match": copied("if-match"),
      "if-none-match": copied("if-none-match"),
      "if-modified-since": copied("if-modified-since"),
      "if-unmodified-since": copied("if-unmodified-since"),
    },
    source,
  );
  if (decision !== "proceed") throw preconditionFailed();
}

export const preconditionFailed = (): S3Error =>
  new S3Error(412, "PreconditionFailed", "At least one of the pre-conditions you specified did not hold");

/** True when a list such as `"a", W/"b"` or `*` names the object's ETag; S3 also takes it without quotes. */
export function listsETag(list: string, object: StoredObject): boolean {
  return list
    .split(",")
    .map((tag) => tag.trim().replace(/^W\//, ""))
    .some((tag) => tag === "*" || tag === quotedETag(object) || tag === object.etag);
}

function toSeconds(httpDate: string | undefined): number | null {
  const time = httpDate === undefined ? Number.NaN : Date.parse(httpDate);
  return Number.isNaN(time) ? null : Math.floor(time / 1_000);
}
