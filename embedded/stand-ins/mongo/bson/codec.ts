import { Decimal128, deserialize, Double, Int32, Long, serialize } from "bson";
import { CommandError, NotSupportedByStandIn } from "../mongo.errors.ts";
import type { BsonDocument } from "./values.ts";
import { fieldsOf, numericOf, RANK, rankOf } from "./values.ts";

export const MAX_DOCUMENT_BYTES = 16 * 1024 * 1024;
const MAX_DEPTH = 180;

const LOSSLESS = { promoteValues: false, promoteLongs: false, promoteBuffers: false, bsonRegExp: true };

/**
 * Decodes one document, every value keeping its BSON type.
 *
 * @param rawArray a top-level array whose elements are wanted as undecoded bytes (the documents of an insert).
 * @throws BSONError when the bytes are not BSON.
 */
export function decode(bytes: Uint8Array, rawArray?: string): BsonDocument {
  return deserialize(bytes, rawArray === undefined ? LOSSLESS : { ...LOSSLESS, fieldsAsRaw: { [rawArray]: true } });
}

export function encode(document: BsonDocument): Buffer {
  const bytes = serialize(document, { ignoreUndefined: true });
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/**
 * Refuses what would be stored or compared wrongly: Decimal128 (we have no decimal arithmetic) and nesting beyond what
 * MongoDB stores.
 *
 * @throws CommandError
 */
export function assertSupported(value: unknown, depth = 0): void {
  if (typeof value !== "object" || value === null) return;
  if (depth > MAX_DEPTH) throw new CommandError("Overflow", "Cannot nest documents deeper than 180 levels");
  if (value instanceof Decimal128) throw new NotSupportedByStandIn("Decimal128");
  if (value instanceof Uint8Array) return;
  const rank = rankOf(value);
  if (rank === RANK.array) for (const element of value as unknown[]) assertSupported(element, depth + 1);
  if (rank === RANK.object) for (const [, field] of fieldsOf(value)) assertSupported(field, depth + 1);
}

/** A JavaScript number in the width the drivers give it: int32 where it fits, double otherwise. */
export const toBsonNumber = (value: number): Int32 | Double =>
  Number.isInteger(value) && !Object.is(value, -0) && Math.abs(value) <= 0x7fffffff
    ? new Int32(value)
    : new Double(value);

type NumberValue = Int32 | Double | Long;

/**
 * Adds or multiplies as mongod does: doubles stay doubles, int32 widens to int64 when it must.
 *
 * @throws CommandError BadValue when int64 overflows.
 */
export function calculate(operation: "$inc" | "$mul", left: unknown, right: unknown): NumberValue {
  const combine = operation === "$inc" ? (a: number, b: number) => a + b : (a: number, b: number) => a * b;
  if (isDouble(left) || isDouble(right)) return new Double(combine(Number(numericOf(left)), Number(numericOf(right))));
  const a = BigInt(numericOf(left) ?? 0);
  const b = BigInt(numericOf(right) ?? 0);
  const result = operation === "$inc" ? a + b : a * b;
  if (BigInt.asIntN(64, result) !== result) {
    throw new CommandError("BadValue", `Failed to apply ${operation} operations to current value: int64 overflow`);
  }
  const fitsInt32 = BigInt.asIntN(32, result) === result;
  return fitsInt32 && !(left instanceof Long) && !(right instanceof Long)
    ? new Int32(Number(result))
    : Long.fromBigInt(result);
}

const isDouble = (value: unknown): boolean =>
  value instanceof Double || (typeof value === "number" && toBsonNumber(value) instanceof Double);
