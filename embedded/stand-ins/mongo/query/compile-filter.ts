import type { BsonDocument } from "../bson/values.ts";
import { fieldOf, isDocument, isZero } from "../bson/values.ts";
import { toPlainDocument } from "../bson/to-plain.ts";
import type { ExpressionScope } from "../aggregation/compile-expression.ts";
import { compileExpression, NO_SCOPE } from "../aggregation/compile-expression.ts";
import { CommandError, NotSupportedByStandIn } from "../mongo.errors.ts";
import type { ValueTest } from "./field-operators.ts";
import { equalityTest, REFUSED_OPERATORS, VALUE_TESTS } from "./field-operators.ts";
import type { FieldNode, FilterNode, GroupNode } from "./filter-node.ts";
import { valuesAt } from "./path-values.ts";
import { compileRegularExpression, isRegularExpression, partsOf } from "./regular-expression.ts";

export interface Filter {
  readonly root: GroupNode;
  /** Top-level fields the filter reads; null when it may read any. */
  readonly fieldNames: ReadonlySet<string> | null;
  matches(document: BsonDocument): boolean;
}

const badValue = (message: string): CommandError => new CommandError("BadValue", message);

/**
 * Compiles a query document. Everything wrong with it is found here, so an empty collection complains as a full one does.
 *
 * @param scope variables of `$expr`.
 * @throws CommandError BadValue (2) for unknown operators and malformed operands.
 */
export function compileFilter(filter: BsonDocument, scope: ExpressionScope = NO_SCOPE): Filter {
  const compiler = new FilterCompiler(scope);
  const root = compiler.document(filter);
  return { root, fieldNames: compiler.fieldNames, matches: (document) => root.matches(document) };
}

/** Whether the value is an expression such as `{ $gt: 3 }` and not a document to be equal to. */
export function isOperatorDocument(value: unknown): value is BsonDocument {
  return isDocument(value) && Object.keys(value)[0]?.startsWith("$") === true;
}

const all = (nodes: readonly FilterNode[]): GroupNode => ({
  kind: "all",
  nodes,
  matches: (value) => nodes.every((node) => node.matches(value)),
});

const opaque = (matches: (value: unknown) => boolean): FilterNode => ({ kind: "opaque", matches });

function fieldNode(path: readonly string[], operator: string, operand: unknown, test: ValueTest): FieldNode {
  const [name] = path;
  const matches =
    path.length === 1 && name !== undefined
      ? (value: unknown) => test(isDocument(value) ? fieldOf(value, name) : undefined)
      : (value: unknown) => valuesAt(value, path).some(test);
  return { kind: "field", path, operator, operand, matches };
}

class FilterCompiler {
  fieldNames: Set<string> | null = new Set();
  readonly #scope: ExpressionScope;

  constructor(scope: ExpressionScope) {
    this.#scope = scope;
  }

  document(filter: BsonDocument): GroupNode {
    return all(
      Object.entries(filter).flatMap(([name, value]) => {
        if (name.startsWith("$")) return this.#topLevel(name, value);
        this.fieldNames?.add(name.split(".")[0] ?? "");
        return this.#field(name.split("."), value);
      }),
    );
  }

  #topLevel(operator: string, operand: unknown): FilterNode[] {
    switch (operator) {
      case "$and":
        return [all(this.#list(operator, operand))];
      case "$or": {
        const nodes = this.#list(operator, operand);
        return [{ kind: "any", nodes, matches: (value) => nodes.some((node) => node.matches(value)) }];
      }
      case "$nor": {
        const nodes = this.#list(operator, operand);
        return [{ kind: "none", nodes, matches: (value) => !nodes.some((node) => node.matches(value)) }];
      }
      case "$expr": {
        this.fieldNames = null;
        const evaluate = compileExpression(operand, this.#scope);
        return [opaque((value) => isTruthy(evaluate(toPlainDocument(value as BsonDocument))))];
      }
      case "$comment":
        return [];
      default:
        if (REFUSED_OPERATORS.has(operator)) throw new NotSupportedByStandIn(`the query operator ${operator}`);
        throw badValue(
          `unknown top level operator: ${operator}. If you have a field name that starts with a '$' symbol, consider using $getField or $setField.`,
        );
    }
  }

  #list(operator: string, operand: unknown): FilterNode[] {
    if (!Array.isArray(operand)) throw badValue(`${operator} must be an array`);
    if (operand.length === 0) throw badValue(`${operator} must be a nonempty array`);
    return operand.map((entry) => {
      if (!isDocument(entry)) throw badValue(`${operator} entries need to be full objects`);
      return this.document(entry);
    });
  }

  #field(path: readonly string[], value: unknown): FilterNode[] {
    if (!isOperatorDocument(value)) {
      return [fieldNode(path, isRegularExpression(value) ? "$regex" : "$eq", value, equalityTest(value))];
    }
    return Object.entries(value).flatMap(([operator, operand]) => this.#operator(path, operator, operand, value));
  }

  #operator(path: readonly string[], operator: string, operand: unknown, siblings: BsonDocument): FilterNode[] {
    switch (operator) {
      case "$not":
        return [negation(this.#negated(path, operand))];
      case "$ne":
        if (isRegularExpression(operand)) throw badValue("Can't have regex as arg to $ne.");
        return [negation(this.#operator(path, "$eq", operand, siblings))];
      case "$nin":
        return [negation(this.#operator(path, "$in", operand, siblings))];
      case "$exists": {
        const nodes = [fieldNode(path, operator, true, VALUE_TESTS["$exists"]!(true))];
        return isTruthy(operand) ? nodes : [negation(nodes)];
      }
      case "$all":
        return this.#every(path, operand);
      case "$elemMatch":
        return [fieldNode(path, operator, operand, this.#elementTest(operand))];
      case "$regex":
        return [fieldNode(path, operator, operand, regexWithOptions(operand, siblings["$options"]))];
      case "$options":
        if (!("$regex" in siblings)) throw badValue("$options needs a $regex");
        return [];
      default:
        return [this.#valueOperator(path, operator, operand)];
    }
  }

  #valueOperator(path: readonly string[], operator: string, operand: unknown): FilterNode {
    const test = Object.hasOwn(VALUE_TESTS, operator) ? VALUE_TESTS[operator] : undefined;
    if (test !== undefined) return fieldNode(path, operator, operand, test(operand));
    if (REFUSED_OPERATORS.has(operator)) throw new NotSupportedByStandIn(`the query operator ${operator}`);
    throw badValue(`unknown operator: ${operator}`);
  }

  #negated(path: readonly string[], operand: unknown): FilterNode[] {
    if (isRegularExpression(operand)) return [fieldNode(path, "$regex", operand, equalityTest(operand))];
    if (!isDocument(operand)) throw badValue("$not needs a regex or a document");
    if (Object.keys(operand).length === 0) throw badValue("$not cannot be empty");
    if (!isOperatorDocument(operand)) throw badValue(`unknown operator: ${Object.keys(operand)[0] ?? ""}`);
    return this.#field(path, operand);
  }

  #every(path: readonly string[], operand: unknown): FilterNode[] {
    if (!Array.isArray(operand)) throw badValue("$all needs an array");
    if (operand.length === 0) return [opaque(() => false)];
    return operand.map((element): FilterNode => {
      if (!isOperatorDocument(element)) {
        return fieldNode(path, isRegularExpression(element) ? "$regex" : "$eq", element, equalityTest(element));
      }
      if (!("$elemMatch" in element)) throw badValue("no $ expressions in $all");
      return fieldNode(path, "$elemMatch", element["$elemMatch"], this.#elementTest(element["$elemMatch"]));
    });
  }

  /** Either form of `$elemMatch`: conditions on the element itself, or on its fields. */
  #elementTest(operand: unknown): ValueTest {
    if (!isDocument(operand)) throw badValue("$elemMatch needs an Object");
    const first = Object.keys(operand)[0];
    const isOnValue = isOperatorDocument(operand) && !["$and", "$or", "$nor", "$expr"].includes(first ?? "");
    const inner = new FilterCompiler(this.#scope);
    const node = isOnValue ? all(inner.#field([], operand)) : inner.document(operand);
    const accepts = (element: unknown): boolean => (isOnValue || isDocument(element)) && node.matches(element);
    return (value) => Array.isArray(value) && value.some(accepts);
  }
}

function negation(nodes: readonly FilterNode[]): GroupNode {
  const inner = all(nodes);
  return { kind: "none", nodes: [inner], matches: (value) => !inner.matches(value) };
}

function regexWithOptions(operand: unknown, options: unknown): ValueTest {
  if (options !== undefined && typeof options !== "string") throw badValue("$options has to be a string");
  if (!isRegularExpression(operand) && typeof operand !== "string") throw badValue("$regex has to be a string");
  const parts = typeof operand === "string" ? { pattern: operand, options: "" } : partsOf(operand);
  if (options !== undefined && parts.options !== "")
    throw new CommandError(51075, "options set in both $regex and $options");
  const matches = compileRegularExpression(parts.pattern, options ?? parts.options);
  const test: ValueTest = (value) => typeof value === "string" && matches(value);
  return (value) => test(value) || (Array.isArray(value) && value.some(test));
}

/** Truth as MongoDB sees it: false, null, missing and zero are false, everything else is true. */
export function isTruthy(value: unknown): boolean {
  return value !== undefined && value !== null && value !== false && !isZero(value);
}
