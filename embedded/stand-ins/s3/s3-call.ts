import type { FileHandle } from "node:fs/promises";
import type { IncomingMessage } from "node:http";
import type { Access, Account } from "./authenticate.ts";
import type { ObjectStore } from "./object-store.ts";
import { queryValue } from "./request-target.ts";
import type { RequestTarget } from "./request-target.ts";
import { accessDenied, invalidRequest, noSuchBucket } from "./s3-error.ts";
import type { IncomingBody } from "./receive-body.ts";
import type { Bucket } from "./stored-object.ts";

/** Sizes in bytes above which a body is refused. */
export interface Limits {
  readonly maxObjectBytes: number;
  /** The whole POST form, held in memory while it is checked. */
  readonly maxFormBytes: number;
}

/** One request with everything an operation needs. */
export interface S3Call {
  readonly request: IncomingMessage;
  readonly target: RequestTarget;
  readonly access: Access;
  readonly store: ObjectStore;
  readonly account: Account;
  readonly limits: Limits;
  readonly now: () => Date;
  /** Tells a client that waits (`Expect: 100-continue`) to send its body. */
  readonly acceptBody: () => void;
}

export interface FileBody {
  readonly handle: FileHandle;
  readonly start: number;
  readonly length: number;
}

export interface Reply {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | FileBody;
}

export type Operation = (call: S3Call) => Promise<Reply> | Reply;

export const xmlReply = (body: string): Reply => ({
  status: 200,
  headers: { "content-type": "application/xml" },
  body,
});

/**
 * A request header. A presigned URL may carry `x-amz-…` headers in its query instead, where the signature covers them;
 * checksums do not count there (S3 ignores them, and the SDK signs that of an empty body).
 */
export function headerOf(call: S3Call, name: string): string | undefined {
  const header = call.request.headers[name];
  if (typeof header === "string") return header;
  const isPresigned = call.access.kind === "owner" && call.access.by === "query" && name.startsWith("x-amz-");
  return isPresigned ? call.target.query.find(([candidate]) => candidate.toLowerCase() === name)?.[1] : undefined;
}

/** All user metadata of the request, names without their prefix. */
export function metadataOf(call: S3Call): Record<string, string> {
  const prefix = "x-amz-meta-";
  const fromHeaders = Object.entries(call.request.headers).flatMap(([name, value]) =>
    typeof value === "string" ? [[name, value] as const] : [],
  );
  const fromQuery = call.access.kind === "owner" && call.access.by === "query" ? call.target.query : [];
  const found = [...fromQuery, ...fromHeaders]
    .map(([name, value]) => [name.toLowerCase(), value] as const)
    .filter(([name]) => name.startsWith(prefix));
  return Object.fromEntries(found.map(([name, value]) => [name.slice(prefix.length), value]));
}

/** @throws S3Error NoSuchBucket. */
export function bucketOf(call: S3Call): Bucket {
  const bucket = call.store.findBucket(call.target.bucket ?? "");
  if (bucket === null) throw noSuchBucket();
  return bucket;
}

export function keyOf(call: S3Call): string {
  const { key } = call.target;
  if (key === null) throw invalidRequest("The request names no key");
  return key;
}

/** The body of an authenticated request. @throws S3Error AccessDenied: nobody else's body is read. */
export function bodyOf(call: S3Call): IncomingBody {
  if (call.access.kind !== "owner") throw accessDenied();
  return { request: call.request, payload: call.access.payload, accept: call.acceptBody };
}

export const queryOf = (call: S3Call, name: string): string | undefined => queryValue(call.target.query, name);
