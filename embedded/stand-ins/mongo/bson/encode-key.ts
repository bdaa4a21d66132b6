import { Binary, Code, ObjectId, Timestamp } from "bson";
import { codeText, patternOf, textOf } from "./compare-values.ts";
import { fieldsOf, numericOf, RANK, rankOf } from "./values.ts";

/**
 * A value as a string of characters 0–255 whose `<` is MongoDB's order of values: two keys are equal exactly if the
 * values are, and no key is a prefix of another, so keys of several fields can be concatenated.
 * The idea is that of mongod's KeyString; the format is our own.
 */
export function encodeKey(value: unknown): string {
  const rank = rankOf(value);
  return String.fromCharCode(rank) + encodeBody(rank, value);
}

/** As `encodeKey`; for a descending field every character is inverted, which turns the order round. */
export function encodeDirectedKey(value: unknown, direction: 1 | -1): string {
  return direction === 1 ? encodeKey(value) : invert(encodeKey(value));
}

export function invert(key: string): string {
  let inverted = "";
  for (let i = 0; i < key.length; i++) inverted += String.fromCharCode(255 - key.charCodeAt(i));
  return inverted;
}

function encodeBody(rank: number, value: unknown): string {
  switch (rank) {
    case RANK.number:
      return encodeNumber(numericOf(value) ?? 0);
    case RANK.string:
      return encodeText(textOf(value));
    case RANK.object:
      return `${fieldsOf(value as object)
        .map(encodeField)
        .join("")}\0`;
    case RANK.array:
      return `${(value as unknown[]).map(encodeKey).join("")}\0`;
    case RANK.boolean:
      return value === true ? "\x01" : "\0";
    case RANK.date:
      return encodeDouble((value as Date).getTime());
    default:
      return encodeRareBody(rank, value);
  }
}

function encodeRareBody(rank: number, value: unknown): string {
  if (value instanceof ObjectId) return Buffer.from(value.id).toString("latin1");
  if (value instanceof Timestamp) return encodeUint32(value.t) + encodeUint32(value.i);
  if (value instanceof Code) return encodeText(codeText(value));
  if (value instanceof Binary) {
    const bytes = Buffer.from(value.buffer.subarray(0, value.position)).toString("latin1");
    return encodeUint32(value.position) + String.fromCharCode(value.sub_type) + bytes;
  }
  return rank === RANK.regularExpression ? encodeText(patternOf(value)) : "";
}

/** Type first, then name, then value: the order in which documents compare. */
function encodeField([name, value]: [string, unknown]): string {
  const rank = rankOf(value);
  return String.fromCharCode(rank) + encodeText(name) + encodeBody(rank, value);
}

const ASCII_WITHOUT_NUL = /^[\x01-\x7f]*$/;

function encodeText(text: string): string {
  if (ASCII_WITHOUT_NUL.test(text)) return `${text}\0\0`;
  return `${Buffer.from(text, "utf8").toString("latin1").replaceAll("\0", "\0\xff")}\0\0`;
}

const scratch = new DataView(new ArrayBuffer(8));

function encodeUint32(value: number): string {
  return String.fromCharCode(value >>> 24, (value >>> 16) & 255, (value >>> 8) & 255, value & 255);
}

function encodeDouble(value: number): string {
  if (Number.isNaN(value)) return "\0\0\0\0\0\0\0\0"; // below the image of -Infinity
  scratch.setFloat64(0, value === 0 ? 0 : value); // -0 equals 0
  const high = scratch.getUint32(0);
  const low = scratch.getUint32(4);
  return high >>> 31 === 1 // negative: larger bits are smaller numbers
    ? encodeUint32(~high >>> 0) + encodeUint32(~low >>> 0)
    : encodeUint32((high | 0x80000000) >>> 0) + encodeUint32(low);
}

const EXACT_LIMIT = 2 ** 53;

/** Beyond 2^53 the nearest double is followed by the distance to it (at most 2^10), so int64 keys stay exact. */
function encodeNumber(value: number | bigint): string {
  const nearest = Number(value);
  if (!(Math.abs(nearest) >= EXACT_LIMIT)) return encodeDouble(nearest);
  const distance = typeof value === "bigint" ? Number(value - BigInt(nearest)) : 0;
  const shifted = distance + 0x8000;
  return encodeDouble(nearest) + String.fromCharCode(shifted >>> 8, shifted & 255);
}
