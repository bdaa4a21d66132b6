import { DBRef } from "bson";
import type { BsonDocument } from "../bson/values.ts";
import { fieldOf, isDocument } from "../bson/values.ts";
import { isArrayPosition } from "../storage/index-keys.ts";

/**
 * The values a filter's path leads to. An array on the way is entered: its elements that are documents, and the element
 * at a position the path names. Missing fields are undefined; scalars in an array on the way lead nowhere.
 */
export function valuesAt(start: unknown, path: readonly string[], from = 0, found: unknown[] = []): unknown[] {
  let value = start;
  for (let at = from; at < path.length; at++) {
    const part = path[at]!;
    if (value instanceof DBRef) value = value.toJSON();
    if (Array.isArray(value)) {
      enterArray(value, path, at, found);
      return found;
    }
    value = isDocument(value) ? fieldOf(value, part) : undefined;
    if (value === undefined) break;
  }
  found.push(value);
  return found;
}

function enterArray(array: readonly unknown[], path: readonly string[], at: number, found: unknown[]): void {
  const part = path[at]!;
  const isPosition = isArrayPosition(part);
  if (isPosition && Number(part) < array.length) valuesAt(array[Number(part)], path, at + 1, found);
  for (const element of array) {
    if (isDocument(element) && (!isPosition || Object.hasOwn(element, part))) valuesAt(element, path, at, found);
  }
}

/** The value at a path that enters no array, or undefined. */
export function plainValueAt(document: BsonDocument, path: readonly string[]): unknown {
  let value: unknown = document;
  for (const part of path) {
    if (!isDocument(value)) return undefined;
    value = fieldOf(value, part);
  }
  return value;
}
