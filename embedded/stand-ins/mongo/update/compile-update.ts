import type { ExpressionScope } from "../aggregation/compile-expression.ts";
import { NO_SCOPE } from "../aggregation/compile-expression.ts";
import { typeNameOf } from "../bson/type-names.ts";
import type { BsonDocument } from "../bson/values.ts";
import { isDocument } from "../bson/values.ts";
import { CommandError, NotSupportedByStandIn } from "../mongo.errors.ts";
import type { Filter } from "../query/compile-filter.ts";
import { compileFilter } from "../query/compile-filter.ts";
import type { EditContext, ValueEdit } from "./edit-operators.ts";
import { EDIT_OPERATORS } from "./edit-operators.ts";
import { ARRAY_OPERATORS } from "./array-operators.ts";

/** One operator on one path of an update. */
export type Edit = ValueUpdate | RenameUpdate;

interface ValueUpdate {
  readonly kind: "value";
  readonly operator: string;
  readonly path: readonly string[];
  readonly edit: ValueEdit;
}

interface RenameUpdate {
  readonly kind: "rename";
  readonly path: readonly string[];
  readonly to: readonly string[];
}

export type Update =
  | { readonly kind: "edits"; readonly edits: readonly Edit[]; readonly arrayFilters: ReadonlyMap<string, Filter> }
  | { readonly kind: "replacement"; readonly document: BsonDocument }
  | { readonly kind: "pipeline"; readonly stages: readonly unknown[] };

/**
 * Reads and checks the `u` of an update.
 *
 * @throws CommandError FailedToParse (9) for unknown operators, ConflictingUpdateOperators (40) when two of them change
 * one path, and what each operator says about its operand.
 */
export function compileUpdate(update: unknown, arrayFilters: unknown, context: EditContext): Update {
  if (Array.isArray(update)) {
    if (arrayFilters !== undefined) throw failedToParse("arrayFilters may not be specified for pipeline-style updates");
    return { kind: "pipeline", stages: update };
  }
  if (!isDocument(update)) throw failedToParse("Update argument must be either an object or an array");
  const isReplacement = Object.keys(update)[0]?.startsWith("$") !== true;
  if (isReplacement) {
    if (arrayFilters !== undefined)
      throw failedToParse("arrayFilters may not be specified for replacement-style updates");
    return { kind: "replacement", document: checkReplacement(update) };
  }
  const edits = Object.entries(update).flatMap(([operator, operand]) => compileOperator(operator, operand, context));
  assertNoConflicts(edits);
  edits.sort((a, b) => comparePaths(targetOf(a), targetOf(b))); // MongoDB adds new fields in the order of their names
  const filters = compileArrayFilters(arrayFilters, context.scope);
  assertFiltersAreUsed(edits, filters);
  return { kind: "edits", edits, arrayFilters: filters };
}

const targetOf = (edit: Edit): readonly string[] => (edit.kind === "rename" ? edit.to : edit.path);

const OPERATORS = new Map(Object.entries({ ...EDIT_OPERATORS, ...ARRAY_OPERATORS }));

const failedToParse = (message: string): CommandError => new CommandError("FailedToParse", message);

function checkReplacement(document: BsonDocument): BsonDocument {
  const dollar = Object.keys(document).find((name) => name.startsWith("$"));
  if (dollar === undefined) return document;
  const message = `The dollar ($) prefixed field '${dollar}' in '${dollar}' is not allowed in the context of an update's replacement document. Consider using an aggregation pipeline with $replaceWith.`;
  throw new CommandError("DollarPrefixedFieldName", message);
}

function compileOperator(operator: string, operand: unknown, context: EditContext): Edit[] {
  if (operator === "$bit") throw new NotSupportedByStandIn("the update operator $bit");
  const make = OPERATORS.get(operator);
  if (make === undefined && operator !== "$rename") {
    throw failedToParse(
      `Unknown modifier: ${operator}. Expected a valid update modifier or pipeline-style update specified as an array`,
    );
  }
  if (!isDocument(operand)) {
    const found = `{${operator}: ${JSON.stringify(operand)}}`;
    throw failedToParse(
      `Modifiers operate on fields but we found type ${typeNameOf(operand)} instead. For example: {$mod: {<field>: ...}} not ${found}`,
    );
  }
  return Object.entries(operand).map(([name, value]): Edit => {
    const path = readPath(name);
    if (make === undefined) return { kind: "rename", path, to: readRenameTarget(name, value) };
    return { kind: "value", operator, path, edit: make(value, context, name) };
  });
}

function readPath(name: string): string[] {
  if (name === "") throw new CommandError("EmptyFieldName", "An empty update path is not valid.");
  const path = name.split(".");
  if (path.includes("")) {
    throw new CommandError(
      "EmptyFieldName",
      `The update path '${name}' contains an empty field name, which is not allowed.`,
    );
  }
  const dollar = path.find((part, i) => part.startsWith("$") && (i === 0 || !isArrayStep(part)));
  if (dollar === undefined) return path;
  if (isArrayStep(dollar)) {
    throw new CommandError(
      "BadValue",
      `Cannot have array filter identifier or positional operator (i.e. '${dollar}') element in the first position in path '${name}'`,
    );
  }
  throw new CommandError(
    "DollarPrefixedFieldName",
    `The dollar ($) prefixed field '${dollar}' in '${name}' is not allowed in the context of an update`,
  );
}

/** `$`, `$[]` or `$[name]`. */
export const isArrayStep = (part: string): boolean => part === "$" || /^\$\[[^\]]*\]$/.test(part);

function readRenameTarget(from: string, value: unknown): string[] {
  if (typeof value !== "string")
    throw new CommandError("BadValue", `The 'to' field for $rename must be a string: ${from}: ${String(value)}`);
  const path = readPath(value);
  if (value === from)
    throw new CommandError("BadValue", `The source and target field for $rename must differ: ${from}: "${value}"`);
  if ([...path, ...from.split(".")].some(isArrayStep))
    throw new CommandError("BadValue", "The source and target field for $rename may not be dynamic");
  return path;
}

/** Two operators may not change one path, nor one a part of what the other changes. */
function assertNoConflicts(edits: readonly Edit[]): void {
  const taken = new Map<string, "changed" | "parent">();
  for (const path of edits.flatMap((edit) => (edit.kind === "rename" ? [edit.path, edit.to] : [edit.path]))) {
    const name = path.join(".");
    path.forEach((_, i) => {
      const prefix = path.slice(0, i + 1).join(".");
      const isWhole = prefix === name;
      if (taken.get(prefix) === "changed" || (isWhole && taken.has(prefix))) {
        throw new CommandError(
          "ConflictingUpdateOperators",
          `Updating the path '${name}' would create a conflict at '${prefix}'`,
        );
      }
      taken.set(prefix, isWhole ? "changed" : "parent");
    });
  }
}

function comparePaths(left: readonly string[], right: readonly string[]): number {
  for (const [i, part] of left.entries()) {
    const other = right[i];
    if (other === undefined) return 1;
    if (part === other) continue;
    const byNumber = Number(part) - Number(other);
    return Number.isNaN(byNumber) ? (part < other ? -1 : 1) : byNumber;
  }
  return left.length - right.length;
}

function compileArrayFilters(arrayFilters: unknown, scope: ExpressionScope = NO_SCOPE): Map<string, Filter> {
  const filters = new Map<string, Filter>();
  if (arrayFilters === undefined) return filters;
  if (!Array.isArray(arrayFilters))
    throw new CommandError("TypeMismatch", "BSON field 'arrayFilters' is the wrong type, expected type 'array'");
  for (const filter of arrayFilters) {
    if (!isDocument(filter)) throw new CommandError("TypeMismatch", "BSON field 'arrayFilters' must contain objects");
    const compiled = compileFilter(filter, scope);
    const names = [...(compiled.fieldNames ?? [])];
    const [name] = names;
    if (name === undefined)
      throw failedToParse("Cannot use an expression without a top-level field name in arrayFilters");
    if (names.length > 1)
      throw failedToParse(
        `Error parsing array filter :: caused by :: Expected a single top-level field name, found '${name}' and '${names[1] ?? ""}'`,
      );
    if (!/^[a-z][a-zA-Z0-9]*$/.test(name)) {
      throw new CommandError(
        "BadValue",
        `Error parsing array filter :: caused by :: The top-level field name must be an alphanumeric string beginning with a lowercase letter, found '${name}'`,
      );
    }
    if (filters.has(name))
      throw failedToParse(`Found multiple array filters with the same top-level field name ${name}`);
    filters.set(name, compiled);
  }
  return filters;
}

function assertFiltersAreUsed(edits: readonly Edit[], filters: ReadonlyMap<string, Filter>): void {
  const used = new Set<string>();
  for (const { path } of edits) {
    for (const part of path) {
      const name = /^\$\[(.+)\]$/.exec(part)?.[1];
      if (name === undefined) continue;
      if (!filters.has(name))
        throw new CommandError(
          "BadValue",
          `No array filter found for identifier '${name}' in path '${path.join(".")}'`,
        );
      used.add(name);
    }
  }
  for (const name of filters.keys()) {
    if (!used.has(name)) throw failedToParse(`The array filter for identifier '${name}' was not used in the update`);
  }
}
