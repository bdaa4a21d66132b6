import type { BsonDocument } from "../bson/values.ts";
import { fieldOf, isDocument, setField } from "../bson/values.ts";

/**
 * The document with computed values at paths, as `$set` puts them: a scalar on the path gives way to a document, an array
 * is entered, and undefined takes the field away. The given document is not changed.
 */
export function setComputed(
  document: BsonDocument,
  paths: readonly (readonly string[])[],
  values: readonly unknown[],
): BsonDocument {
  return paths.reduce<BsonDocument>((result, path, i) => setAt(result, path, values[i]) as BsonDocument, document);
}

function setAt(target: unknown, path: readonly string[], value: unknown): unknown {
  const [name, ...rest] = path;
  if (name === undefined) return value;
  if (Array.isArray(target)) return target.map((element: unknown) => setAt(element, path, value));
  if (value === undefined && (!isDocument(target) || !Object.hasOwn(target, name))) return target;
  const copy: BsonDocument = isDocument(target) ? { ...target } : {};
  const field = setAt(fieldOf(copy, name), rest, value);
  if (field !== undefined) setField(copy, name, field);
  else delete copy[name];
  return copy;
}
