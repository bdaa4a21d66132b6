import { toPlain } from "../bson/to-plain.ts";
import type { BsonDocument } from "../bson/values.ts";
import { isDocument, isZero, numericOf } from "../bson/values.ts";
import { CommandError, NotSupportedByStandIn } from "../mongo.errors.ts";
import { compileFilter } from "../query/compile-filter.ts";
import type { FilterNode } from "../query/filter-node.ts";
import type { IndexDefinition } from "./collection-index.ts";
import type { KeyField } from "./index-keys.ts";

const KNOWN_OPTIONS: ReadonlySet<string> = new Set([
  "key",
  "name",
  "unique",
  "sparse",
  "partialFilterExpression",
  "v",
  "background", // without meaning since MongoDB 4.2, but still sent
  "ns",
]);
/** Options that change what an index promises, and that we do not keep. */
const REFUSED_OPTIONS: ReadonlySet<string> = new Set([
  "expireAfterSeconds",
  "collation",
  "hidden",
  "weights",
  "default_language",
  "language_override",
  "textIndexVersion",
  "2dsphereIndexVersion",
  "bits",
  "min",
  "max",
  "wildcardProjection",
  "clustered",
  "prepareUnique",
  "storageEngine",
]);
const PARTIAL_OPERATORS: ReadonlySet<string> = new Set([
  "$eq",
  "$exists",
  "$gt",
  "$gte",
  "$lt",
  "$lte",
  "$type",
  "$in",
]);

/**
 * Checks one element of `createIndexes`.
 *
 * @throws CommandError CannotCreateIndex (67) for kinds and options the stand-in lacks: text, geo, hashed, wildcard, TTL.
 */
export function readIndexDefinition(specification: BsonDocument): IndexDefinition {
  for (const option of Object.keys(specification)) {
    if (REFUSED_OPTIONS.has(option)) throw cannotCreate(`the option '${option}' is not supported by the stand-in`);
    if (!KNOWN_OPTIONS.has(option)) {
      const message = `The field '${option}' is not valid for an index specification`;
      throw new CommandError("InvalidIndexSpecificationOption", message);
    }
  }
  const { key, partialFilterExpression: partial } = specification;
  if (!isDocument(key))
    throw new CommandError("FailedToParse", "The 'key' field is a required property of an index specification");
  const fields = Object.entries(key).map(([path, kind]) => readKeyField(path, kind));
  if (fields.length === 0) throw cannotCreate("Index keys cannot be an empty object");
  if (typeof specification["name"] !== "string" || specification["name"] === "") {
    throw new CommandError("FailedToParse", "The 'name' field is a required property of an index specification");
  }
  const isUnique = readFlag(specification, "unique");
  const isSparse = readFlag(specification, "sparse");
  if (partial !== undefined && isSparse)
    throw cannotCreate('cannot mix "partialFilterExpression" and "sparse" options');
  return {
    name: specification["name"],
    fields,
    isUnique,
    isSparse,
    ...(partial === undefined ? {} : { partialFilter: readPartialFilter(partial) }),
    specification: {
      v: 2,
      key,
      name: specification["name"],
      ...(isUnique ? { unique: true } : {}),
      ...(isSparse ? { sparse: true } : {}),
      ...(partial === undefined ? {} : { partialFilterExpression: partial }),
    },
  };
}

const cannotCreate = (message: string): CommandError => new CommandError("CannotCreateIndex", message);

function readKeyField(path: string, kind: unknown): KeyField {
  const direction = numericOf(kind);
  if (typeof kind === "string") throw cannotCreate(`index kind '${kind}' is not supported by the stand-in`);
  if (direction === undefined || Number.isNaN(direction) || isZero(direction)) {
    throw cannotCreate(
      `Values in v:2 index key pattern must be numbers other than 0, found ${JSON.stringify(toPlain(kind))}`,
    );
  }
  if (path === "" || path.split(".").includes("")) throw cannotCreate("Index keys cannot contain an empty field.");
  if (path.split(".").some((part) => part.startsWith("$"))) {
    throw cannotCreate(`Index key contains an illegal field name or wildcard: '${path}'`);
  }
  return { path: path.split("."), direction: direction > 0 ? 1 : -1 };
}

function readFlag(specification: BsonDocument, name: string): boolean {
  const value = specification[name] ?? false;
  if (typeof value === "boolean") return value;
  if (numericOf(value) === undefined) throw new CommandError("TypeMismatch", `The field '${name}' must be a boolean`);
  return !isZero(value);
}

function readPartialFilter(expression: unknown): ReturnType<typeof compileFilter> {
  if (!isDocument(expression)) throw new CommandError("TypeMismatch", "'partialFilterExpression' must be an object");
  try {
    const filter = compileFilter(expression);
    assertAllowedInPartialFilter(filter.root);
    return filter;
  } catch (error) {
    if (error instanceof NotSupportedByStandIn) throw cannotCreate(error.message);
    throw error;
  }
}

function assertAllowedInPartialFilter(node: FilterNode): void {
  if (node.kind === "all") return node.nodes.forEach(assertAllowedInPartialFilter);
  if (node.kind === "field" && PARTIAL_OPERATORS.has(node.operator)) return;
  throw cannotCreate("unsupported expression in partial index");
}
