import type { BsonDocument } from "../bson/values.ts";
import { isDocument } from "../bson/values.ts";
import { CommandError } from "../mongo.errors.ts";
import { compileStageProjection } from "../query/compile-projection.ts";
import { plainValueAt } from "../query/path-values.ts";
import { compileExpression } from "./compile-expression.ts";
import { setComputed } from "./set-computed.ts";
import type { Stage, StageMaker } from "./stage.ts";
import { requireDocument } from "./stage.ts";

/** A stage that makes one document of each. */
function mapStage(change: (document: BsonDocument) => BsonDocument): Stage {
  return function* (input) {
    for (const document of input) yield change(document);
  };
}

const project: StageMaker = (specification, { scope }) => {
  const projection = compileStageProjection(
    requireDocument(specification, 15969, "$project specification must be an object"),
    scope,
  );
  return mapStage((document) => projection.apply(document));
};

const set: StageMaker = (specification, { scope }) => {
  const fields = flatten(requireDocument(specification, 40272, "$addFields specification stage must be an object"), []);
  const paths = fields.map(({ path }) => path);
  const compute = compileExpression(
    fields.map(({ value }) => value),
    scope,
  );
  return mapStage((document) => setComputed(document, paths, compute(document) as unknown[]));
};

/** A document that is no expression stands for paths into it. */
function flatten(fields: BsonDocument, prefix: readonly string[]): { path: string[]; value: unknown }[] {
  return Object.entries(fields).flatMap(([name, value]) => {
    if (name.startsWith("$"))
      throw new CommandError(
        16410,
        `FieldPath field names may not start with '$'. Consider using $getField or $setField.: ${name}`,
      );
    const path = [...prefix, ...name.split(".")];
    if (path.includes("")) throw new CommandError(40353, "FieldPath must not end with a '.' or be empty.");
    const first = isDocument(value) ? Object.keys(value)[0] : undefined;
    return first === undefined || first.startsWith("$") ? [{ path, value }] : flatten(value as BsonDocument, path);
  });
}

const unset: StageMaker = (specification, { scope }) => {
  const names: unknown[] = Array.isArray(specification) ? specification : [specification];
  if (names.length === 0 || !names.every((name) => typeof name === "string")) {
    throw new CommandError(31002, "$unset specification must be a string or an array of strings");
  }
  const projection = compileStageProjection(Object.fromEntries(names.map((name) => [name, 0])), scope);
  return mapStage((document) => projection.apply(document));
};

const replaceWith: StageMaker = (specification, { scope }) => {
  const compute = compileExpression(specification, scope);
  return mapStage((document) => {
    const root = compute(document);
    if (isDocument(root)) return root;
    throw new CommandError(40228, "'newRoot' expression must evaluate to an object");
  });
};

const replaceRoot: StageMaker = (specification, environment) => {
  const { newRoot } = requireDocument(
    specification,
    40229,
    "expected an object as specification for $replaceRoot stage",
  );
  if (newRoot === undefined) throw new CommandError(40231, "no newRoot specified for the $replaceRoot stage");
  return replaceWith(newRoot, environment);
};

interface Unwind {
  readonly path: readonly string[];
  readonly indexPath: readonly string[] | undefined;
  readonly keepsEmpty: boolean;
}

function readUnwind(specification: unknown): Unwind {
  const options =
    typeof specification === "string"
      ? { path: specification }
      : requireDocument(
          specification,
          15981,
          "expected either a string or an object as specification for $unwind stage",
        );
  const { path, includeArrayIndex, preserveNullAndEmptyArrays = false, ...unknown } = options as BsonDocument;
  const [other] = Object.keys(unknown);
  if (other !== undefined) throw new CommandError(28811, `unrecognized option to $unwind stage: ${other}`);
  if (typeof path !== "string") throw new CommandError(28812, "no path specified to $unwind stage");
  if (!path.startsWith("$") || path.length < 2)
    throw new CommandError(28818, `path option to $unwind stage should be prefixed with a '$': ${path}`);
  if (includeArrayIndex !== undefined && (typeof includeArrayIndex !== "string" || includeArrayIndex === "")) {
    throw new CommandError(28810, "expected a non-empty string for the includeArrayIndex option to $unwind stage");
  }
  if (typeof preserveNullAndEmptyArrays !== "boolean")
    throw new CommandError(28809, "expected a boolean for the preserveNullAndEmptyArrays option to $unwind stage");
  return {
    path: path.slice(1).split("."),
    indexPath: includeArrayIndex?.split("."),
    keepsEmpty: preserveNullAndEmptyArrays,
  };
}

const unwind: StageMaker = (specification) => {
  const { path, indexPath, keepsEmpty } = readUnwind(specification);
  const withIndex = (document: BsonDocument, index: number | null): BsonDocument =>
    indexPath === undefined ? document : setComputed(document, [indexPath], [index]);
  return function* (input) {
    for (const document of input) {
      const value = plainValueAt(document, path);
      const isEmpty = value === undefined || value === null || (Array.isArray(value) && value.length === 0);
      if (isEmpty && keepsEmpty)
        yield withIndex(Array.isArray(value) ? setComputed(document, [path], [undefined]) : document, null);
      else if (!isEmpty && !Array.isArray(value)) yield withIndex(document, null);
      else if (Array.isArray(value)) {
        for (const [i, element] of value.entries()) yield withIndex(setComputed(document, [path], [element]), i);
      }
    }
  };
};

/** Stages that change the fields of documents. */
export const FIELD_STAGES: Readonly<Record<string, StageMaker>> = {
  $project: project,
  $set: set,
  $addFields: set,
  $unset: unset,
  $replaceRoot: replaceRoot,
  $replaceWith: replaceWith,
  $unwind: unwind,
};
