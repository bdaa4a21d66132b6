import { S3Error } from "./s3-error.ts";

/** What a request names. `bucket` is null for the service itself, `key` is null for a bucket. */
export interface RequestTarget {
  readonly bucket: string | null;
  readonly key: string | null;
  /** The decoded path, `..` and all: keys are opaque, nothing here is ever resolved. */
  readonly path: string;
  readonly query: Query;
}

/** Decoded query parameters in the order sent; names are case-sensitive and may repeat. */
export type Query = readonly (readonly [name: string, value: string])[];

const MAX_KEY_BYTES = 1_024;

/**
 * Reads a path-style request target (`/bucket/key?query`) from the raw request line. `URL` is not used on purpose: it
 * would resolve `..` and so change the key that was signed.
 *
 * @throws S3Error InvalidURI, KeyTooLongError.
 */
export function parseRequestTarget(rawUrl: string): RequestTarget {
  const questionMark = rawUrl.indexOf("?");
  const rawPath = questionMark < 0 ? rawUrl : rawUrl.slice(0, questionMark);
  const rawQuery = questionMark < 0 ? "" : rawUrl.slice(questionMark + 1);
  if (!rawPath.startsWith("/")) throw invalidUri();

  const path = decode(rawPath);
  const slash = path.indexOf("/", 1);
  const bucket = slash < 0 ? path.slice(1) : path.slice(1, slash);
  const key = slash < 0 ? "" : path.slice(slash + 1);
  if (bucket === "" && key !== "") throw invalidUri();
  assertKeyLength(key);
  return { bucket: bucket || null, key: key || null, path, query: parseQuery(rawQuery) };
}

/** @throws S3Error KeyTooLongError above 1,024 bytes of UTF-8. */
export function assertKeyLength(key: string): void {
  if (Buffer.byteLength(key) > MAX_KEY_BYTES) throw new S3Error(400, "KeyTooLongError", "Your key is too long");
}

export const queryValue = (query: Query, name: string): string | undefined =>
  query.find(([candidate]) => candidate === name)?.[1];

/** RFC 3986 percent-encoding of everything but unreserved characters, as SigV4 asks for. */
export const encodeRfc3986 = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (found) => `%${found.charCodeAt(0).toString(16).toUpperCase()}`);

/** The same for a path: slashes stay. */
export const encodePath = (path: string): string => path.split("/").map(encodeRfc3986).join("/");

function parseQuery(raw: string): Query {
  return raw
    .split("&")
    .filter((part) => part !== "")
    .map((part) => {
      const equals = part.indexOf("=");
      const name = equals < 0 ? part : part.slice(0, equals);
      const value = equals < 0 ? "" : part.slice(equals + 1);
      return [decode(name.replaceAll("+", " ")), decode(value.replaceAll("+", " "))] as const;
    });
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw invalidUri();
  }
}

const invalidUri = (): S3Error => new S3Error(400, "InvalidURI", "Couldn't parse the specified URI.");
