import { BSONValue, DBRef, Double, Int32, Long } from "bson";

/**
 * A decoded document. Values are kept as the driver's own classes (`Int32`, `Double`, `Long`, …) so that what is read is
 * written back with the type it had; aggregation works on plain JavaScript numbers (see `to-plain.ts`). Both forms are
 * understood here.
 */
export type BsonDocument = Record<string, unknown>;

/** The answer for "no such field" in keys of indexes, where an empty array sorts before null. */
export const EMPTY_ARRAY_KEY = Symbol("empty array");

/** Places of the types in MongoDB's total order. All fit a byte and leave 0 and 255 free for the key encoding. */
export const RANK = {
  minKey: 5,
  emptyArray: 8,
  null: 10,
  number: 20,
  string: 30,
  object: 40,
  array: 50,
  binary: 60,
  objectId: 70,
  boolean: 80,
  date: 90,
  timestamp: 100,
  regularExpression: 110,
  code: 120,
  codeWithScope: 130,
  maxKey: 240,
} as const;

const RANK_OF_CLASS: Readonly<Record<string, number>> = {
  Int32: RANK.number,
  Double: RANK.number,
  Long: RANK.number,
  ObjectId: RANK.objectId,
  Binary: RANK.binary,
  Timestamp: RANK.timestamp,
  BSONRegExp: RANK.regularExpression,
  BSONSymbol: RANK.string,
  DBRef: RANK.object,
  MinKey: RANK.minKey,
  MaxKey: RANK.maxKey,
};

/** Which part of the type order a value is in; comparison operators only match inside one part ("type bracketing"). */
export function rankOf(value: unknown): number {
  switch (typeof value) {
    case "string":
      return RANK.string;
    case "number":
    case "bigint":
      return RANK.number;
    case "boolean":
      return RANK.boolean;
    case "undefined":
      return RANK.null;
    case "symbol":
      return RANK.emptyArray;
    default:
      return rankOfObject(value as object | null);
  }
}

function rankOfObject(value: object | null): number {
  if (value === null) return RANK.null;
  if (Array.isArray(value)) return RANK.array;
  if (value instanceof Date) return RANK.date;
  if (value instanceof RegExp) return RANK.regularExpression;
  if (!(value instanceof BSONValue)) return RANK.object;
  const type = value._bsontype;
  if (type === "Code") return "scope" in value && value.scope != null ? RANK.codeWithScope : RANK.code;
  const rank = RANK_OF_CLASS[type];
  if (rank === undefined) throw new TypeError(`no place in the type order for ${type}`);
  return rank;
}

/** A document inside a document, and nothing else that JavaScript calls an object. */
export function isDocument(value: unknown): value is BsonDocument {
  return (
    typeof value === "object" &&
    value !== null &&
    !Array.isArray(value) &&
    !(value instanceof BSONValue) &&
    !(value instanceof Date) &&
    !(value instanceof RegExp)
  );
}

/** Fields in stored order. A `DBRef` is how the codec shows a document with `$ref` and `$id`. */
export function fieldsOf(value: object): [string, unknown][] {
  return Object.entries(value instanceof DBRef ? value.toJSON() : value);
}

/** The field if the document itself has it: `constructor` and its like are names as any other. */
export function fieldOf(document: BsonDocument, name: string): unknown {
  return Object.hasOwn(document, name) ? document[name] : undefined;
}

/** Sets a field, `__proto__` included, without touching the prototype. */
export function setField(document: BsonDocument, name: string, value: unknown): void {
  if (name !== "__proto__") document[name] = value;
  else Object.defineProperty(document, name, { value, enumerable: true, configurable: true, writable: true });
}

/** A number of any BSON width as a JavaScript number, or as a bigint where that would lose digits. */
export function numericOf(value: unknown): number | bigint | undefined {
  if (typeof value === "number" || typeof value === "bigint") return value;
  if (value instanceof Int32 || value instanceof Double) return value.value;
  if (!(value instanceof Long) || value._bsontype !== "Long") return undefined; // Timestamp is a Long, too
  const number = value.toNumber();
  return Number.isSafeInteger(number) ? number : value.toBigInt();
}

/** Whether the value is a number and zero: how MongoDB spells false in flags. */
export function isZero(value: unknown): boolean {
  const number = numericOf(value);
  return number === 0 || number === 0n;
}
