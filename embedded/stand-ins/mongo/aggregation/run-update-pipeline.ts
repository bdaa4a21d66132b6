import type { BsonDocument } from "../bson/values.ts";
import { isDocument } from "../bson/values.ts";
import { CommandError } from "../mongo.errors.ts";
import type { ExpressionScope } from "./compile-expression.ts";
import { compilePipeline } from "./compile-pipeline.ts";

const UPDATE_STAGES: ReadonlySet<string> = new Set([
  "$set",
  "$addFields",
  "$unset",
  "$project",
  "$replaceRoot",
  "$replaceWith",
]);

/** Applies an update written as a pipeline. Numbers come out as JavaScript numbers do: int64 is not kept apart. */
export function runUpdatePipeline(
  document: BsonDocument,
  stages: readonly unknown[],
  scope: ExpressionScope,
): BsonDocument {
  for (const stage of stages) {
    const name = isDocument(stage) ? Object.keys(stage)[0] : undefined;
    if (name === undefined || !UPDATE_STAGES.has(name)) {
      throw new CommandError("InvalidOptions", `${name ?? "The stage"} is not allowed to be used within an update`);
    }
  }
  const noOther = (from: string): never => {
    throw new CommandError("InvalidOptions", `${from} cannot be read within an update`);
  };
  const [result] = [...compilePipeline(stages, { scope, documentsOf: noOther })([document])];
  return result ?? {};
}
