import { encodePath } from "./request-target.ts";
import { bucketOf, queryOf, xmlReply } from "./s3-call.ts";
import type { Reply, S3Call } from "./s3-call.ts";
import { invalidArgument, notImplemented } from "./s3-error.ts";
import { quotedETag } from "./stored-object.ts";
import type { StoredObject } from "./stored-object.ts";
import { element, S3_NAMESPACE, xmlDocument } from "./xml.ts";
import type { XmlMarkup } from "./xml.ts";

const MAX_KEYS = 1_000;

/** An entry of a listing: an object, or a common prefix standing for all keys under it. */
type Entry = { readonly kind: "key" | "prefix"; readonly name: string };

/** ListObjectsV2. Keys in the order of their UTF-8 bytes; the continuation token names the last entry given. */
export function listObjects(call: S3Call): Reply {
  if (queryOf(call, "list-type") !== "2") throw notImplemented("ListObjects version 1; use ListObjectsV2");
  const { objects, settings } = bucketOf(call);
  const prefix = queryOf(call, "prefix") ?? "";
  const delimiter = queryOf(call, "delimiter") ?? "";
  const startAfter = queryOf(call, "start-after") ?? "";
  const token = queryOf(call, "continuation-token");
  const maxKeys = parseMaxKeys(queryOf(call, "max-keys"));
  const encoding = queryOf(call, "encoding-type");
  if (encoding !== undefined && encoding !== "url")
    throw invalidArgument("Invalid Encoding Method specified in Request");
  const encode = encoding === "url" ? encodePath : (text: string): string => text;

  const after: Entry = token === undefined ? { kind: "key", name: startAfter } : decodeToken(token);
  const page = collectEntries([...objects.keys()], { prefix, delimiter, after, limit: maxKeys + 1 });
  const entries = page.slice(0, maxKeys);
  const last = entries.at(-1);
  const isTruncated = last !== undefined && page.length > maxKeys;

  const result = [
    element("Name", settings.name),
    element("Prefix", encode(prefix)),
    ...(delimiter === "" ? [] : [element("Delimiter", encode(delimiter))]),
    ...(startAfter === "" ? [] : [element("StartAfter", encode(startAfter))]),
    ...(encoding === undefined ? [] : [element("EncodingType", encoding)]),
    element("MaxKeys", String(maxKeys)),
    element("KeyCount", String(entries.length)),
    element("IsTruncated", String(isTruncated)),
    ...(token === undefined ? [] : [element("ContinuationToken", token)]),
    ...(isTruncated ? [element("NextContinuationToken", encodeToken(last))] : []),
    ...entries.flatMap((entry) => toMarkup(entry, objects, encode)),
  ];
  return xmlReply(xmlDocument(element("ListBucketResult", result, S3_NAMESPACE)));
}

/** Order of UTF-8 bytes, which is S3's. It is the order of code points, unlike that of UTF-16 units. */
export function compareKeys(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i += 1) {
    const [unitA, unitB] = [a.charCodeAt(i), b.charCodeAt(i)];
    if (unitA !== unitB) return codePointRank(unitA) - codePointRank(unitB);
  }
  return a.length - b.length;
}

/** Surrogates stand for code points above all other units. */
const codePointRank = (unit: number): number => (unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit);

function collectEntries(
  keys: readonly string[],
  options: { prefix: string; delimiter: string; after: Entry; limit: number },
): Entry[] {
  const { prefix, delimiter, after, limit } = options;
  const isPast = (key: string): boolean =>
    compareKeys(key, after.name) > 0 && !(after.kind === "prefix" && key.startsWith(after.name));
  const entries: Entry[] = [];
  for (const key of keys.filter((name) => name.startsWith(prefix) && isPast(name)).sort(compareKeys)) {
    if (entries.length === limit) break;
    const cut = delimiter === "" ? -1 : key.indexOf(delimiter, prefix.length);
    const entry: Entry =
      cut < 0 ? { kind: "key", name: key } : { kind: "prefix", name: key.slice(0, cut + delimiter.length) };
    const previous = entries.at(-1);
    if (previous?.kind !== entry.kind || previous.name !== entry.name) entries.push(entry);
  }
  return entries;
}

function toMarkup(
  entry: Entry,
  objects: ReadonlyMap<string, StoredObject>,
  encode: (text: string) => string,
): XmlMarkup[] {
  if (entry.kind === "prefix") return [element("CommonPrefixes", [element("Prefix", encode(entry.name))])];
  const object = objects.get(entry.name);
  if (object === undefined) return [];
  return [
    element("Contents", [
      element("Key", encode(object.key)),
      element("LastModified", object.lastModified),
      element("ETag", quotedETag(object)),
      element("Size", String(object.size)),
      element("StorageClass", "STANDARD"),
    ]),
  ];
}

function parseMaxKeys(text: string | undefined): number {
  if (text === undefined) return MAX_KEYS;
  if (!/^\d{1,9}$/.test(text)) throw invalidArgument("Provided max-keys not an integer or within integer range");
  return Math.min(Number(text), MAX_KEYS);
}

const encodeToken = (entry: Entry): string =>
  Buffer.from(`${entry.kind === "key" ? "k" : "p"}${entry.name}`).toString("base64url");

function decodeToken(token: string): Entry {
  const text = Buffer.from(token, "base64url").toString("utf8");
  if (!/^[kp]/.test(text)) throw invalidArgument("The continuation token provided is incorrect");
  return { kind: text.startsWith("k") ? "key" : "prefix", name: text.slice(1) };
}
