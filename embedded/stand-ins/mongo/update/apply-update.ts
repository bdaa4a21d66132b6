import { DBRef } from "bson";
import { runUpdatePipeline } from "../aggregation/run-update-pipeline.ts";
import { assertSupported, encode, MAX_DOCUMENT_BYTES } from "../bson/codec.ts";
import { equalValues } from "../bson/compare-values.ts";
import { toPlainDocument } from "../bson/to-plain.ts";
import type { BsonDocument } from "../bson/values.ts";
import { isDocument, RANK, rankOf } from "../bson/values.ts";
import { CommandError } from "../mongo.errors.ts";
import type { Filter } from "../query/compile-filter.ts";
import { matchedPosition } from "../query/matched-position.ts";
import type { Edit, Update } from "./compile-update.ts";
import { removeValueAt, resolvePaths, setValueAt, valueAt } from "./document-paths.ts";
import type { PathResolver } from "./document-paths.ts";
import type { EditContext } from "./edit-operators.ts";
import { REMOVED, UNCHANGED } from "./edit-operators.ts";

/**
 * The document an update makes of another. May change `document` itself, so it wants a fresh one.
 *
 * @param filter what selected the document; the positional `$` refers to it.
 * @throws CommandError ImmutableField (66) when `_id` would change, TypeMismatch, PathNotViable and others by operator.
 */
export function applyUpdate(
  document: BsonDocument,
  update: Update,
  filter: Filter,
  context: EditContext,
): BsonDocument {
  const id = document["_id"];
  const result = changed(document, update, filter, context);
  if (id === undefined) return result; // an upsert: the update may choose the _id
  const newId = Object.hasOwn(result, "_id") ? result["_id"] : update.kind === "replacement" ? id : undefined;
  if (!equalValues(newId, id) || newId === undefined) {
    throw new CommandError(
      "ImmutableField",
      "Performing an update on the path '_id' would modify the immutable field '_id'",
    );
  }
  const others = Object.fromEntries(Object.entries(result).filter(([name]) => name !== "_id"));
  return { _id: id, ...others };
}

function changed(document: BsonDocument, update: Update, filter: Filter, context: EditContext): BsonDocument {
  switch (update.kind) {
    case "replacement":
      return update.document;
    case "pipeline":
      return runUpdatePipeline(toPlainDocument(document), update.stages, context.scope);
    case "edits": {
      const resolver: PathResolver = {
        matchedPosition: (path) => (context.isInsert ? undefined : matchedPosition(filter.root, path, original)),
        arrayFilters: update.arrayFilters,
      };
      const original = update.edits.some(({ path }) => path.includes("$")) ? structureOf(document) : document;
      for (const edit of update.edits) applyEdit(document, edit, resolver);
      return document;
    }
  }
}

/** A copy that later edits do not reach; values that edits replace as a whole are shared. */
function structureOf(value: BsonDocument): BsonDocument {
  const copy = (inner: unknown): unknown =>
    Array.isArray(inner)
      ? inner.map(copy)
      : isDocument(inner)
        ? Object.fromEntries(Object.entries(inner).map(([name, field]) => [name, copy(field)]))
        : inner;
  return copy(value) as BsonDocument;
}

function applyEdit(document: BsonDocument, edit: Edit, resolver: PathResolver): void {
  if (edit.kind === "rename") {
    rename(document, edit.path, edit.to);
    return;
  }
  for (const path of resolvePaths(document, edit.path, resolver)) {
    const value = edit.edit(valueAt(document, path), document["_id"]);
    if (value === REMOVED) removeValueAt(document, path);
    else if (value !== UNCHANGED) setValueAt(document, path, value);
  }
}

function rename(document: BsonDocument, from: readonly string[], to: readonly string[]): void {
  for (const path of [from, to]) {
    const throughArray = path.slice(0, -1).some((_, i) => Array.isArray(valueAt(document, path.slice(0, i + 1))));
    if (throughArray)
      throw new CommandError(
        "BadValue",
        `The ${path === from ? "source" : "destination"} field cannot be an array element, '${path.join(".")}'`,
      );
  }
  const value = valueAt(document, from);
  if (value === undefined) return;
  removeValueAt(document, from);
  setValueAt(document, to, value);
}

/**
 * Encodes what is to be stored.
 *
 * @throws CommandError for what MongoDB does not store: no usable `_id`, more than 16 MiB, too deep.
 */
export function encodeForStorage(document: BsonDocument): Buffer {
  assertStorableId(document["_id"]);
  assertSupported(document);
  const bytes = encode(document);
  if (bytes.length > MAX_DOCUMENT_BYTES)
    throw new CommandError(17419, `Resulting document after update is larger than ${MAX_DOCUMENT_BYTES}`);
  return bytes;
}

/** @throws CommandError InvalidIdField (53). */
export function assertStorableId(id: unknown): void {
  const rank = rankOf(id);
  const kind =
    rank === RANK.array
      ? "array"
      : rank === RANK.regularExpression
        ? "regex"
        : id === undefined
          ? "undefined"
          : undefined;
  if (kind !== undefined) throw new CommandError("InvalidIdField", `The '_id' value cannot be of type ${kind}`);
  if (isDocument(id) && !(id instanceof DBRef) && Object.keys(id).some((name) => name.startsWith("$"))) {
    throw new CommandError("DollarPrefixedFieldName", "_id fields may not contain '$'-prefixed fields");
  }
}
