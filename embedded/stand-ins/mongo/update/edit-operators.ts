import { Timestamp } from "bson";
import type { ExpressionScope } from "../aggregation/compile-expression.ts";
import { calculate } from "../bson/codec.ts";
import { compareValues } from "../bson/compare-values.ts";
import { typeNameOf } from "../bson/type-names.ts";
import { isDocument, numericOf } from "../bson/values.ts";
import { CommandError } from "../mongo.errors.ts";

export interface EditContext {
  readonly scope: ExpressionScope;
  /** Whether the document is about to be inserted by an upsert. */
  readonly isInsert: boolean;
}

/** Answer of an edit that takes the field away. */
export const REMOVED = Symbol("removed");
/** Answer of an edit that changes nothing, not even by creating the path to the field. */
export const UNCHANGED = Symbol("unchanged");

/** The new value of a field; the current one is undefined when there is no such field. */
export type ValueEdit = (current: unknown, documentId: unknown) => unknown;

export type EditMaker = (operand: unknown, context: EditContext, name: string) => ValueEdit;

function arithmetic(operation: "$inc" | "$mul"): EditMaker {
  const verb = operation === "$inc" ? "increment" : "multiply";
  return (operand, _context, name) => {
    if (numericOf(operand) === undefined) {
      throw new CommandError(
        "TypeMismatch",
        `Cannot ${verb} with non-numeric argument: {${name}: ${JSON.stringify(operand)}}`,
      );
    }
    return (current, documentId) => {
      if (current === undefined) return operation === "$inc" ? operand : calculate("$mul", operand, 0);
      if (numericOf(current) === undefined) {
        const message = `Cannot apply ${operation} to a value of non-numeric type. {_id: ${String(documentId)}} has the field '${name}' of non-numeric type ${typeNameOf(current)}`;
        throw new CommandError("TypeMismatch", message);
      }
      return calculate(operation, current, operand);
    };
  };
}

const extreme =
  (sign: 1 | -1): EditMaker =>
  (operand) =>
  (current) =>
    current === undefined || compareValues(operand, current) * sign > 0 ? operand : UNCHANGED;

function currentDate(operand: unknown, { scope }: EditContext, name: string): ValueEdit {
  const type = isDocument(operand) ? operand["$type"] : operand === true ? "date" : undefined;
  if (type === "date") return () => scope.now;
  if (type !== "timestamp") {
    throw new CommandError(
      "BadValue",
      `${typeNameOf(operand)} is not valid type for $currentDate. Please use a boolean ('true') or a $type expression ({$type: 'timestamp/date'}) for ${name}`,
    );
  }
  return () => new Timestamp({ t: Math.floor(scope.now.getTime() / 1_000), i: 1 });
}

/** Operators on one value, each with its check of the operand. */
export const EDIT_OPERATORS: Readonly<Record<string, EditMaker>> = {
  $set: (operand) => () => operand,
  $setOnInsert:
    (operand, { isInsert }) =>
    () =>
      isInsert ? operand : UNCHANGED,
  $unset: () => (current) => (current === undefined ? UNCHANGED : REMOVED),
  $inc: arithmetic("$inc"),
  $mul: arithmetic("$mul"),
  $min: extreme(-1),
  $max: extreme(1),
  $currentDate: currentDate,
};
