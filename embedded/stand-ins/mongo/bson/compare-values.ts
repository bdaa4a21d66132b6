import { Binary, BSONRegExp, BSONSymbol, Code, ObjectId, Timestamp } from "bson";
import { fieldsOf, numericOf, RANK, rankOf } from "./values.ts";

/**
 * MongoDB's total order over values of any type: negative, zero or positive. Missing counts as null; numbers compare by
 * value whatever their width; strings by their UTF-8 bytes; documents field by field in stored order.
 */
export function compareValues(left: unknown, right: unknown): number {
  const rank = rankOf(left);
  const difference = rank - rankOf(right);
  if (difference !== 0) return difference;
  switch (rank) {
    case RANK.number:
      return compareNumbers(numericOf(left) ?? 0, numericOf(right) ?? 0);
    case RANK.string:
      return compareStrings(textOf(left), textOf(right));
    case RANK.object:
      return compareDocuments(fieldsOf(left as object), fieldsOf(right as object));
    case RANK.array:
      return compareArrays(left as unknown[], right as unknown[]);
    case RANK.boolean:
      return Number(left) - Number(right);
    case RANK.date:
      return compareNumbers((left as Date).getTime(), (right as Date).getTime());
    default:
      return compareRareValues(left, right);
  }
}

export const equalValues = (left: unknown, right: unknown): boolean => compareValues(left, right) === 0;

/** Text of a string or of the deprecated symbol type. */
export const textOf = (value: unknown): string => (value instanceof BSONSymbol ? value.value : (value as string));

function compareRareValues(left: unknown, right: unknown): number {
  if (left instanceof ObjectId && right instanceof ObjectId) return Buffer.compare(left.id, right.id);
  if (left instanceof Binary && right instanceof Binary) return compareBinaries(left, right);
  if (left instanceof Timestamp && right instanceof Timestamp) return left.t - right.t || left.i - right.i;
  if (left instanceof Code && right instanceof Code) return compareStrings(codeText(left), codeText(right));
  if (rankOf(left) === RANK.regularExpression) return compareStrings(patternOf(left), patternOf(right));
  return 0; // null, MinKey, MaxKey: one value each
}

function compareNumbers(left: number | bigint, right: number | bigint): number {
  if (left < right) return -1;
  if (left > right) return 1;
  return Number(Number.isNaN(right)) - Number(Number.isNaN(left)); // NaN is the smallest number and equal to itself
}

/** Orders by code point, as UTF-8 bytes do; JavaScript's `<` would put U+FFFF after an emoji's surrogate. */
function compareStrings(left: string, right: string): number {
  if (left === right) return 0;
  const length = Math.min(left.length, right.length);
  for (let i = 0; i < length; i++) {
    const a = left.charCodeAt(i);
    const b = right.charCodeAt(i);
    if (a !== b) return surrogatesLast(a) - surrogatesLast(b);
  }
  return left.length - right.length;
}

const surrogatesLast = (unit: number): number => (unit < 0xd800 ? unit : unit < 0xe000 ? unit + 0x2000 : unit - 0x800);

function compareDocuments(left: [string, unknown][], right: [string, unknown][]): number {
  for (const [i, [name, value]] of left.entries()) {
    const other = right[i];
    if (other === undefined) return 1;
    const order = rankOf(value) - rankOf(other[1]) || compareStrings(name, other[0]) || compareValues(value, other[1]);
    if (order !== 0) return order;
  }
  return left.length - right.length;
}

function compareArrays(left: unknown[], right: unknown[]): number {
  for (const [i, value] of left.entries()) {
    if (i >= right.length) return 1;
    const order = compareValues(value, right[i]);
    if (order !== 0) return order;
  }
  return left.length - right.length;
}

function compareBinaries(left: Binary, right: Binary): number {
  return (
    left.position - right.position ||
    left.sub_type - right.sub_type ||
    Buffer.compare(left.buffer.subarray(0, left.position), right.buffer.subarray(0, right.position))
  );
}

/** Pattern and options as one string whose order is that of the pair. */
export function patternOf(value: unknown): string {
  return value instanceof BSONRegExp
    ? `${value.pattern}\0${value.options}`
    : `${(value as RegExp).source}\0${(value as RegExp).flags}`;
}

/** Code, and its scope where it has one, as one string. */
export const codeText = (value: Code): string =>
  value.scope == null ? value.code : `${value.code}\0${JSON.stringify(value.scope)}`;
