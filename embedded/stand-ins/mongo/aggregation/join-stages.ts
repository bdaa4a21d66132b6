import { encodeKey } from "../bson/encode-key.ts";
import type { BsonDocument } from "../bson/values.ts";
import { isDocument, numericOf } from "../bson/values.ts";
import { CommandError } from "../mongo.errors.ts";
import { compileFilter } from "../query/compile-filter.ts";
import { valuesAt } from "../query/path-values.ts";
import type { ExpressionScope } from "./compile-expression.ts";
import { compileExpression } from "./compile-expression.ts";
import { setComputed } from "./set-computed.ts";
import type { Stage, StageMaker } from "./stage.ts";
import { requireDocument } from "./stage.ts";

function requireText(specification: BsonDocument, stage: string, name: string): string {
  const value = specification[name];
  if (typeof value === "string" && value !== "") return value;
  throw new CommandError("FailedToParse", `${stage} argument '${name}' must be a non-empty string`);
}

function refuseOthers(specification: BsonDocument, stage: string, known: readonly string[]): void {
  const other = Object.keys(specification).find((name) => !known.includes(name));
  if (other !== undefined) throw new CommandError("FailedToParse", `unknown argument to ${stage}: ${other}`);
}

/** What a join compares: the elements of arrays, and null for a missing field. */
const joinValues = (document: BsonDocument, path: readonly string[]): unknown[] =>
  valuesAt(document, path).flatMap((value): unknown[] => (Array.isArray(value) ? value : [value ?? null]));

/** Either form of `$lookup`, or both together: equality of two fields, and a pipeline with variables. */
const lookup: StageMaker = (specification, environment) => {
  const fields = requireDocument(specification, 9, "the $lookup specification must be an object");
  refuseOthers(fields, "$lookup", ["from", "localField", "foreignField", "as", "let", "pipeline"]);
  const from = requireText(fields, "$lookup", "from");
  const as = requireText(fields, "$lookup", "as").split(".");
  const { pipeline, let: definitions = {} } = fields;
  const byField = "localField" in fields || "foreignField" in fields;
  if (!byField && !Array.isArray(pipeline))
    throw new CommandError(
      "FailedToParse",
      "$lookup requires either 'pipeline' or both 'localField' and 'foreignField' to be specified",
    );
  const local = byField ? requireText(fields, "$lookup", "localField").split(".") : undefined;
  const foreign = byField ? requireText(fields, "$lookup", "foreignField") : "";
  const scope: ExpressionScope = { ...environment.scope };
  const run: Stage = Array.isArray(pipeline) ? environment.compile(pipeline, scope) : (input) => input;
  const variables = Object.entries(requireDocument(definitions, 9, "$lookup argument 'let' must be an object"));
  const compute = compileExpression(
    variables.map(([, value]) => value),
    environment.scope,
  );
  return function* (input) {
    for (const document of input) {
      const values = compute(document) as unknown[];
      scope.variables = {
        ...environment.scope.variables,
        ...Object.fromEntries(variables.map(([name], i) => [name, values[i]])),
      };
      const filter = local === undefined ? {} : { [foreign]: { $in: joinValues(document, local) } };
      yield setComputed(document, [as], [[...run(environment.documentsOf(from, filter))]]);
    }
  };
};

const graphLookup: StageMaker = (specification, environment) => {
  const stage = "$graphLookup";
  const fields = requireDocument(specification, 40327, "the $graphLookup stage specification must be an object");
  refuseOthers(fields, stage, [
    "from",
    "startWith",
    "connectFromField",
    "connectToField",
    "as",
    "maxDepth",
    "depthField",
    "restrictSearchWithMatch",
  ]);
  const from = requireText(fields, stage, "from");
  const as = requireText(fields, stage, "as").split(".");
  const connectFrom = requireText(fields, stage, "connectFromField").split(".");
  const connectTo = requireText(fields, stage, "connectToField");
  const depthField = "depthField" in fields ? requireText(fields, stage, "depthField") : undefined;
  const maxDepth = "maxDepth" in fields ? Number(numericOf(fields["maxDepth"])) : Infinity;
  if (!(maxDepth >= 0)) throw new CommandError(40101, "maxDepth requires a nonnegative argument");
  if (!("startWith" in fields)) throw new CommandError(40105, "$graphLookup requires 'startWith' to be specified");
  const start = compileExpression(fields["startWith"], environment.scope);
  const restriction = requireDocument(
    fields["restrictSearchWithMatch"] ?? {},
    40185,
    "restrictSearchWithMatch must be an object",
  );
  compileFilter(restriction, environment.scope);

  function reach(document: BsonDocument): BsonDocument[] {
    const reached = new Map<string, BsonDocument>();
    const first = start(document);
    let frontier: unknown[] = Array.isArray(first) ? first : [first ?? null];
    for (let depth = 0; depth <= maxDepth && frontier.length > 0; depth++) {
      const next: unknown[] = [];
      const filter = { $and: [{ [connectTo]: { $in: frontier } }, restriction] };
      for (const found of environment.documentsOf(from, filter)) {
        const key = encodeKey(found["_id"]);
        if (reached.has(key)) continue;
        reached.set(key, depthField === undefined ? found : { ...found, [depthField]: depth });
        next.push(...joinValues(found, connectFrom));
      }
      frontier = next;
    }
    return [...reached.values()];
  }
  return function* (input) {
    for (const document of input) yield setComputed(document, [as], [reach(document)]);
  };
};

const facet: StageMaker = (specification, environment) => {
  const fields = requireDocument(specification, 40169, "the $facet specification must be a non-empty object");
  const facets = Object.entries(fields).map(([name, pipeline]) => {
    if (!Array.isArray(pipeline)) throw new CommandError(40170, `arguments to $facet must be arrays, ${name} is not`);
    if (pipeline.some((stage) => isDocument(stage) && "$facet" in stage))
      throw new CommandError(40600, "$facet is not allowed to be used within a $facet stage");
    return { name, run: environment.compile(pipeline) };
  });
  if (facets.length === 0) throw new CommandError(40169, "the $facet specification must be a non-empty object");
  return function* (input) {
    const documents = [...input];
    yield Object.fromEntries(facets.map(({ name, run }) => [name, [...run(documents)]]));
  };
};

/** Stages that bring in other collections, or run several pipelines on the same documents. */
export const JOIN_STAGES: Readonly<Record<string, StageMaker>> = {
  $lookup: lookup,
  $graphLookup: graphLookup,
  $facet: facet,
};
