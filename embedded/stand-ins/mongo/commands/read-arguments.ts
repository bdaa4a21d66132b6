import type { ExpressionScope } from "../aggregation/compile-expression.ts";
import { toPlainDocument } from "../bson/to-plain.ts";
import { typeNameOf } from "../bson/type-names.ts";
import type { BsonDocument } from "../bson/values.ts";
import { isDocument, isZero, numericOf } from "../bson/values.ts";
import { CommandError, NotSupportedByStandIn } from "../mongo.errors.ts";
import type { Collection } from "../storage/collection.ts";
import { readSort } from "../query/read-sort.ts";
import type { KeyField } from "../storage/index-keys.ts";
import type { CommandContext } from "./command.ts";

function wrongType(name: string, value: unknown, expected: string): CommandError {
  return new CommandError(
    "TypeMismatch",
    `BSON field '${name}' is the wrong type '${typeNameOf(value)}', expected type '${expected}'`,
  );
}

/** Missing and null are absent. */
const isAbsent = (value: unknown): value is null | undefined => value === undefined || value === null;

export function readDocument(body: BsonDocument, name: string): BsonDocument | undefined {
  const value = body[name];
  if (isAbsent(value)) return undefined;
  if (isDocument(value)) return value;
  throw wrongType(name, value, "object");
}

export function readText(body: BsonDocument, name: string): string {
  const value = body[name];
  if (typeof value === "string") return value;
  if (value === undefined) throw missing(name);
  throw wrongType(name, value, "string");
}

export function readFlag(body: BsonDocument, name: string): boolean {
  const value = body[name];
  if (isAbsent(value)) return false;
  if (typeof value === "boolean") return value;
  if (numericOf(value) === undefined) throw wrongType(name, value, "bool");
  return !isZero(value);
}

export function readArray(body: BsonDocument, name: string): unknown[] {
  const value = body[name];
  if (value === undefined) throw missing(name);
  if (Array.isArray(value)) return value;
  throw wrongType(name, value, "array");
}

/** The documents of an array, as in `updates: [{…}, {…}]`; anything but documents in it is refused. */
export function readDocuments(body: BsonDocument, name: string): BsonDocument[] {
  return readArray(body, name).map((value, i) => {
    if (isDocument(value)) return value;
    throw wrongType(`${name}.${i}`, value, "object");
  });
}

/** A number of documents or milliseconds: whole and not negative. */
export function readCount(body: BsonDocument, name: string): number | undefined {
  const value = body[name];
  if (isAbsent(value)) return undefined;
  const number = Number(numericOf(value));
  if (numericOf(value) === undefined || !Number.isInteger(number)) throw wrongType(name, value, "long");
  if (number < 0) throw new CommandError(51024, `BSON field '${name}' value must be >= 0, actual value '${number}'`);
  return number;
}

const missing = (name: string): CommandError =>
  new CommandError(40414, `BSON field '${name}' is missing but a required field`);

/** @throws CommandError 40415 for a field that a part of a command does not have. */
export function assertKnownFields(part: BsonDocument, where: string, known: readonly string[]): void {
  const unknown = Object.keys(part).find((name) => !known.includes(name));
  if (unknown !== undefined) throw new CommandError(40415, `BSON field '${where}.${unknown}' is an unknown field.`);
  refuseCollation(part);
}

/** Collations are refused but for the one that means "compare bytes". */
export function refuseCollation(part: BsonDocument): void {
  const collation = readDocument(part, "collation");
  if (collation === undefined || Object.keys(collation).length === 0 || collation["locale"] === "simple") return;
  throw new NotSupportedByStandIn("a collation");
}

/** The collection a command is about. @throws CommandError InvalidNamespace. */
export function readCollectionName(body: BsonDocument, command: string): string {
  const name = body[command];
  if (typeof name !== "string")
    throw new CommandError("InvalidNamespace", `collection name has invalid type ${typeNameOf(name)}`);
  const isBad =
    name === "" || name.startsWith(".") || name.endsWith(".") || /[$\0]/.test(name) || name.startsWith("system.");
  if (isBad) throw new CommandError("InvalidNamespace", `Invalid collection name: '${name}'`);
  return name;
}

export function readSortArgument(body: BsonDocument, name = "sort"): KeyField[] {
  return readSort(readDocument(body, name) ?? {});
}

/** Variables and time for the expressions of a command. */
export function readScope(context: CommandContext, body: BsonDocument): ExpressionScope {
  return { variables: toPlainDocument(readDocument(body, "let") ?? {}), now: context.now() };
}

/**
 * A hint does not change results, so the planner may ignore it; but one that names no index is a mistake.
 *
 * @throws CommandError BadValue.
 */
export function checkHint(hint: unknown, collection: Collection | undefined): void {
  if (isAbsent(hint) || (isDocument(hint) && Object.keys(hint).length === 0)) return;
  const isNatural = isDocument(hint) && "$natural" in hint;
  if (isNatural) return;
  const wanted = isDocument(hint) ? shapeOf(hint) : hint;
  const exists = collection?.indexes.some(
    ({ definition }) => definition.name === wanted || shapeOf(definition.specification["key"]) === wanted,
  );
  if (collection !== undefined && exists !== true) {
    throw new CommandError(
      "BadValue",
      "error processing query: planner returned error :: caused by :: hint provided does not correspond to an existing index",
    );
  }
}

/** Key pattern as text, to compare two. */
export const shapeOf = (key: unknown): string =>
  Object.entries(key as BsonDocument)
    .map(([name, direction]) => `${name}:${typeof direction === "string" ? direction : String(numericOf(direction))}`)
    .join();
