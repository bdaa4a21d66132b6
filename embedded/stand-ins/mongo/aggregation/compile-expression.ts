import { createRequire } from "node:module";
import type * as MingoCore from "mingo/core";
import { toPlain } from "../bson/to-plain.ts";
import type { BsonDocument } from "../bson/values.ts";
import { isDocument, setField } from "../bson/values.ts";
import { CommandError } from "../mongo.errors.ts";
import { MINGO_OPERATORS, OWN_OPERATORS } from "./expression-operators.ts";

/** What an expression sees besides the document. `variables` may be exchanged between evaluations, as `$lookup` does. */
export interface ExpressionScope {
  variables: BsonDocument;
  readonly now: Date;
}

/** No variables; for places where expressions cannot have any. */
export const NO_SCOPE: ExpressionScope = { variables: {}, now: new Date(0) };

/** Computes an expression on a document of plain values (see `to-plain.ts`); undefined stands for "no such field". */
export type Expression = (document: BsonDocument) => unknown;

/**
 * Compiles an aggregation expression. An array of expressions is one, too: several are computed at the price of one.
 *
 * @throws CommandError InvalidPipelineOperator (168) for operators that do not exist or that the stand-in lacks.
 */
export function compileExpression(expression: unknown, scope: ExpressionScope): Expression {
  const checked = check(toPlain(expression), scope);
  if (isConstant(checked)) return () => checked;
  return (document) => evaluate(document, checked, scope);
}

const isConstant = (value: unknown): boolean =>
  Array.isArray(value) || isDocument(value) ? false : !(typeof value === "string" && value.startsWith("$"));

/** Whether there is such an operator here. */
export const isOperator = (name: string): boolean => MINGO_OPERATORS.has(name) || Object.hasOwn(OWN_OPERATORS, name);

/** Looks for unknown operators, and puts `$$NOW` in. */
function check(expression: unknown, scope: ExpressionScope): unknown {
  if (expression === "$$NOW") return scope.now;
  if (typeof expression === "string") return assertPath(expression);
  if (Array.isArray(expression)) return expression.map((element) => check(element, scope));
  if (!isDocument(expression)) return expression;
  const names = Object.keys(expression);
  const operator = names.find((name) => name.startsWith("$"));
  if (operator === undefined) return checkFields(expression, scope);
  if (names.length > 1) {
    throw new CommandError(
      15983,
      `an expression specification must contain exactly one field, the name of the expression. Found ${names.length} fields`,
    );
  }
  if (operator === "$literal") return expression;
  if (!isOperator(operator)) {
    throw new CommandError("InvalidPipelineOperator", `Unrecognized expression '${operator}'`);
  }
  const operand = check(expression[operator], scope);
  const wantsArray = (operator === "$round" || operator === "$trunc") && !Array.isArray(operand); // mingo is strict there
  return { [operator]: wantsArray ? [operand, 0] : operand };
}

function checkFields(fields: BsonDocument, scope: ExpressionScope): BsonDocument {
  const checked: BsonDocument = {};
  for (const name of Object.keys(fields)) setField(checked, name, check(fields[name], scope));
  return checked;
}

function assertPath(text: string): string {
  if (!text.startsWith("$")) return text;
  const path = text.replace(/^\$\$?/, "");
  if (path === "") throw new CommandError(16872, "'$' by itself is not a valid FieldPath");
  if (path.split(".").includes("")) throw new CommandError(15998, "FieldPath field names may not be empty strings.");
  return text;
}

interface Evaluator {
  readonly core: typeof MingoCore;
  readonly context: MingoCore.Context;
}
let evaluator: Evaluator | undefined;

/** mingo takes 0.1 s and 15 MB to load: only the first expression pays for it. */
function loadEvaluator(): Evaluator {
  const load = createRequire(import.meta.url);
  const core = load("mingo/core") as typeof MingoCore;
  const all = load("mingo/operators/expression") as Record<string, MingoOperator>;
  const expression: Record<string, MingoOperator> = {};
  for (const name of MINGO_OPERATORS) if (all[name] !== undefined) expression[name] = all[name];
  for (const [name, own] of Object.entries(OWN_OPERATORS)) {
    expression[name] = (document, operand, options) => own(operand, (inner) => core.evalExpr(document, inner, options));
  }
  return { core, context: core.Context.init({ expression: expression as MingoTable }) };
}
type MingoOptions = Parameters<typeof MingoCore.evalExpr>[2];
type MingoOperator = (document: unknown, operand: unknown, options: MingoOptions) => unknown;
type MingoTable = NonNullable<NonNullable<Parameters<typeof MingoCore.Context.init>[0]>["expression"]>;

function evaluate(document: BsonDocument, expression: unknown, scope: ExpressionScope): unknown {
  const { core, context } = (evaluator ??= loadEvaluator());
  try {
    return core.evalExpr(document, expression, {
      context,
      scriptEnabled: false,
      variables: scope.variables,
    } as MingoOptions);
  } catch (error) {
    if (error instanceof CommandError || !(error instanceof Error)) throw error;
    const isVariable = error.message.startsWith("Use of undefined variable");
    throw new CommandError(isVariable ? 17276 : "BadValue", error.message);
  }
}
