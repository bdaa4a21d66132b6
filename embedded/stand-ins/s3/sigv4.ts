import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import { encodePath, encodeRfc3986 } from "./request-target.ts";
import type { Query } from "./request-target.ts";

export const ALGORITHM = "AWS4-HMAC-SHA256";

/** `<access key>/<yyyymmdd>/<region>/s3/aws4_request` in parts. */
export interface Credential {
  readonly accessKeyId: string;
  readonly date: string;
  readonly region: string;
  readonly service: string;
}

export interface CanonicalParts {
  readonly method: string;
  /** Decoded path. */
  readonly path: string;
  readonly query: Query;
  /** Lower-case names, sorted. */
  readonly signedHeaders: readonly string[];
  /** All values of a header, in the order sent. */
  readonly headerValues: (name: string) => readonly string[];
  readonly payloadHash: string;
}

export function parseCredential(text: string): Credential | null {
  const [accessKeyId, date, region, service, terminator, ...rest] = text.split("/");
  if (!accessKeyId || !date || !region || !service || terminator !== "aws4_request" || rest.length > 0) return null;
  return { accessKeyId, date, region, service };
}

/** `20151229T000000Z` to a Date; null when it is no such moment. */
export function parseAmzDate(text: string): Date | null {
  const parts = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(text);
  if (parts === null) return null;
  const [, year, month, day, hour, minute, second] = parts;
  const date = new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  return Number.isNaN(date.getTime()) ? null : date;
}

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html, task 1. */
export function canonicalRequest(parts: CanonicalParts): string {
  const query = parts.query
    .map(([name, value]) => [encodeRfc3986(name), encodeRfc3986(value)] as const)
    .sort(([nameA, valueA], [nameB, valueB]) => compare(nameA, nameB) || compare(valueA, valueB))
    .map((pair) => pair.join("="))
    .join("&");
  const headers = parts.signedHeaders.map((name) => {
    const values = parts.headerValues(name).map((value) => value.trim().replace(/ {2,}/g, " "));
    return `${name}:${values.join(",")}\n`;
  });
  const names = parts.signedHeaders.join(";");
  return [parts.method, encodePath(parts.path), query, headers.join(""), names, parts.payloadHash].join("\n");
}

export function stringToSign(amzDate: string, credential: Credential, canonical: string): string {
  const scope = `${credential.date}/${credential.region}/${credential.service}/aws4_request`;
  return [ALGORITHM, amzDate, scope, createHash("sha256").update(canonical).digest("hex")].join("\n");
}

/** Hex HMAC of `text` under the key derived for the credential's day, region and service. */
export function sign(secretAccessKey: string, credential: Credential, text: string): string {
  const dateKey = hmac(`AWS4${secretAccessKey}`, credential.date);
  const serviceKey = hmac(hmac(dateKey, credential.region), credential.service);
  return hmac(hmac(serviceKey, "aws4_request"), text).toString("hex");
}

/** Compares in constant time whatever the lengths, by comparing digests. */
export function equalSignatures(expected: string, given: string): boolean {
  const digest = (text: string): Buffer => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(expected), digest(given));
}

const hmac = (key: string | Buffer, text: string): Buffer => createHmac("sha256", key).update(text, "utf8").digest();

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
