import type { ExpressionScope } from "../aggregation/compile-expression.ts";
import { compileExpression, isOperator } from "../aggregation/compile-expression.ts";
import { setComputed } from "../aggregation/set-computed.ts";
import { toPlainDocument } from "../bson/to-plain.ts";
import type { BsonDocument } from "../bson/values.ts";
import { isDocument, isZero, numericOf } from "../bson/values.ts";
import { CommandError, NotSupportedByStandIn } from "../mongo.errors.ts";
import type { Filter } from "./compile-filter.ts";
import { compileFilter } from "./compile-filter.ts";
import { matchedPosition } from "./matched-position.ts";
import type { FieldTransform } from "./projection-tree.ts";
import { addLeaf, applyTree, emptyNode } from "./projection-tree.ts";

export interface Projection {
  /** Set when the projection does nothing but keep these top-level fields: it can then be done on bytes. */
  readonly keeps?: ReadonlySet<string>;
  apply(document: BsonDocument): BsonDocument;
}

interface Item {
  readonly path: readonly string[];
  readonly action: "keep" | "drop" | "slice" | "elemMatch" | "position" | "compute";
  readonly operand: unknown;
}

/**
 * Compiles the projection of a find.
 *
 * @param filter the find's filter, which the positional `$` refers to.
 */
export function compileFindProjection(specification: BsonDocument, filter: Filter, scope: ExpressionScope): Projection {
  return compile(readItems(specification, [], true), filter, scope);
}

/** Compiles `$project`: `$slice` and `$elemMatch` are expressions there, not projections. */
export function compileStageProjection(specification: BsonDocument, scope: ExpressionScope): Projection {
  if (Object.keys(specification).length === 0) {
    throw new CommandError(
      51272,
      "Invalid $project :: caused by :: projection specification must have at least one field",
    );
  }
  return compile(readItems(specification, [], false), undefined, scope);
}

function readItems(specification: BsonDocument, prefix: readonly string[], isFind: boolean): Item[] {
  return Object.entries(specification).flatMap(([name, value]): Item[] => {
    if (name.startsWith("$"))
      throw new CommandError(
        16410,
        `FieldPath field names may not start with '$'. Consider using $getField or $setField.: ${name}`,
      );
    const path = [...prefix, ...name.split(".")];
    if (path.includes("")) throw new CommandError(15998, "FieldPath field names may not be empty strings.");
    if (isFind && path.at(-1) === "$") return [{ path: path.slice(0, -1), action: "position", operand: value }];
    const flag = typeof value === "boolean" ? Number(value) : numericOf(value);
    if (flag !== undefined) return [{ path, action: isZero(flag) ? "drop" : "keep", operand: value }];
    if (!isDocument(value)) return [{ path, action: "compute", operand: value }];
    const first = Object.keys(value)[0];
    if (first === undefined)
      throw new CommandError(51270, "An empty sub-projection is not a valid value. Found empty object at path");
    if (!first.startsWith("$")) return readItems(value, path, isFind);
    if (first === "$meta") throw new NotSupportedByStandIn("$meta");
    if (isFind && first === "$slice") return [{ path, action: "slice", operand: value["$slice"] }];
    if (isFind && first === "$elemMatch") return [{ path, action: "elemMatch", operand: value["$elemMatch"] }];
    if (!isOperator(first)) throw new CommandError(31325, `Unknown expression ${first}`);
    return [{ path, action: "compute", operand: value }];
  });
}

const isId = ({ path }: Item): boolean => path.length === 1 && path[0] === "_id";

function compile(items: readonly Item[], filter: Filter | undefined, scope: ExpressionScope): Projection {
  const deciding = items.filter((item) => !isId(item) && item.action !== "slice");
  const isInclusion =
    (deciding[0] ?? items.find((item) => item.action !== "slice"))?.action !== "drop" &&
    items.some((item) => item.action !== "slice");
  for (const { action, path } of deciding) {
    const where = path.join(".");
    if (isInclusion && action === "drop")
      throw new CommandError(31254, `Cannot do exclusion on field ${where} in inclusion projection`);
    if (!isInclusion && action === "keep")
      throw new CommandError(31253, `Cannot do inclusion on field ${where} in exclusion projection`);
    if (!isInclusion && action !== "drop")
      throw new CommandError(31252, `Cannot use an expression ${where} in an exclusion projection`);
  }
  const tree = emptyNode();
  if (isInclusion && !items.some((item) => item.path[0] === "_id")) addLeaf(tree, ["_id"], "keep");
  for (const item of items) addLeaf(tree, item.path, leafFor(item, filter));
  const computed = items.filter((item) => item.action === "compute");
  const compute = compileExpression(
    computed.map((item) => item.operand),
    scope,
  );
  const apply = (document: BsonDocument): BsonDocument => {
    const result = applyTree(tree, document, isInclusion);
    return computed.length === 0
      ? result
      : setComputed(
          result,
          computed.map((item) => item.path),
          compute(toPlainDocument(document)) as unknown[],
        );
  };
  const isPlain =
    isInclusion && items.every(({ action, path }) => path.length === 1 && (action === "keep" || action === "drop"));
  return isPlain ? { apply, keeps: keptNames(items) } : { apply };
}

function keptNames(items: readonly Item[]): ReadonlySet<string> {
  const names = new Set(["_id", ...items.map(({ path }) => path[0] ?? "")]);
  if (items.some((item) => isId(item) && item.action === "drop")) names.delete("_id");
  return names;
}

function leafFor({ action, path, operand }: Item, filter: Filter | undefined): "keep" | "drop" | FieldTransform {
  switch (action) {
    case "keep":
    case "drop":
      return action;
    case "compute":
      return "drop"; // the stored value gives way to the computed one
    case "slice":
      return sliceOf(operand);
    case "elemMatch":
      return firstMatchOf(operand, path);
    case "position":
      return matchedElementOf(path, filter);
  }
}

function sliceOf(operand: unknown): FieldTransform {
  const numbers = (Array.isArray(operand) ? operand : [operand]).map((part) => Number(numericOf(part)));
  const [first = 0, second] = numbers;
  if (numbers.some(Number.isNaN) || numbers.length > 2)
    throw new CommandError(28667, "Invalid $slice syntax. $slice takes a number or an array of two numbers");
  if (second !== undefined && second <= 0) throw new CommandError(28724, "$slice limit must be positive");
  const [start, end] =
    second === undefined
      ? first < 0
        ? [first, undefined]
        : [0, first]
      : [first, first < 0 && first + second >= 0 ? undefined : first + second];
  return (value) => (Array.isArray(value) ? value.slice(start, end) : value);
}

function firstMatchOf(operand: unknown, path: readonly string[]): FieldTransform {
  if (path.length > 1) throw new CommandError(31275, "Cannot use $elemMatch projection on a nested field");
  const condition = compileFilter({ element: { $elemMatch: operand } });
  return (value) => {
    if (!Array.isArray(value)) return undefined;
    const found = value.findIndex((element: unknown) => condition.matches({ element: [element] }));
    return found === -1 ? undefined : [value[found]];
  };
}

function matchedElementOf(path: readonly string[], filter: Filter | undefined): FieldTransform {
  return (value, document) => {
    if (!Array.isArray(value)) return value;
    const position = filter === undefined ? undefined : matchedPosition(filter.root, path, document);
    if (position === undefined) {
      throw new CommandError(
        51246,
        "Executor error during find command :: caused by :: positional operator '.$' couldn't find a matching element in the array",
      );
    }
    return [value[position]];
  };
}
