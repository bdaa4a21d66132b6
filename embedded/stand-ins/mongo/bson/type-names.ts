import { BSONValue, Double, Int32, Long } from "bson";
import { toBsonNumber } from "./codec.ts";

/** Type aliases of `$type`, with their numbers. */
export const TYPE_NUMBERS: Readonly<Record<string, number>> = {
  double: 1,
  string: 2,
  object: 3,
  array: 4,
  binData: 5,
  undefined: 6,
  objectId: 7,
  bool: 8,
  date: 9,
  null: 10,
  regex: 11,
  dbPointer: 12,
  javascript: 13,
  symbol: 14,
  javascriptWithScope: 15,
  int: 16,
  timestamp: 17,
  long: 18,
  decimal: 19,
  minKey: -1,
  maxKey: 127,
};

const NAME_OF_CLASS: Readonly<Record<string, string>> = {
  ObjectId: "objectId",
  Binary: "binData",
  Timestamp: "timestamp",
  BSONRegExp: "regex",
  BSONSymbol: "symbol",
  DBRef: "object",
  Code: "javascript",
  MinKey: "minKey",
  MaxKey: "maxKey",
};

/** The alias of a value's type; "missing" for undefined. */
export function typeNameOf(value: unknown): string {
  if (value === undefined) return "missing";
  if (value === null) return "null";
  if (typeof value === "string") return "string";
  if (typeof value === "boolean") return "bool";
  if (typeof value === "number") return toBsonNumber(value) instanceof Int32 ? "int" : "double";
  if (Array.isArray(value)) return "array";
  if (value instanceof Date) return "date";
  if (value instanceof RegExp) return "regex";
  if (!(value instanceof BSONValue)) return "object";
  if (value instanceof Int32) return "int";
  if (value instanceof Double) return "double";
  if (value instanceof Long && value._bsontype === "Long") return "long";
  return NAME_OF_CLASS[value._bsontype] ?? "object";
}
