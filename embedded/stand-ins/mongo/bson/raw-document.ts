import type { Long } from "bson";
import { BSONError } from "bson";

/** Bytes of values whose type alone tells their length. */
const FIXED_LENGTH: Readonly<Record<number, number>> = {
  1: 8,
  6: 0,
  7: 12,
  8: 1,
  9: 8,
  10: 0,
  16: 4,
  17: 8,
  18: 8,
  19: 16,
  127: 0,
  255: 0,
};
const TYPE = { document: 3, array: 4, binary: 5, regularExpression: 11, pointer: 12, codeWithScope: 15 } as const;

/** Where the value of a type that starts at `at` ends. */
function endOfValue(bytes: Buffer, type: number, at: number): number {
  const fixed = FIXED_LENGTH[type];
  if (fixed !== undefined) return at + fixed;
  switch (type) {
    case TYPE.document:
    case TYPE.array:
    case TYPE.codeWithScope:
      return at + bytes.readInt32LE(at);
    case TYPE.binary:
      return at + 5 + bytes.readInt32LE(at);
    case TYPE.pointer:
      return at + 16 + bytes.readInt32LE(at);
    case TYPE.regularExpression:
      return bytes.indexOf(0, bytes.indexOf(0, at) + 1) + 1;
    default:
      return at + 4 + bytes.readInt32LE(at); // texts
  }
}

/** Visits the top-level elements of a sound document (one that was decoded before) until the visitor returns false. */
function visitElements(bytes: Buffer, visit: (start: number, nameEnd: number, end: number) => boolean): void {
  const last = bytes.length - 1;
  for (let start = 4; start < last;) {
    let nameEnd = start + 1;
    while (bytes[nameEnd] !== 0) if (++nameEnd > last) throw new BSONError("a name that does not end");
    const end = endOfValue(bytes, bytes.readUInt8(start), nameEnd + 1);
    if (end <= start || end > last) throw new BSONError("an element that is longer than its document");
    if (!visit(start, nameEnd, end)) return;
    start = end;
  }
}

/** Name of the first element, which in a command is the command's name; undefined for an empty document. */
export function firstFieldName(bytes: Buffer): string | undefined {
  if (bytes.length < 6 || bytes[4] === 0) return undefined;
  const end = bytes.indexOf(0, 5);
  return end === -1 ? undefined : bytes.toString("utf8", 5, end);
}

const encodedNames = new WeakMap<ReadonlySet<string>, readonly Buffer[]>();

function encodeNames(names: ReadonlySet<string>): readonly Buffer[] {
  const known = encodedNames.get(names);
  if (known !== undefined) return known;
  const encoded = Array.from(names, (name) => Buffer.from(name, "utf8"));
  encodedNames.set(names, encoded);
  return encoded;
}

function isName(bytes: Buffer, start: number, end: number, name: Buffer): boolean {
  if (name.length !== end - start) return false;
  for (let i = 0; i < name.length; i++) if (bytes[start + i] !== name[i]) return false;
  return true;
}

/**
 * The document reduced to the top-level fields in `names`, in stored order. Many times cheaper than decoding: scans and
 * index builds look at a few fields of documents that are mostly descriptions.
 */
export function pickFields(bytes: Buffer, names: ReadonlySet<string>): Buffer {
  const wanted = encodeNames(names);
  const parts: Buffer[] = [];
  visitElements(bytes, (start, nameEnd, end) => {
    for (const name of wanted) {
      if (!isName(bytes, start + 1, nameEnd, name)) continue;
      parts.push(bytes.subarray(start, end));
      break;
    }
    return parts.length < wanted.length;
  });
  return assembleDocument(parts);
}

/** The document with `_id` as its first field, as MongoDB stores it; undefined when it has no `_id`. */
export function withIdFirst(bytes: Buffer): Buffer | undefined {
  if (firstFieldName(bytes) === "_id") return bytes;
  const others: Buffer[] = [];
  let id: Buffer | undefined;
  visitElements(bytes, (start, nameEnd, end) => {
    const element = bytes.subarray(start, end);
    if (bytes.toString("utf8", start + 1, nameEnd) === "_id") id = element;
    else others.push(element);
    return true;
  });
  return id === undefined ? undefined : assembleDocument([id, ...others]);
}

export function assembleDocument(elements: readonly Uint8Array[]): Buffer {
  const length = elements.reduce((sum, element) => sum + element.length, 5);
  const document = Buffer.allocUnsafe(length);
  let at = document.writeInt32LE(length, 0);
  for (const element of elements) {
    document.set(element, at);
    at += element.length;
  }
  document[at] = 0;
  return document;
}

function element(type: number, name: string, value: Uint8Array): Buffer {
  return Buffer.concat([Buffer.from([type]), Buffer.from(`${name}\0`), value]);
}

/**
 * The answer of a cursor command around documents that are already encoded: they are copied, not decoded.
 *
 * @param field `firstBatch` or `nextBatch`.
 */
export function encodeCursorReply(field: string, batch: readonly Uint8Array[], id: Long, namespace: string): Buffer {
  const text = Buffer.from(`${namespace}\0`);
  const textLength = Buffer.alloc(4);
  textLength.writeInt32LE(text.length);
  const one = Buffer.alloc(8);
  one.writeDoubleLE(1);
  const array = assembleDocument(batch.flatMap((document, i) => [Buffer.from(`\x03${i}\0`, "latin1"), document]));
  const cursor = assembleDocument([
    element(4, field, array),
    element(18, "id", Uint8Array.from(id.toBytesLE())),
    element(2, "ns", Buffer.concat([textLength, text])),
  ]);
  return assembleDocument([element(3, "cursor", cursor), element(1, "ok", one)]);
}
