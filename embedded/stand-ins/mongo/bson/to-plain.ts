import { BSONRegExp, BSONSymbol, DBRef, Double, Int32, Long } from "bson";
import { NotSupportedByStandIn } from "../mongo.errors.ts";
import type { BsonDocument } from "./values.ts";
import { isDocument, setField } from "./values.ts";

/**
 * The same value with JavaScript numbers, as expressions of the aggregation language are evaluated on.
 *
 * @throws CommandError NotImplemented for an int64 that a JavaScript number cannot hold: a wrong sum would be worse.
 */
export function toPlain(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (value instanceof Int32 || value instanceof Double) return value.value;
  if (value instanceof Long && value._bsontype === "Long") return toSafeNumber(value);
  if (Array.isArray(value)) return value.map(toPlain);
  if (value instanceof BSONSymbol) return value.value;
  if (value instanceof BSONRegExp) return toRegExp(value);
  if (value instanceof DBRef) return toPlain(value.toJSON());
  return isDocument(value) ? toPlainDocument(value) : value;
}

export function toPlainDocument(document: BsonDocument): BsonDocument {
  const plain: BsonDocument = {};
  for (const name of Object.keys(document)) setField(plain, name, toPlain(document[name]));
  return plain;
}

function toSafeNumber(value: Long): number {
  const number = value.toNumber();
  if (!Number.isSafeInteger(number)) throw new NotSupportedByStandIn(`int64 ${value.toString()} in an expression`);
  return number;
}

function toRegExp(value: BSONRegExp): RegExp {
  return new RegExp(value.pattern, [...value.options].filter((flag) => "ims".includes(flag)).join(""));
}
