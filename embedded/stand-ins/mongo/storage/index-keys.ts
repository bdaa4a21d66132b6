import { encodeDirectedKey } from "../bson/encode-key.ts";
import type { BsonDocument } from "../bson/values.ts";
import { EMPTY_ARRAY_KEY, fieldOf, isDocument } from "../bson/values.ts";
import { CommandError } from "../mongo.errors.ts";

export interface KeyField {
  readonly path: readonly string[];
  readonly direction: 1 | -1;
}

export interface KeyEntry {
  readonly key: string;
  readonly values: readonly unknown[];
}

interface Cursor {
  readonly value: unknown;
  readonly path: readonly string[];
  readonly at: number;
  readonly isFinal: boolean;
}

/** Whether the path part may be a place in an array. */
export const isArrayPosition = (part: string): boolean => /^(?:0|[1-9]\d{0,8})$/.test(part);

/**
 * Keys under which a document stands in an index on `fields`: one, or one for each element where a path meets an array.
 * Fields below the same array are taken from the same element. Missing fields count as null, an empty array as less.
 *
 * @param multikey receives true at the place of every field that met an array.
 * @throws CommandError CannotIndexParallelArrays when two fields are different arrays, as mongod does.
 */
export function keyEntriesOf(
  document: BsonDocument,
  fields: readonly KeyField[],
  multikey: boolean[] = [],
): KeyEntry[] {
  const tuples: unknown[][] = [];
  const start = fields.map(({ path }): Cursor => ({ value: document, path, at: 0, isFinal: false }));
  expand(start, tuples, multikey);
  const entries = new Map<string, KeyEntry>();
  for (const values of tuples) {
    const key = fields.map((field, i) => encodeDirectedKey(values[i], field.direction)).join("");
    entries.set(key, { key, values });
  }
  return [...entries.values()];
}

function expand(cursors: readonly Cursor[], tuples: unknown[][], multikey: boolean[]): void {
  const reached = cursors.map(walk);
  const open = reached.filter((cursor) => !cursor.isFinal);
  const array = open[0]?.value as unknown[] | undefined;
  if (array === undefined) {
    tuples.push(reached.map((cursor) => cursor.value));
    return;
  }
  const parallel = open.find((cursor) => cursor.value !== array);
  if (parallel !== undefined) {
    const names = `[${parallel.path.join(".")}] [${open[0]?.path.join(".") ?? ""}]`;
    throw new CommandError("CannotIndexParallelArrays", `cannot index parallel arrays ${names}`);
  }
  reached.forEach((cursor, i) => (multikey[i] ||= !cursor.isFinal));
  for (const element of array.length === 0 ? [EMPTY_ARRAY_KEY] : array) {
    expand(
      reached.map((cursor) => (cursor.isFinal ? cursor : intoElement(cursor, element))),
      tuples,
      multikey,
    );
  }
}

/** Goes down to the end of the path or to the first array on it, whichever comes first. */
function walk(cursor: Cursor): Cursor {
  if (cursor.isFinal) return cursor;
  const { path } = cursor;
  let { value, at } = cursor;
  for (; at < path.length; at++) {
    const part = path[at]!;
    if (isDocument(value)) value = fieldOf(value, part);
    else if (!Array.isArray(value)) return { value: undefined, path, at, isFinal: true };
    else if (isArrayPosition(part)) value = value[Number(part)];
    else return { value, path, at, isFinal: false };
  }
  return { value, path, at, isFinal: !Array.isArray(value) };
}

function intoElement({ path, at }: Cursor, element: unknown): Cursor {
  if (at === path.length) return { value: element, path, at, isFinal: true };
  return isDocument(element)
    ? { value: element, path, at, isFinal: false }
    : { value: undefined, path, at, isFinal: true };
}

/**
 * The key a document sorts by: of several the smallest in the wanted direction, which is the least element of an array
 * for an ascending field and the greatest for a descending one.
 */
export function sortKeyOf(document: BsonDocument, fields: readonly KeyField[]): string {
  try {
    const keys = keyEntriesOf(document, fields).map((entry) => entry.key);
    return keys.reduce((least, key) => (key < least ? key : least));
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    throw new CommandError("BadValue", "cannot sort with keys that are parallel arrays");
  }
}
