import { ObjectId } from "bson";
import { compareValues, equalValues } from "../bson/compare-values.ts";
import { CommandError } from "../mongo.errors.ts";

/** Computes the operand against the current document. */
type Evaluate = (operand: unknown) => unknown;
type Operator = (operand: unknown, evaluate: Evaluate) => unknown;

/** Operators taken from mingo as they are. What is not named here or below is refused, whatever mingo might make of it. */
export const MINGO_OPERATORS: ReadonlySet<string> = new Set([
  ...["$abs", "$add", "$ceil", "$divide", "$floor", "$multiply", "$pow", "$round", "$sqrt", "$subtract", "$trunc"],
  ...["$arrayElemAt", "$arrayToObject", "$concatArrays", "$filter", "$first", "$indexOfArray", "$isArray", "$last"],
  ...["$map", "$range", "$reduce", "$reverseArray", "$size", "$slice", "$zip", "$and", "$or", "$not"],
  ...["$cond", "$ifNull", "$switch", "$let", "$literal", "$mergeObjects", "$objectToArray", "$getField", "$isNumber"],
  ...["$setUnion", "$setIntersection", "$setDifference", "$setEquals", "$setIsSubset"],
  ...[
    "$allElementsTrue",
    "$anyElementTrue",
    "$concat",
    "$split",
    "$strLenCP",
    "$substrCP",
    "$trim",
    "$ltrim",
    "$rtrim",
  ],
  ...["$regexMatch", "$replaceAll", "$replaceOne", "$toInt", "$toDouble", "$toBool", "$toDate"],
  ...["$year", "$month", "$dayOfMonth", "$dayOfWeek", "$dayOfYear", "$hour", "$minute", "$second", "$millisecond"],
  ...["$dateToString", "$dateTrunc", "$dateAdd", "$dateSubtract", "$dateDiff"],
]);

/** In expressions a missing field is less than null; in filters the two are equal. */
function order(operand: unknown, evaluate: Evaluate, name: string): number {
  const [left, right] = pair(operand, evaluate, name);
  return Number(left !== undefined) - Number(right !== undefined) || compareValues(left, right);
}

function pair(operand: unknown, evaluate: Evaluate, name: string): [unknown, unknown] {
  if (!Array.isArray(operand) || operand.length !== 2) {
    throw new CommandError(16020, `Expression ${name} takes exactly 2 arguments.`);
  }
  return [evaluate(operand[0]), evaluate(operand[1])];
}

const compares =
  (name: string, accept: (order: number) => boolean): Operator =>
  (operand, evaluate) =>
    accept(order(operand, evaluate, name));

/** One operand that is an array stands for its elements; several operands stand for themselves. */
function operandsOf(operand: unknown, evaluate: Evaluate): unknown[] {
  if (Array.isArray(operand) && operand.length > 1) return operand.map(evaluate);
  const value = evaluate(Array.isArray(operand) ? operand[0] : operand);
  return Array.isArray(value) ? value : [value];
}

const numbersOf = (operand: unknown, evaluate: Evaluate): number[] =>
  operandsOf(operand, evaluate).filter((value) => typeof value === "number");

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);

function extreme(values: readonly unknown[], sign: 1 | -1): unknown {
  const present = values.filter((value) => value !== undefined && value !== null);
  return present.length === 0
    ? null
    : present.reduce((best, value) => (compareValues(value, best) * sign > 0 ? value : best));
}

function single(operand: unknown, evaluate: Evaluate): unknown {
  return evaluate(Array.isArray(operand) && operand.length === 1 ? operand[0] : operand);
}

function toText(value: unknown): string | null {
  if (value === undefined || value === null) return null;
  if (typeof value === "string") return value;
  if (value instanceof Date) return value.toISOString();
  if (value instanceof ObjectId) return value.toHexString();
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  throw new CommandError(241, "Unsupported conversion to string in $convert with no onError value"); // ConversionFailure
}

const changeCase =
  (change: (text: string) => string): Operator =>
  (operand, evaluate) =>
    change(toText(single(operand, evaluate)) ?? "");

/** Operators of our own, where mingo compares, converts or fails unlike MongoDB. */
export const OWN_OPERATORS: Readonly<Record<string, Operator>> = {
  $cmp: (operand, evaluate) => Math.sign(order(operand, evaluate, "$cmp")),
  $eq: compares("$eq", (order) => order === 0),
  $ne: compares("$ne", (order) => order !== 0),
  $gt: compares("$gt", (order) => order > 0),
  $gte: compares("$gte", (order) => order >= 0),
  $lt: compares("$lt", (order) => order < 0),
  $lte: compares("$lte", (order) => order <= 0),
  $in: (operand, evaluate) => {
    const [value, list] = pair(operand, evaluate, "$in");
    if (!Array.isArray(list)) throw new CommandError(40081, "$in requires an array as a second argument");
    return list.some((element) => equalValues(element, value));
  },
  $mod: (operand, evaluate) => {
    const [dividend, divisor] = pair(operand, evaluate, "$mod");
    if (dividend === undefined || dividend === null || divisor === undefined || divisor === null) return null;
    if (typeof dividend !== "number" || typeof divisor !== "number")
      throw new CommandError(16611, "$mod only supports numeric types");
    if (divisor === 0) throw new CommandError(16610, "can't $mod by zero");
    return dividend % divisor;
  },
  $sum: (operand, evaluate) => sum(numbersOf(operand, evaluate)),
  $avg: (operand, evaluate) => {
    const numbers = numbersOf(operand, evaluate);
    return numbers.length === 0 ? null : sum(numbers) / numbers.length;
  },
  $min: (operand, evaluate) => extreme(operandsOf(operand, evaluate), -1),
  $max: (operand, evaluate) => extreme(operandsOf(operand, evaluate), 1),
  $toString: (operand, evaluate) => toText(single(operand, evaluate)),
  $toUpper: changeCase((text) => text.toUpperCase()),
  $toLower: changeCase((text) => text.toLowerCase()),
};
