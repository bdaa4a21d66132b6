import { compareValues, equalValues, textOf } from "../bson/compare-values.ts";
import { encodeKey } from "../bson/encode-key.ts";
import { TYPE_NUMBERS, typeNameOf } from "../bson/type-names.ts";
import { numericOf, RANK, rankOf } from "../bson/values.ts";
import { CommandError } from "../mongo.errors.ts";
import { compileRegularExpression, isRegularExpression, partsOf } from "./regular-expression.ts";

/** Whether one value at the end of a path satisfies an operator. */
export type ValueTest = (value: unknown) => boolean;

/** Operators compare with the value and, where it is an array, with each of its elements. */
const selfOrElement =
  (test: ValueTest): ValueTest =>
  (value) =>
    test(value) || (Array.isArray(value) && value.some(test));

const badValue = (message: string): CommandError => new CommandError("BadValue", message);

/** Equality as written `{ field: value }`: a regular expression matches text, everything else must be equal. */
export function equalityTest(operand: unknown): ValueTest {
  return isRegularExpression(operand) ? regexTest(operand) : selfOrElement((value) => equalValues(value, operand));
}

function regexTest(operand: Parameters<typeof partsOf>[0]): ValueTest {
  const { pattern, options } = partsOf(operand);
  const matches = compileRegularExpression(pattern, options);
  return selfOrElement(
    (value) => (rankOf(value) === RANK.string && matches(textOf(value))) || equalValues(value, operand),
  );
}

/** Comparison inside one type only; against MinKey and MaxKey across all. */
function orderTest(operator: string, accept: (order: number) => boolean): (operand: unknown) => ValueTest {
  return (operand) => {
    if (isRegularExpression(operand))
      throw badValue(`Can't have RegEx as arg to predicate over field with ${operator}.`);
    const rank = rankOf(operand);
    const acrossTypes = rank === RANK.minKey || rank === RANK.maxKey;
    const isNaNOperand = Number.isNaN(numericOf(operand));
    return selfOrElement((value) => {
      if (!acrossTypes && rankOf(value) !== rank) return false;
      if (isNaNOperand !== Number.isNaN(numericOf(value)) && rank === RANK.number) return false;
      return accept(compareValues(value, operand));
    });
  };
}

const SET_THRESHOLD = 8;

function membershipTest(operand: unknown): ValueTest {
  if (!Array.isArray(operand)) throw badValue("$in needs an array");
  for (const element of operand) {
    const first = rankOf(element) === RANK.object ? Object.keys(element as object)[0] : undefined;
    if (first?.startsWith("$") === true && !["$ref", "$id", "$db"].includes(first))
      throw badValue("cannot nest $ under $in");
  }
  const patterns = operand.filter(isRegularExpression).map(regexTest);
  const values = operand.filter((element) => !isRegularExpression(element));
  const keys = values.length > SET_THRESHOLD ? new Set(values.map(encodeKey)) : undefined;
  const isMember: ValueTest =
    keys === undefined
      ? (value) => values.some((other) => equalValues(value, other))
      : (value) => keys.has(encodeKey(value));
  const isMemberOrElement = selfOrElement(isMember);
  return (value) => isMemberOrElement(value) || patterns.some((matches) => matches(value));
}

function typeTest(operand: unknown): ValueTest {
  const wanted = new Set<string>();
  for (const alias of Array.isArray(operand) ? operand : [operand]) {
    const number = numericOf(alias);
    const name =
      number === undefined ? alias : Object.keys(TYPE_NUMBERS).find((key) => TYPE_NUMBERS[key] === Number(number));
    if (name === "number") ["int", "long", "double", "decimal"].forEach((type) => wanted.add(type));
    else if (typeof name === "string" && name in TYPE_NUMBERS) wanted.add(name);
    else
      throw badValue(
        number === undefined ? `Unknown type name alias: ${String(alias)}` : `Invalid numerical type code: ${number}`,
      );
  }
  if (wanted.size === 0) throw new CommandError("FailedToParse", "$type must match at least one type");
  return selfOrElement((value) => wanted.has(typeNameOf(value)));
}

function sizeTest(operand: unknown): ValueTest {
  const size = numericOf(operand);
  if (size === undefined || !Number.isInteger(Number(size))) {
    throw badValue(`Failed to parse $size. Expected an integer, found ${String(operand)}`);
  }
  if (size < 0) throw badValue(`Failed to parse $size. Expected a non-negative number in: $size: ${size}`);
  return (value) => Array.isArray(value) && value.length === Number(size);
}

function remainderTest(operand: unknown): ValueTest {
  if (!Array.isArray(operand)) throw badValue("malformed mod, needs to be an array");
  if (operand.length < 2) throw badValue("malformed mod, not enough elements");
  if (operand.length > 2) throw badValue("malformed mod, too many elements");
  const [divisor, remainder] = operand.map((part) => numericOf(part));
  if (divisor === undefined) throw badValue("malformed mod, divisor not a number");
  if (remainder === undefined) throw badValue("malformed mod, remainder not a number");
  const by = Math.trunc(Number(divisor));
  if (by === 0) throw badValue("divisor cannot be 0");
  return selfOrElement((value) => {
    const number = numericOf(value);
    return number !== undefined && Math.trunc(Number(number)) % by === Math.trunc(Number(remainder));
  });
}

function existenceTest(): ValueTest {
  return (value) => value !== undefined;
}

/** What `$exists`, `$gt` … hold for a value. `$not`, `$elemMatch`, `$all` and `$regex` need more and are compiled elsewhere. */
export const VALUE_TESTS: Readonly<Record<string, (operand: unknown) => ValueTest>> = {
  $eq: (operand) => selfOrElement((value) => equalValues(value, operand)),
  $gt: orderTest("$gt", (order) => order > 0),
  $gte: orderTest("$gte", (order) => order >= 0),
  $lt: orderTest("$lt", (order) => order < 0),
  $lte: orderTest("$lte", (order) => order <= 0),
  $in: membershipTest,
  $type: typeTest,
  $size: sizeTest,
  $mod: remainderTest,
  $exists: existenceTest,
};

/** MongoDB's operators that the stand-in refuses instead of not knowing them. */
export const REFUSED_OPERATORS: ReadonlySet<string> = new Set([
  "$text",
  "$where",
  "$jsonSchema",
  "$sampleRate",
  "$near",
  "$nearSphere",
  "$geoWithin",
  "$geoIntersects",
  "$within",
  "$bitsAllSet",
  "$bitsAllClear",
  "$bitsAnySet",
  "$bitsAnyClear",
]);
