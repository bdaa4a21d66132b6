import { compareValues, equalValues } from "../bson/compare-values.ts";
import { typeNameOf } from "../bson/type-names.ts";
import type { BsonDocument } from "../bson/values.ts";
import { isDocument, numericOf } from "../bson/values.ts";
import { CommandError } from "../mongo.errors.ts";
import { compileFilter, isOperatorDocument } from "../query/compile-filter.ts";
import { readSort } from "../query/read-sort.ts";
import { isRegularExpression } from "../query/regular-expression.ts";
import { sortKeyOf } from "../storage/index-keys.ts";
import type { EditMaker } from "./edit-operators.ts";
import { UNCHANGED } from "./edit-operators.ts";

const badValue = (message: string): CommandError => new CommandError("BadValue", message);

function arrayAt(current: unknown, name: string, documentId: unknown): unknown[] {
  if (Array.isArray(current)) return current;
  throw badValue(
    `The field '${name}' must be an array but is of type ${typeNameOf(current)} in document {_id: ${String(documentId)}}`,
  );
}

interface PushModifiers {
  readonly values: readonly unknown[];
  readonly position: number | undefined;
  readonly slice: number | undefined;
  readonly order: ((left: unknown, right: unknown) => number) | undefined;
}

const PUSH_MODIFIERS: ReadonlySet<string> = new Set(["$each", "$position", "$slice", "$sort"]);

function readPush(operand: unknown): PushModifiers {
  if (!isDocument(operand) || !("$each" in operand)) {
    return { values: [operand], position: undefined, slice: undefined, order: undefined };
  }
  for (const name of Object.keys(operand)) {
    if (!PUSH_MODIFIERS.has(name)) throw badValue(`Unrecognized clause in $push: ${name}`);
  }
  if (!Array.isArray(operand["$each"]))
    throw badValue(
      `The argument to $each in $push must be an array but it was of type: ${typeNameOf(operand["$each"])}`,
    );
  return {
    values: operand["$each"],
    position: readWhole(operand, "$position"),
    slice: readWhole(operand, "$slice"),
    order: operand["$sort"] === undefined ? undefined : readOrder(operand["$sort"]),
  };
}

function readWhole(operand: BsonDocument, name: string): number | undefined {
  if (operand[name] === undefined) return undefined;
  const number = Number(numericOf(operand[name]));
  if (!Number.isInteger(number))
    throw badValue(`The value for ${name} must be an integer value but was given type: ${typeNameOf(operand[name])}`);
  return number;
}

function readOrder(sort: unknown): (left: unknown, right: unknown) => number {
  if (!isDocument(sort)) {
    const direction = Number(numericOf(sort));
    if (direction !== 1 && direction !== -1) throw badValue("The $sort element value must be either 1 or -1");
    return (left, right) => compareValues(left, right) * direction;
  }
  if (Object.keys(sort).length === 0) throw badValue("The $sort pattern is empty when it should be a set of fields.");
  const fields = readSort(sort);
  return (left, right) => {
    const [a, b] = [left, right].map((element) => sortKeyOf(isDocument(element) ? element : {}, fields)) as [
      string,
      string,
    ];
    return a < b ? -1 : a > b ? 1 : 0;
  };
}

const push: EditMaker = (operand, _context, name) => {
  const { values, position, slice, order } = readPush(operand);
  return (current, documentId) => {
    const array = current === undefined ? [] : [...arrayAt(current, name, documentId)];
    array.splice(position ?? array.length, 0, ...values);
    if (order !== undefined) array.sort(order);
    if (slice === undefined) return array;
    return slice < 0 ? array.slice(slice) : array.slice(0, slice);
  };
};

const addToSet: EditMaker = (operand, _context, name) => {
  const isEach = isDocument(operand) && Object.keys(operand)[0] === "$each";
  const values: unknown = isEach ? operand["$each"] : [operand];
  if (!Array.isArray(values))
    throw new CommandError(
      "TypeMismatch",
      `The argument to $each in $addToSet must be an array but it was of type ${typeNameOf(values)}`,
    );
  return (current, documentId) => {
    const array = current === undefined ? [] : [...arrayAt(current, name, documentId)];
    for (const value of values) {
      if (!array.some((element) => equalValues(element, value))) array.push(value);
    }
    return array;
  };
};

function removal(name: string, operator: string, isUnwanted: (element: unknown) => boolean): ReturnType<EditMaker> {
  return (current) => {
    if (current === undefined) return UNCHANGED;
    if (!Array.isArray(current)) throw badValue(`Cannot apply ${operator} to a non-array value at '${name}'`);
    return current.filter((element) => !isUnwanted(element));
  };
}

const pull: EditMaker = (operand, _context, name) => {
  if (isOperatorDocument(operand) || isRegularExpression(operand)) {
    const condition = compileFilter({ element: operand });
    // In a document of its own the element is compared itself; an array is not entered by its own elements.
    return removal(name, "$pull", (element) => condition.matches({ element }));
  }
  if (isDocument(operand)) {
    const condition = compileFilter(operand);
    return removal(name, "$pull", (element) => isDocument(element) && condition.matches(element));
  }
  return removal(name, "$pull", (element) => equalValues(element, operand));
};

const pullAll: EditMaker = (operand, _context, name) => {
  if (!Array.isArray(operand))
    throw badValue(`$pullAll requires an array argument but was given a ${typeNameOf(operand)}`);
  return removal(name, "$pullAll", (element) => operand.some((value) => equalValues(element, value)));
};

const pop: EditMaker = (operand, _context, name) => {
  const end = Number(numericOf(operand));
  if (end !== 1 && end !== -1)
    throw new CommandError("FailedToParse", `$pop expects 1 or -1, found: ${String(operand)}`);
  return (current) => {
    if (current === undefined) return UNCHANGED;
    if (!Array.isArray(current)) {
      throw new CommandError(
        "TypeMismatch",
        `Path '${name}' contains an element of non-array type '${typeNameOf(current)}'`,
      );
    }
    return end === 1 ? current.slice(0, -1) : current.slice(1);
  };
};

/** Operators on arrays, each with its check of the operand. */
export const ARRAY_OPERATORS: Readonly<Record<string, EditMaker>> = {
  $push: push,
  $addToSet: addToSet,
  $pull: pull,
  $pullAll: pullAll,
  $pop: pop,
};
